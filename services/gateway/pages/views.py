"""A figure as the pages show it: every sentence already made, nothing left to work out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import moment
from services.gateway.pages.sources import Definition, Figure, Measure
from services.gateway.pages.variation import VariationView, variation_view

BEYOND = 99


@dataclass(frozen=True)
class FigureView:
    key: str
    """By which a figure on a page is found when it changes; none for one of a past moment."""
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
    variation: VariationView | None = None


@dataclass(frozen=True)
class AmbitionView:
    name: str
    anchor: str
    figures: list[FigureView]


def figure_view(
    figure: Figure, definition: Definition, link: str, variation: VariationView | None = None
) -> FigureView:
    fresh = figure["fresh_as_of"]
    return FigureView(
        key="" if figure["as_at"] else f"{figure['slug']} {figure['organisation'] or ''} {figure['year']}",
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
        variation=variation,
    )


def ambition_views(
    measures: Iterable[Measure], series: Mapping[str, Mapping[str, Any] | None], filters: Filters
) -> list[AmbitionView]:
    """In the order of the strategy, what is beyond it last; within an ambition in the order given."""
    by_ambition = sorted(measures, key=lambda measure: ambition_of(measure)[0])
    return [
        AmbitionView(
            name=name,
            anchor=f"ambition-{number}",
            figures=[_measure(measure, series.get(measure["slug"]), filters) for measure in group],
        )
        for (number, name), group in groupby(by_ambition, key=ambition_of)
    ]


def _measure(measure: Measure, series: Mapping[str, Any] | None, filters: Filters) -> FigureView:
    definition, link = measure["definition"], filters.link(f"/measures/{measure['slug']}")
    return figure_view(measure["figure"], definition, link, variation_view(series, definition, filters.year))


def tally(figures: Iterable[FigureView]) -> list[tuple[words.Status, int]]:
    """How many measures have which status, the most certain first; also those that none has now."""
    counts = Counter(each.status for each in figures)
    return [(one, counts[one]) for one in dict.fromkeys([*words.STATUSES.values(), *counts])]


def ambition_of(measure: Measure) -> tuple[int, str]:
    """Return the place of a measure's ambition, and what it is called."""
    number = measure["definition"]["ambition"] or BEYOND
    return number, f"Ambition {number}" if number < BEYOND else "Beyond the strategy"
