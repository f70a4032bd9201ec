"""Every form's page is well formed: empty, with everything wrong, and filled in."""

from collections import Counter
from uuid import UUID

import msgspec
import pytest

from services.gateway.pages import account
from services.gateway.pages.account import Account
from services.gateway.recording.filled import fill, read
from services.gateway.recording.form import Form
from services.gateway.recording.forms import FORMS
from services.gateway.recording.known import Known
from services.gateway.recording.page import form_page
from services.gateway.recording.people import FIND
from services.gateway.recording.saying import Sent
from services.gateway.recording.showing import Shown, errors
from shared.contracts.specimens import named_examples
from shared.identity import Caller
from tests.gateway.pages.test_markup import Reader

SOMEBODY = Caller(organisation="RGP", client="somebody", roles=frozenset({"submitter"}))
ONE = {"a <b> & c": 'A <b> & "c"', "d": "D\nwith its reason"}
LISTS = (
    "members", "years", "own projects", "courses", "measures of the strategy", "drivers", "ideas", "measures", "scores",
    "completions", "offered places", "free places",
)  # fmt: skip
KNOWN = Known(name="Fewer <falls>", lists=dict.fromkeys(LISTS, ONE))
EXAMPLES = named_examples()


class Strict(Reader):
    """Also counts what is named, and what refers to it."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.wanted: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        said = {name: value or "" for name, value in attrs}
        self.ids.update([said["id"]] if "id" in said else [])
        self.wanted.update(said.get("aria-describedby", "").split(), [said["for"]] if "for" in said else [])
        if tag == "a" and said["href"].startswith("#"):
            self.wanted.add(said["href"].removeprefix("#"))


def shown_as(form: Form, how: str) -> Shown:
    people = {one.name: ONE for one in form.fields}
    match how:
        case "wrong":
            return Shown({}, read(form.fields, {})[1] | {"": "Something else"}, KNOWN, {})
        case "filled":
            data = msgspec.json.decode(msgspec.json.encode(EXAMPLES[form.type]))
            typed = fill([one for one in form.fields if one.name in data], data)
            return Shown(typed | {f"{one.name}{FIND}": "<i>" for one in form.fields}, {}, KNOWN, people)
        case _:
            return Shown({}, {}, KNOWN, {})


@pytest.mark.parametrize("how", ["empty", "wrong", "filled"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_forms_page_is_well_formed_and_leads_to_every_fault(form: Form, how: str) -> None:
    account.show(Account("/sign-in", "Somebody", "token"))
    shown = shown_as(form, how)
    page = form_page(Sent(form, UUID(int=7), "", SOMEBODY), shown, carried={})
    reader = Strict()
    reader.feed(bytes(page.body).decode())
    reader.close()

    assert (reader.mistakes, reader.open) == ([], [])
    assert [name for name, times in reader.ids.items() if times > 1] == []
    assert reader.wanted - reader.ids.keys() == set()
    assert len(errors(form.fields, shown)) == len(shown.faults)
