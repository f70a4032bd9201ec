"""What the templates show: every sentence already made, nothing left to work out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypedDict

from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day, moment
from services.gateway.pages.sources import (
    DefinedFigure,
    Definition,
    Evidence,
    Figure,
    Measure,
    NamedFigure,
)

NOT_SAID = "Not recorded"


class SummaryRow(TypedDict):
    """As the summary list component takes it."""

    key: dict[str, str]
    value: dict[str, str]


@dataclass(frozen=True)
class FigureView:
    title: str
    link: str
    headline: str
    detail: str
    target: str
    status: words.Status
    needed: str
    why: str
    fresh_at: str | None
    fresh: str
    provisional: bool


@dataclass(frozen=True)
class AmbitionView:
    name: str
    anchor: str
    figures: list[FigureView]


@dataclass(frozen=True)
class RowView:
    name: str
    link: str
    chosen: bool
    numerator: str
    denominator: str
    figure: FigureView


@dataclass(frozen=True)
class MeasureView:
    slug: str
    title: str
    words: str
    figure: FigureView
    definition: list[SummaryRow]
    evidence: str
    counted: list[str]
    not_counted: list[str]
    rows: list[RowView]
    data: str


def figure_view(figure: Figure, definition: Definition, link: str) -> FigureView:
    fresh = figure["fresh_as_of"]
    return FigureView(
        title=definition["title"],
        link=link,
        headline=words.headline(figure, definition),
        detail=words.detail(figure, definition),
        target=words.target(figure, definition),
        status=words.status_of(figure),
        needed=words.needed(figure, definition),
        why=words.why_nothing_is_said(figure, definition),
        fresh_at=fresh,
        fresh=moment(fresh) if fresh else "",
        provisional=figure.get("provisional", False),
    )


def ambition_views(measures: Iterable[Measure], filters: Filters) -> list[AmbitionView]:
    """In the order of the strategy; within an ambition in the order given."""
    by_ambition = sorted(measures, key=_ambition)
    return [
        AmbitionView(
            name=f"Ambition {number}",
            anchor=f"ambition-{number}",
            figures=[
                figure_view(
                    measure["figure"],
                    measure["definition"],
                    filters.link(f"/measures/{measure['slug']}"),
                )
                for measure in group
            ],
        )
        for number, group in groupby(by_ambition, key=_ambition)
    ]


def tally(ambitions: Iterable[AmbitionView]) -> list[tuple[words.Status, int]]:
    """How many measures have which status, the most certain first."""
    counts = Counter(each.status for group in ambitions for each in group.figures)
    order = list(words.STATUSES.values())
    return sorted(
        counts.items(),
        key=lambda item: order.index(item[0]) if item[0] in order else len(order),
    )


def measure_view(
    figure: DefinedFigure,
    organisations: Iterable[NamedFigure],
    evidence: Evidence,
    filters: Filters,
) -> MeasureView:
    definition, reasons = figure["definition"], evidence["reasons"]
    path = f"/measures/{figure['slug']}"
    return MeasureView(
        slug=figure["slug"],
        title=definition["title"],
        words=definition["words"],
        figure=figure_view(figure, definition, filters.link(path)),
        definition=_definition_rows(definition),
        evidence=words.evidence_sentence(evidence, definition),
        counted=[words.reason(each) for each in reasons if each["counted"]],
        not_counted=[words.reason(each) for each in reasons if not each["counted"]],
        rows=[_row(each, definition, filters) for each in organisations],
        data=filters.link_to_data(f"/v1{path}"),
    )


def _ambition(measure: Measure) -> int:
    return measure["definition"]["ambition"]


def _row(figure: NamedFigure, definition: Definition, filters: Filters) -> RowView:
    code = figure["organisation"] or ""
    link = replace(filters, organisation=code).link(f"/measures/{figure['slug']}")
    return RowView(
        name=figure["name"],
        link=link,
        chosen=code == filters.organisation,
        numerator=words.counted(figure["numerator"]),
        denominator=words.counted(figure["denominator"]),
        figure=figure_view(figure, definition, link),
    )


def _definition_rows(definition: Definition) -> list[SummaryRow]:
    unit, reviewed = definition["unit"], definition["review_on"]
    better = "Higher" if definition["direction"] == "increase" else "Lower"
    rows = [
        ("Why it matters", definition["why"]),
        ("What is counted", words.capital(definition["counts"])),
        ("Numerator", definition["numerator"]),
        ("Denominator", definition["denominator"] or "None: this measure is a count"),
        ("Left out", definition["exclusions"]),
        ("Counts for", definition["attribution"]),
        ("Unit", "Percentage" if unit == words.PERCENT else words.capital(unit)),
        ("Better when it is", better),
        ("Owner", definition["owner"]),
        ("Next review", day(reviewed) if reviewed else None),
        ("Version", str(definition["version"])),
    ]
    return [SummaryRow(key={"text": label}, value={"text": said or NOT_SAID}) for label, said in rows]
