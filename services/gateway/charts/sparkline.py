"""A series as small as a word: where it has been, and what its latest point is."""

from services.gateway.charts.drawing import template
from services.gateway.charts.frame import Frame
from services.gateway.charts.plot import plot
from services.gateway.charts.scale import Scale
from services.gateway.charts.series import Series

SPARK = Frame(
    width=260, height=48, left=4, right=8, top=7, bottom=7, text=10, labels=1, mark=3.8, legend=False
)  # fmt: skip


def sparkline(series: Series) -> str:
    """Draw it, or nothing where there are no two points to join."""
    values = [point.value for point in series.points if point.value is not None]
    if len(values) < 2:  # noqa: PLR2004
        return ""
    placed = plot(series, SPARK, _own_height(values))
    shown = [one for one in placed.marks if one.point.mark.stands_out]
    if placed.marks[-1] not in shown:
        shown.append(placed.marks[-1])
    first, last = series.points[0].label, series.points[-1].label
    return template("sparkline.svg").render(plot=placed, marks=shown, title=f"Month by month, {first} to {last}")


def _own_height(values: list[float]) -> Scale:
    """Fill the height: a sparkline shows a course, and has no axis to mislead with; a level one lies in the middle."""
    low, high = min(values), max(values)
    return Scale(low, high, 1.0) if high > low else Scale(low - 1, high + 1, 1.0)
