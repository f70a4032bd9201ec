"""A board's report: every measure of an organisation, a year and a moment. What is on paper is on the slides, too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from fastapi import Request

from services.gateway.charts.months import Month, months
from services.gateway.charts.series import Series, of_answer
from services.gateway.pages.asking import Answered, NotAnswered, Question, ask, ask_more, whatever_is_shown
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import known_by, subject
from services.gateway.pages.measure_view import definition_rows
from services.gateway.pages.since import Since, latest_snapshot, since_view
from services.gateway.pages.sources import Definition, Figure, Measure
from services.gateway.pages.variation import BY_MONTHS, ChartView, VariationView, chart_view, variation_view
from services.gateway.pages.views import FigureView, ambition_of, figure_view, tally

TITLE = "How far we are with what was promised"
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One measure: its figure as it was answered, and as it is shown."""

    ambition: str
    definition: Definition
    figure: Figure
    view: FigureView
    variation: VariationView
    chart: ChartView | None
    series: Series | None
    months: Sequence[Month] = ()
    """Of a promise for every month, in place of a line that would mislead."""

    @property
    def defined(self) -> list[tuple[str, str]]:
        """Its definition, line by line."""
        return [(row["key"]["text"], row["value"]["text"]) for row in definition_rows(self.definition)]


@dataclass(frozen=True)
class Board:
    """Everything that a report says, in the order in which it says it."""

    subject: str
    filters: Filters
    known_by: str
    fresh: str
    tally: Sequence[tuple[str, int]]
    entries: Sequence[Entry]
    since: Since | None

    @property
    def about(self) -> str:
        """Whose it is, of when, and as known at which moment."""
        known = f", as known at {self.known_by}" if self.known_by else ""
        return f"{self.subject}, {self.filters.year}{known}"

    @property
    def stamp(self) -> str:
        return f"Everything recorded until {self.fresh} is in it." if self.fresh else "Nothing is recorded yet."

    @property
    def ambitions(self) -> Mapping[str, Sequence[Entry]]:
        """Its entries by their ambition."""
        named = dict.fromkeys(one.ambition for one in self.entries)
        return {name: [one for one in self.entries if one.ambition == name] for name in named}


NOTES = (
    "Every figure is worked out from recorded facts by the definition beside it, and can be had as known at any time.",
    "A status is judged by exact fractions, never by rounded values. Without a target nothing is judged.",
    "Small numbers about people of another organisation are not shown, and others are rounded to the nearest five.",
    "Charts are judged by the rules named beneath them: a mark that stands out is unlikely to be chance.",
    "A month with nothing to measure is a gap, not nought.",
)


async def board(request: Request, filters: Filters) -> Board | NotAnswered:
    """Ask for all of it; what cannot be asked is answered as it is to pages."""
    answer = await ask(request, filters, "/v1/measures", whatever_is_shown("/v1/snapshots"))
    if isinstance(answer, NotAnswered):
        return answer
    measures = sorted(cast("list[Measure]", answer.bodies[0]["items"]), key=lambda one: ambition_of(one)[0])
    questions = [Question(f"/v1/measures/{one['slug']}/series") for one in measures]
    if seen := latest_snapshot(answer.bodies[1], answer.filters):
        questions.append(Question(f"/v1/snapshots/{seen}", {"year": None, "as_at": None}))
    answers = await ask_more(request, answer.filters, questions)
    return _board(answer, measures, answers[: len(measures)], answers[-1] if seen else None)


def _board(
    answer: Answered, measures: Sequence[Measure], series: Sequence[Answer | None], snapshot: Answer | None
) -> Board:
    filters, whose = answer.filters, subject(answer.filters, answer.choices)
    entries = [_entry(one, found, filters, whose) for one, found in zip(measures, series, strict=True)]
    definitions = {one["slug"]: one["definition"] for one in measures}
    # Measures of which a fact still waits are behind the others; the report is as fresh as the least fresh of them.
    fresh = min(entries, key=lambda one: one.view.fresh_at or "", default=None)
    return Board(
        subject=whose,
        filters=filters,
        known_by=known_by(filters),
        fresh=fresh.view.fresh if fresh else "",
        tally=[(status.word, count) for status, count in tally(one.view for one in entries) if count],
        entries=entries,
        since=since_view(snapshot, definitions, filters) if snapshot else None,
    )


def _entry(measure: Measure, answer: Answer | None, filters: Filters, whose: str) -> Entry:
    definition, figure = measure["definition"], measure["figure"]
    variation = variation_view(answer, definition, filters.year)
    series = of_answer(answer, definition["title"]) if answer else None
    by_months = series is not None and definition["unit"] == BY_MONTHS
    return Entry(
        ambition=ambition_of(measure)[1],
        definition=definition,
        figure=figure,
        view=figure_view(figure, definition, filters.link(f"/measures/{measure['slug']}"), variation),
        variation=variation,
        chart=chart_view(answer, definition, whose, filters.year) if answer else None,
        series=series,
        months=months(series, filters.year) if series and by_months else (),
    )
