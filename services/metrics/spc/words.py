"""What a chart says, in plain English: about its latest point, its target and its runs.

`period` is what one point is: "month", "week", "quarter".
"""

from collections.abc import Iterable
from itertools import pairwise

from services.metrics.spc.centre import side
from services.metrics.spc.charts import ControlChart, Part, RunChart
from services.metrics.spc.icons import Assurance, PointType
from services.metrics.spc.individuals import Xmr
from services.metrics.spc.making_data_count import NEAR, NEAR_WINDOW, SpecialCause
from services.metrics.spc.stretches import stretches

FEWEST_USEFUL = 10
"""With fewer points off the line, their runs tell nothing."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TIMES = ("at no point", "once", "twice")
CHANGE = "a change that is unlikely to be chance"
MEANING = {
    PointType.IMPROVEMENT: "an improvement that is unlikely to be chance",
    PointType.CONCERN: "a deterioration that is unlikely to be chance",
    PointType.NEUTRAL_HIGH: CHANGE,
    PointType.NEUTRAL_LOW: CHANGE,
}
ASSURANCE = {
    Assurance.PASS: "As it is now, the target will be met every time.",
    Assurance.FAIL: "As it is now, the target will not be met without a change to how things are done.",
    Assurance.INCONSISTENT: "As it is now, the target will be met at some times and missed at others, by chance.",
}


def about_xmr(chart: Xmr, period: str = "month") -> str:
    """Return what an XmR chart says: what its latest point is, how firm that is, and what becomes of its target."""
    if not chart.values or chart.mean[-1] is None:
        return f"No {period} has a value to judge yet."
    said = [_latest(chart, period)]
    if chart.lpl[-1] is not None and chart.trial[-1]:
        said.append(f"The limits rest on fewer than 12 {period}s and will still move.")
    if chart.lpl[-1] is not None and chart.assurance_type:
        said.append(ASSURANCE[chart.assurance_type])
    return " ".join(said)


def _latest(chart: Xmr, period: str) -> str:
    if chart.values[-1] is None:
        return f"The latest {period} has no value."
    if chart.point_type[-1] is not PointType.COMMON:
        return f"{_what_stands_out(chart, period)}: {MEANING[chart.point_type[-1]]}."
    if chart.lpl[-1] is None:
        return f"There are too few {period}s to say what is usual."
    return f"The latest {period} is within what is usual: no sign of a change."


def _what_stands_out(chart: Xmr, period: str) -> str:
    match chart.special_cause_type[-1]:
        case SpecialCause.ABOVE_UPPER_LIMIT:
            return f"The latest {period} is above the upper limit"
        case SpecialCause.BELOW_LOWER_LIMIT:
            return f"The latest {period} is below the lower limit"
        case SpecialCause.NEAR_UPPER_LIMIT:
            return f"{_near(chart)} of the last three {period}s are close to the upper limit"
        case SpecialCause.NEAR_LOWER_LIMIT:
            return f"{_near(chart)} of the last three {period}s are close to the lower limit"
        case SpecialCause.RISING | SpecialCause.FALLING as trend:
            segment = chart.values[chart.rebase_group.index(chart.rebase_group[-1]) :]
            points = _last_stretch(side(b, a) for a, b in pairwise(segment)) + 1
            way = "risen" if trend is SpecialCause.RISING else "fallen"
            return f"The last {_spelt(points)} {period}s have {way} without a break"
        case shift:  # no segment lies wholly on one side of its own mean, so none is counted into the next
            points = _last_stretch(chart.relative_to_mean)
            way = "above" if shift is SpecialCause.SHIFTED_UP else "below"
            return f"The last {_spelt(points)} {period}s are {way} the average"


def _last_stretch(signs: Iterable[int | None]) -> int:
    *_, (start, stop, _) = stretches(signs)
    return stop - start


def _near(chart: Xmr) -> str:
    return "Two" if chart.close_to_limits[-NEAR_WINDOW:].count(True) == NEAR else "All"


def _spelt(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _times(number: int) -> str:
    return TIMES[number] if number < len(TIMES) else f"{_spelt(number)} times"


def about_runs(chart: RunChart, period: str = "month", line: str | None = None) -> str:
    """Return what the latest part of a run, p, u or c chart says; `line` names a centre line that was given to it."""
    if not chart.parts or chart.parts[-1].cl is None:
        return f"No {period} has a value to judge yet."
    if not isinstance(chart, ControlChart):
        return _runs(chart.parts[-1], line or "median", period)
    said = [_beyond(chart, period)] if chart.sigma_signal[-1] else []
    if chart.trial[-1]:
        said.append(f"The limits rest on fewer than 12 {period}s and will still move.")
    return " ".join([*said, _runs(chart.parts[-1], line or "average", period)])


def _beyond(chart: ControlChart, period: str) -> str:
    value, upper = chart.y[-1], chart.ucl[-1]
    where = "above the upper" if value is not None and upper is not None and value > upper else "below the lower"
    return f"The latest {period} is {where} limit: {CHANGE}."


def _runs(part: Part, line: str, period: str) -> str:
    if part.n_useful < FEWEST_USEFUL:
        return f"Too few {period}s are off the {line} to tell a change from chance."
    found = []
    if part.longest_run and part.longest_run_max and part.longest_run > part.longest_run_max:
        usual = f"where chance seldom gives more than {_spelt(part.longest_run_max)}"
        found.append(f"{_spelt(part.longest_run)} {period}s in a row are on the same side of the {line}, {usual}")
    if part.n_crossings is not None and part.n_crossings_min and part.n_crossings < part.n_crossings_min:
        usual = f"where chance seldom gives fewer than {_spelt(part.n_crossings_min)}"
        found.append(f"the {line} is crossed {_times(part.n_crossings)}, {usual}")
    if not found:
        return f"The {period}s vary about the {line} as chance would have it: no sign of a change."
    said = ", and ".join(found)
    return f"{said[0].upper()}{said[1:]}: {CHANGE}."
