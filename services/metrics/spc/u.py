"""The u chart: events for so much opportunity, such as falls per thousand bed days (Montgomery, 7.19)."""

from collections.abc import Sequence
from math import sqrt

from services.metrics.spc.charts import ControlChart, control_chart_of
from services.metrics.spc.rows import Figures, pooled, refuse_negative, rows


def u_chart(
    *,
    y: Figures,
    n: Figures,
    freeze: int | None = None,
    part: Sequence[int] | None = None,
    exclude: Sequence[int] | None = None,
    cl: float | None = None,
    multiply: float = 1,
) -> ControlChart:
    """Return the chart of `y` events in `n` units of opportunity; no limit lies below 0."""
    given = rows(y=y, n=n, freeze=freeze, part=part, exclude=exclude, cl=cl, multiply=multiply)
    refuse_negative(given)
    return control_chart_of(given, pooled, _deviation)


def _deviation(rate: float, size: float | None) -> float | None:
    return sqrt(rate / size) if size else None
