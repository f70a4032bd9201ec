"""The c chart: events where the opportunity is always the same, such as complaints a month (Montgomery, 7.17)."""

from collections.abc import Sequence
from math import sqrt

from services.metrics.spc.centre import mean
from services.metrics.spc.charts import ControlChart, control_chart_of
from services.metrics.spc.rows import Figures, Known, refuse_negative, rows


def c_chart(
    *,
    y: Figures,
    n: None = None,
    freeze: int | None = None,
    part: Sequence[int] | None = None,
    exclude: Sequence[int] | None = None,
    cl: float | None = None,
    multiply: float = 1,
) -> ControlChart:
    """Return the chart of `y` events; no limit lies below 0. It has no `n`: events over something are a u chart."""
    if n is not None:
        raise ValueError("n: a c chart has none; a u chart has")
    given = rows(y=y, n=None, freeze=freeze, part=part, exclude=exclude, cl=cl, multiply=multiply)
    refuse_negative(given)
    return control_chart_of(given, _centre, _deviation)


def _centre(based: Sequence[Known]) -> float | None:
    return mean([one.value for one in based])


def _deviation(count: float, _size: float | None) -> float:
    return sqrt(count)
