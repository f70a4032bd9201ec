"""What a person may record of a thing, and where they go when they have."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from services.gateway.recording.form import Form
from services.gateway.recording.forms import FORMS
from shared.identity import Caller

PAGES = {"project": "/projects/{}", "session": "/sessions/{}", "measure": "/measures/{}", "snapshot": "/snapshots/{}"}
RECORDS = frozenset({"submitter", "qi_lead", "finance"})
"""The roles of which each can say something."""


@dataclass(frozen=True)
class Link:
    text: str
    address: str


@dataclass(frozen=True)
class Offered:
    """Forms that belong together."""

    group: str
    links: Sequence[Link]


def may_record(caller: object) -> bool:
    return isinstance(caller, Caller) and caller.organisation is not None and bool(RECORDS & caller.roles)


def about(caller: object, category: str, identifier: str, status: str | None = None) -> list[Offered]:
    """Return what can be recorded of a thing that there is, as its state allows."""
    if not may_record(caller):
        return []
    assert isinstance(caller, Caller)
    fitting = [
        form
        for form in FORMS.values()
        if form.category == category and not form.opens and not form.takes_back
        and (status is None or status in form.when) and form.role in caller.roles
    ]  # fmt: skip
    return _grouped(fitting, identifier)


def beginnings(caller: Caller) -> list[Offered]:
    """Return what can be recorded without a thing that there is."""
    return _grouped([form for form in FORMS.values() if form.opens and form.role in caller.roles], "")


def of_types(caller: object, types: Sequence[str]) -> list[Link]:
    """Return the forms of these types that the caller may fill in."""
    if not may_record(caller):
        return []
    assert isinstance(caller, Caller)
    return [Link(FORMS[one].heading, address(one)) for one in types if FORMS[one].role in caller.roles]


def address(type_: str, identifier: str = "", **given: str) -> str:
    """Return where a form is; `given` are answers that are known."""
    path = f"/record/{type_}/{identifier}" if identifier else f"/record/{type_}"
    return f"{path}?{urlencode(given)}" if given else path


def after(form: Form, identifier: str) -> str:
    """Return where to go from a form: to the thing that it is about."""
    if form.category in {"person", "adviser"} or not identifier:
        return "/record"
    return PAGES.get(form.category, f"/things/{form.category}/{{}}").format(identifier)


def taker(caller: object, category: str, identifier: str) -> Callable[[Mapping[str, Any]], str]:
    """Return who says where a fact can be taken back: by its own organisation, unless all else rests on it."""

    def take_back(fact: Mapping[str, Any]) -> str:
        form = FORMS.get(f"{category}.fact_withdrawn")
        if form is None or not may_record(caller) or fact["version"] == 1:
            return ""
        assert isinstance(caller, Caller)
        own = fact["organisation"] == caller.organisation and form.role in caller.roles
        return address(form.type, identifier, event_id=fact["id"]) if own else ""

    return take_back


def recorded(query: Mapping[str, str], identifier: str = "") -> Link | None:
    """Return what was recorded a moment ago, if the address says so, and where to say another such thing."""
    form = FORMS.get(query.get("recorded", ""))
    if form is None:
        return None
    again = address(form.type, "" if form.opens else identifier)
    return Link(f"Done: {form.heading[:1].lower()}{form.heading[1:]}", again)


def _grouped(forms: Iterable[Form], identifier: str) -> list[Offered]:
    groups: dict[str, list[Link]] = {}
    for form in forms:
        groups.setdefault(form.group or "Projects", []).append(Link(form.heading, address(form.type, identifier)))
    return [Offered(group, links) for group, links in groups.items()]
