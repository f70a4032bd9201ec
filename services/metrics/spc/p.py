"""The p chart: a share of cases, such as patients seen within four hours (Montgomery, 7.6 to 7.8)."""

from collections.abc import Sequence
from math import sqrt

from services.metrics.spc.charts import ControlChart, control_chart_of
from services.metrics.spc.rows import Figures, pooled, refuse_negative, rows


def p_chart(
    *,
    y: Figures,
    n: Figures,
    freeze: int | None = None,
    part: Sequence[int] | None = None,
    exclude: Sequence[int] | None = None,
    cl: float | None = None,
    multiply: float = 1,
) -> ControlChart:
    """Return the chart of `y` cases out of `n`; its limits lie between 0 and 1."""
    given = rows(y=y, n=n, freeze=freeze, part=part, exclude=exclude, cl=cl, multiply=multiply)
    refuse_negative(given)
    if any(row.known and row.known.cases > row.known.size for part in given.parts for row in part):
        raise ValueError("y: more cases than there are in n")
    if cl is not None and cl > 1:
        raise ValueError(f"cl: {cl!r} is more than all cases, 1")
    return control_chart_of(given, pooled, _deviation, most=1.0)


def _deviation(share: float, size: float | None) -> float | None:
    return sqrt(share * (1 - share) / size) if size else None
