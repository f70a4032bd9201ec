"""How a measure varies from month to month: its chart, its icons, and what they say in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.gateway.charts import control, months
from services.gateway.charts.frame import NARROW, WIDE
from services.gateway.charts.icons import ASSURANCE, VARIATION, Icon
from services.gateway.charts.series import Series, of_answer
from services.gateway.charts.sparkline import sparkline
from services.gateway.charts.table import Table, table
from services.gateway.pages.moments import period
from services.gateway.pages.sources import Definition

BY_MONTHS = "months"
NEVER = (
    "There are no months to chart: this measure is a state that is reached, "
    "and a chart of what only adds up would mislead."
)


@dataclass(frozen=True)
class VariationView:
    """Beside a figure: its icons, where there are any, and its course as small as a word."""

    variation: Icon | None
    assurance: Icon | None
    spark: Markup
    said: str


@dataclass(frozen=True)
class ChartView:
    """A chart, the same for a narrow place, and the table of what is in it."""

    wide: Markup
    narrow: Markup
    said: str
    note: str
    rules: str
    table: Table
    notes: Sequence[str] = ()
    """What happened meanwhile, by the numbers in the drawing."""


def variation_view(answer: Mapping[str, Any] | None, definition: Definition, year: str) -> VariationView:
    """Return what stands beside a figure; an answer that did not come leaves its place empty."""
    if answer is None:
        return VariationView(None, None, Markup(), "")
    series = of_answer(answer, definition["title"])
    icons = answer["chart"] == "xmr"
    by_months = definition["unit"] == BY_MONTHS
    return VariationView(
        variation=VARIATION.get(answer["variation"] or "") if icons else None,
        assurance=ASSURANCE.get(answer["assurance"] or "") if icons else None,
        spark=_safe(sparkline(series)) if answer["chart"] else Markup(),
        said=months.summary(months.months(series, year)) if by_months else _brief(answer, series),
    )


def chart_view(answer: Mapping[str, Any], definition: Definition, subject: str, year: str) -> ChartView | None:
    """Return the chart of a measure, or nothing where there is none to draw."""
    points = answer["items"]
    if not points:
        return None
    first, last = points[0]["month"], points[-1]["month"]
    title = f"{definition['title']}: {subject}, month by month from {period(first)} to {period(last)}"
    series = of_answer(answer, title, annotated=True)
    if definition["unit"] == BY_MONTHS:
        return _strip(series, year)
    return ChartView(
        wide=_safe(control.chart(series, "chart", WIDE)),
        narrow=_safe(control.chart(series, "narrow", NARROW)),
        said=series.summary or NEVER,
        note=control.beyond(series),
        rules=_rules(answer),
        table=table(series),
        notes=[one.text for one in series.notes],
    )


def _strip(series: Series, year: str) -> ChartView:
    return ChartView(
        wide=_safe(months.strip(series, year, "chart")),
        narrow=Markup(),
        said=months.summary(months.months(series, year)),
        note="",
        rules="",
        table=table(series),
    )


def _rules(answer: Mapping[str, Any]) -> str:
    options = answer.get("options")
    if not options:
        return ""
    screened = "outlying moving ranges are left out" if options["screen_outliers"] else "nothing is left out of them"
    rebased = ", ".join(period(one[:7]) for one in options["rebase"])
    limits = f"; limits {'are worked out anew from ' + rebased if rebased else 'over all months'}, {screened}"
    return str(options["rules"]) + (limits if answer["chart"] == "xmr" else "")


def _brief(answer: Mapping[str, Any], series: Series) -> str:
    """Return what a card has room for: a run chart has no icons, so its words stand for them."""
    return series.summary if answer["chart"] == "run" else ""


def _safe(svg: str) -> Markup:
    """Everything in a drawing was escaped where it was drawn."""
    return Markup(svg)  # noqa: S704
