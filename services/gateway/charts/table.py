"""The numbers beside a chart: every point that is drawn and what stands out, for eyes, ears and copying."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.charts.series import Point, Series


@dataclass(frozen=True)
class Row:
    """One point; `lines` are the values of the lines at its place, in the order of the columns."""

    label: str
    value: str
    of: str
    lines: Sequence[str]
    standing: str
    mark: str


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    has_of: bool
    rows: Sequence[Row]


def table(series: Series) -> Table:
    """Return all points, the latest last, as the chart has them."""
    limits = any(point.lower is not None for point in series.points)
    columns = [series.centre.capitalize()] if series.centre else []
    columns += ["Lower limit", "Upper limit"] if limits else []
    return Table(
        columns=columns,
        has_of=any(point.denominator is not None for point in series.points),
        rows=[_row(series, point, limits=limits) for point in series.points],
    )


def _row(series: Series, point: Point, *, limits: bool) -> Row:
    lines = [point.centre] if series.centre else []
    lines += [point.lower, point.upper] if limits else []
    known = point.numerator is not None and point.denominator is not None
    return Row(
        label=point.label,
        value=point.shown,
        of=f"{point.numerator:,} of {point.denominator:,}" if known else "",
        lines=["" if value is None else series.written(value) for value in lines],
        standing=point.standing,
        mark=point.mark.value,
    )
