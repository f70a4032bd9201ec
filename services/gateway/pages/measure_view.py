"""One measure as its page shows it: the definition beside the number, and all that is behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypedDict

from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day
from services.gateway.pages.sources import DefinedFigure, Definition, Evidence, NamedFigure
from services.gateway.pages.views import FigureView, figure_view

NOT_SAID = "Not recorded"


class SummaryRow(TypedDict):
    """As the summary list component takes it."""

    key: dict[str, str]
    value: dict[str, str]


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
        definition=definition_rows(definition),
        evidence=words.evidence_sentence(evidence, definition),
        counted=[words.reason(each) for each in reasons if each["counted"]],
        not_counted=[words.reason(each) for each in reasons if not each["counted"]],
        rows=[_row(each, definition, filters) for each in organisations],
        data=filters.link_to_data(f"/v1{path}"),
    )


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


def definition_rows(definition: Definition) -> list[SummaryRow]:
    """Return a definition line by line."""
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
