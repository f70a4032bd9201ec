"""The run chart: values about their median, judged by the Anhøj rules."""

from collections.abc import Sequence

from services.metrics.spc.centre import median
from services.metrics.spc.charts import RunChart, run_chart_of
from services.metrics.spc.rows import Figures, rows


def run_chart(
    *,
    y: Figures,
    n: Figures | None = None,
    freeze: int | None = None,
    part: Sequence[int] | None = None,
    exclude: Sequence[int] | None = None,
    cl: float | None = None,
    multiply: float = 1,
) -> RunChart:
    """Return the run chart of `y`, or of `y / n`."""
    given = rows(y=y, n=n, freeze=freeze, part=part, exclude=exclude, cl=cl, multiply=multiply)
    return run_chart_of(given, lambda based: median([one.value for one in based]))
