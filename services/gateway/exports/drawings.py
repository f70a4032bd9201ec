"""The picture of an answer: its chart, whose it is, of when, what it says and how fresh it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.gateway.charts import control
from services.gateway.charts.measured import measured
from services.gateway.charts.picture import Picture
from services.gateway.charts.series import Series, of_answer
from services.gateway.exports.beside import Beside
from services.gateway.pages.comparison import funnel_view
from services.gateway.pages.forms import WHOLE_SYSTEM
from services.gateway.pages.moments import moment
from services.gateway.pages.variation import chart_view

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """How an answer is drawn: as a picture, and as a series where a spreadsheet can draw it itself."""

    picture: Callable[[Body, Beside], Picture | None]
    series: Callable[[Body], Series | None] = lambda _body: None


def subject(body: Body, beside: Beside) -> str:
    """Return whose an answer is, by name."""
    code = body.get("organisation")
    return beside.names.get(code, code) if code else WHOLE_SYSTEM


def stamp(body: Body) -> str:
    """Return how fresh an answer is, and by which definition it was counted."""
    items = body.get("items") or [{}]
    fresh = body.get("fresh_as_of") or items[0].get("fresh_as_of")
    version = body.get("definition_version") or items[0].get("definition_version")
    said = [f"Everything recorded until {moment(fresh)} is in it."] if fresh else []
    said += [f"Definition version {version}."] if version else []
    return " ".join([*said, "Golden Thread."])


def _of_series(body: Body, beside: Beside) -> Picture | None:
    definition = body["definition"]
    view = chart_view(body, definition, subject(body, beside), body["year"])
    if view is None:
        return None
    about = _about(subject(body, beside), f"month by month to the end of {body['year']}", body)
    notes = "; ".join(f"({number}) {note}" for number, note in enumerate(view.notes, start=1))
    said = " ".join(filter(None, (view.said, view.note, notes and f"{notes}.")))
    return Picture(str(view.wide), definition["title"], about, said, stamp(body))


def _of_organisations(body: Body, beside: Beside) -> Picture | None:
    assert beside.definition is not None
    view = funnel_view(body["items"], beside.definition)  # type: ignore[arg-type]  # as the read side answers
    if view is None:
        return None
    first = body["items"][0]
    about = _about("Every organisation by the size of its denominator", first["year"], first)
    return Picture(str(view.wide), beside.definition["title"], about, view.said, stamp(body))


def _of_project(body: Body, _: Beside) -> Picture | None:
    series = measured(body)
    if not series.points:
        return None
    said = " ".join(filter(None, (body.get("refused") or series.summary, control.beyond(series))))
    about = _about("A measure of one project", "; ".join(note.text for note in series.notes), body)
    return Picture(control.chart(series, "chart"), series.title, about, said, stamp(body))


def _about(whose: str, when: str, body: Body) -> str:
    known = f"as known at {moment(body['as_at'])}" if body.get("as_at") else ""
    return ", ".join(filter(None, (whose, when, known)))


def _months(body: Body) -> Series:
    return of_answer(body, body["definition"]["title"])


SERIES = Drawing(_of_series, _months)
ORGANISATIONS = Drawing(_of_organisations)
PROJECT = Drawing(_of_project, measured)
