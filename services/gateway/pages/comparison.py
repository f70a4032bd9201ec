"""Organisations side by side: each with its own course on one scale, and all against what chance would give.

Never a league table: they stand by name, and no place in a row says who does better.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from services.gateway.charts import control, funnel
from services.gateway.charts.funnel import FUNNEL_NARROW, Funnel, Share
from services.gateway.charts.plot import own_scale
from services.gateway.charts.series import Series, of_answer
from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.sources import Definition, NamedFigure
from services.gateway.pages.variation import VariationView, variation_view


@dataclass(frozen=True)
class Small:
    """One organisation's chart among the others."""

    name: str
    link: str
    chosen: bool
    drawing: Markup
    said: str
    variation: VariationView


@dataclass(frozen=True)
class FunnelView:
    wide: Markup
    narrow: Markup
    said: str


def smalls(
    figures: Iterable[NamedFigure],
    answers: Iterable[Mapping[str, Any] | None],
    definition: Definition,
    filters: Filters,
) -> list[Small]:
    """Return a chart for each organisation that has months to show, all on one scale."""
    charted = [
        (figure, answer, of_answer(answer, f"{figure['name']}, month by month"))
        for figure, answer in zip(figures, answers, strict=True)
        if answer is not None and any(item["value"] is not None or item.get("suppressed") for item in answer["items"])
    ]
    together = _together([series for _, _, series in charted])
    scale = own_scale(together)
    return [
        Small(
            name=figure["name"],
            link=replace(filters, organisation=figure["organisation"] or "").link(f"/measures/{figure['slug']}"),
            chosen=figure["organisation"] == filters.organisation,
            drawing=Markup(control.small_chart(series, f"small-{figure['organisation']}", scale)),  # noqa: S704  escaped
            said=series.summary,
            variation=variation_view(answer, definition, filters.year),
        )
        for (figure, answer, _), series in zip(charted, together, strict=True)
    ]


def funnel_view(figures: Iterable[NamedFigure], definition: Definition) -> FunnelView | None:
    """Return a funnel where a share of something is compared, and enough organisations have one."""
    if definition["unit"] != words.PERCENT:
        return None
    found = funnel.funnel([_share(one) for one in figures if one["numerator"] is not None and one["denominator"]])
    return _drawn(found, definition) if found and 0 < found.common < 1 else None


def _drawn(found: Funnel, definition: Definition) -> FunnelView:
    title = f"{definition['title']}: each organisation by the size of its denominator"
    return FunnelView(
        wide=Markup(funnel.draw(found, title, "funnel")),  # noqa: S704  escaped where it was drawn
        narrow=Markup(funnel.draw(found, title, "funnel-narrow", FUNNEL_NARROW)),  # noqa: S704
        said=found.summary,
    )


def _share(figure: NamedFigure) -> Share:
    numerator, denominator = figure["numerator"], figure["denominator"]
    assert numerator is not None
    assert denominator is not None
    return Share(figure["organisation"] or "", figure["name"], numerator, denominator)


def _together(many: Sequence[Series]) -> list[Series]:
    """Let all begin with the month with which the earliest begins, so that what stands above another is its month."""
    days = sorted({point.on for series in many for point in series.points})
    return [replace(series, points=_filled(series, days, many)) for series in many]


def _filled(series: Series, days: Sequence[Any], many: Sequence[Series]) -> list[Any]:
    own = {point.on: point for point in series.points}
    named = {point.on: point for other in many for point in other.points}
    return [
        own.get(day)
        or replace(
            named[day], value=None, centre=None, lower=None, upper=None, shown="nothing to measure", suppressed=False
        )
        for day in days
    ]
