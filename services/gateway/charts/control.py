"""The chart of a series: its months, its lines, and what stands out."""

from services.gateway.charts.drawing import template
from services.gateway.charts.frame import SMALL, WIDE, Frame
from services.gateway.charts.legend import legend
from services.gateway.charts.plot import own_scale, plot
from services.gateway.charts.scale import Scale
from services.gateway.charts.series import Series


def chart(series: Series, name: str, frame: Frame = WIDE) -> str:
    """Draw a chart whose points can be reached one by one; `name` is unique in the page."""
    return _drawn(series, name, frame, own_scale([series]), reachable=True)


def small_chart(series: Series, name: str, shared: Scale) -> str:
    """Draw one of several that stand side by side on one scale, as a single picture."""
    return _drawn(series, name, SMALL, shared, reachable=False)


def beyond(series: Series) -> str:
    """Say which limits are not drawn because nothing can lie there."""
    up, lines = own_scale([series]), series.lines
    below, above = lines.get("lower", up.low) < up.low, lines.get("upper", up.high) > up.high
    named = [word for word, so in (("lower", below), ("upper", above)) if so]
    if not named:
        return ""
    limits = "limit is" if len(named) == 1 else "limits are"
    return f"The {' and '.join(named)} {limits} beyond what is possible, and not drawn."


def _drawn(series: Series, name: str, frame: Frame, scale: Scale, *, reachable: bool) -> str:
    placed = plot(series, frame, scale)
    shown = {"series": series, "plot": placed, "legend": legend(series, placed), "name": name, "reachable": reachable}
    return template("chart.svg").render(shown)
