"""The pages of recording: one form, and what there is to record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from services.gateway.pages.history import FactView, history_view
from services.gateway.pages.moments import moment
from services.gateway.pages.templates import page
from services.gateway.recording import offers
from services.gateway.recording.drafts import Draft
from services.gateway.recording.form import Form
from services.gateway.recording.forms import FORMS
from services.gateway.recording.offers import Link, Offered
from services.gateway.recording.people import asks_for_people
from services.gateway.recording.saying import Sent
from services.gateway.recording.showing import Question, Shown, errors, lacking, questions
from shared.moments import written

TAKEN = "event_id"
"""The field that names a fact to be taken back."""


@dataclass(frozen=True)
class FormView:
    heading: str
    intro: str
    about: str
    """What the thing is called that it is about."""
    back: str
    action: str
    id: str
    button: str
    carried: Mapping[str, str]
    first: Sequence[Question]
    more: Sequence[Question]
    more_open: bool
    errors: Sequence[Mapping[str, str]]
    rows: bool
    """Whether it has rows, of which there could be more."""
    people: bool
    takes: FactView | None
    """The fact that is to be taken back."""
    first_of_all: Link | None
    """What has to be recorded before anything can be answered here."""


@dataclass(frozen=True)
class DraftView:
    heading: str
    saved: str
    resume: str
    id: str
    action: str


def form_page(
    sent: Sent, shown: Shown, *, carried: Mapping[str, str], saved: bool = False, unfinished: Draft | None = None,
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    form, takes = sent.form, _taken(sent, shown)
    asked = questions([one for one in form.fields if not (takes and one.name == TAKEN)], shown)
    more = [one for one in asked if one.more]
    view = FormView(
        heading=form.heading,
        intro=form.intro,
        about=shown.known.name,
        back=offers.after(form, sent.identifier),
        action=offers.address(form.type, sent.identifier),
        id=str(sent.id),
        button="Take it back" if form.takes_back else "Record",
        carried={**carried, TAKEN: shown.typed[TAKEN]} if takes else carried,
        first=[one for one in asked if not one.more],
        more=more,
        more_open=form.amends or any(one.said for one in more),
        errors=errors(form.fields, shown),
        rows=any(one.rows for one in asked),
        people=asks_for_people(form.fields),
        takes=takes,
        first_of_all=_first_of_all(sent, shown),
    )
    return page("record.html", status, form=view, saved=saved, unfinished=unfinished and resume(unfinished))


def _taken(sent: Sent, shown: Shown) -> FactView | None:
    """Return the fact that is to be taken back, where the form knows which it is."""
    if not sent.form.takes_back:
        return None
    views = zip(reversed(shown.known.facts), history_view(shown.known.facts, {}), strict=True)
    return next((view for fact, view in views if fact["id"] == shown.typed.get(TAKEN)), None)


def _first_of_all(sent: Sent, shown: Shown) -> Link | None:
    form = FORMS.get(lacking(sent.form.fields, shown.known))
    if form is None:
        return None
    return Link(form.heading, offers.address(form.type, "" if form.opens else sent.identifier))


def index_page(groups: Sequence[Offered], kept: Sequence[Draft], done: Link | None) -> HTMLResponse:
    return page("recording.html", 200, groups=groups, drafts=[draft_view(one) for one in kept], done=done)


def gone_page(form: Form, identifier: str) -> HTMLResponse:
    again, back = offers.address(form.type, identifier), offers.after(form, identifier)
    return page("record_gone.html", 404, heading=form.heading, again=again, back=back)


def resume(draft: Draft) -> str:
    return f"{offers.address(draft.type, draft.identifier)}?{urlencode({'draft': str(draft.id)})}"


def draft_view(draft: Draft) -> DraftView:
    form = FORMS.get(draft.type)
    assert draft.saved_at is not None
    said = draft.typed.get("title", "").strip() or draft.typed.get("name", "").strip()
    heading = form.heading if form else draft.type
    return DraftView(
        heading=f"{heading}: {said[:80]}" if said else heading,
        saved=moment(written(draft.saved_at)),
        resume=resume(draft),
        id=str(draft.id),
        action=offers.address(draft.type, draft.identifier),
    )
