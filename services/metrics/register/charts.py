"""A project's measure as a run, XmR, p, u or c chart: data, with the rules and options that it rests on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from services.metrics.register.measurements import Measured
from services.metrics.spc import ControlChart, RunChart, c_chart, p_chart, run_chart, u_chart, words, xmr

FEWEST_BASELINE = 12
"""An XmR chart takes no fewer points for a baseline."""
PERIOD = "measurement"
COLUMNS = {
    "y": "value", "cl": "centre", "lcl": "lower", "ucl": "upper", "lcl95": "lower_2sd", "ucl95": "upper_2sd",
    "trial": "trial", "part": "part", "baseline": "baseline", "sigma_signal": "beyond_limits",
    "runs_signal": "runs_signal",
}  # fmt: skip
XMR_COLUMNS = {
    "values": "value", "mean": "centre", "lpl": "lower", "upl": "upper", "trial": "trial", "rebase_group": "part",
    "outside_limits": "beyond_limits", "special_cause_type": "special_cause",
    "special_cause_flag": "special_cause_flag", "point_type": "point_type",
}  # fmt: skip


def drawn(of: Measured) -> dict[str, Any]:
    """Return a measure with its points, what its chart says of them, and what happened meanwhile."""
    about: dict[str, Any] = {
        "measure_id": of.added.measure_id,
        "name": of.added.name,
        "kind": of.added.kind,
        "unit": of.added.unit,
        "direction": of.added.direction,
        "chart": of.added.chart,
        "target": of.target,
        "baseline_until": of.baseline_until,
    }
    try:
        worked_out = _xmr(of) if of.added.chart == "xmr" else _runs(of)
    except ValueError as error:
        # What was measured cannot be on such a chart: the points are shown, and why there are no lines.
        worked_out = {"points": [{}] * len(of.points), "options": None, "summary": None, "refused": str(error)}
    said = worked_out.pop("points")
    points = [_point(of, place) | said[place] for place in range(len(of.points))]
    return about | {"points": points} | worked_out | {"annotations": _annotations(of)}


def _point(of: Measured, place: int) -> dict[str, Any]:
    day, one = of.points[place]
    return {
        "on": day,
        "value": of.shown(one),
        "numerator": one.numerator,
        "denominator": one.denominator,
        "corrected": one.corrected,
    }


def _xmr(of: Measured) -> dict[str, Any]:
    days, values = [day for day, _ in of.points], [of.shown(one) for _, one in of.points]
    baseline = _baseline(of)
    fixed = baseline if baseline is not None and baseline >= FEWEST_BASELINE else None
    options: dict[str, Any] = {
        "rebase": _begins(of),
        "fix_after_n_points": fixed,
        "improvement_direction": of.added.direction,
        "target": of.target,
        "screen_outliers": False,
    }
    chart = xmr(dates=days, values=values, **options)
    return {
        "points": _by_point(chart, XMR_COLUMNS, len(days)),
        "options": {"rules": "Making Data Count XmR rules", **options},
        "variation": chart.variation_icon,
        "assurance": chart.assurance_icon,
        "summary": words.about_xmr(chart, PERIOD),
    }


def _runs(of: Measured) -> dict[str, Any]:
    days = [day for day, _ in of.points]
    options: dict[str, Any] = {"part": _breaks(of, days), "freeze": _baseline(of), "multiply": 1.0}
    shown = [of.shown(one) for _, one in of.points]
    chart: RunChart
    match of.added.chart:
        case "p" | "u":
            options["multiply"] = of.scale
            numerators = [one.numerator for _, one in of.points]
            denominators = [one.denominator for _, one in of.points]
            make = p_chart if of.added.chart == "p" else u_chart
            chart = make(y=numerators, n=denominators, **options)
        case "c":
            chart = c_chart(y=shown, **options)
        case _:
            chart = run_chart(y=shown, **options)
    return {
        "points": _by_point(chart, COLUMNS, len(days)),
        "options": {"rules": "Anhøj run chart rules", **options},
        "parts": [asdict(part) for part in chart.parts],
        "summary": words.about_runs(chart, PERIOD),
        **({"limits": "three standard deviations"} if isinstance(chart, ControlChart) else {}),
    }


def _by_point(chart: object, columns: Mapping[str, str], number: int) -> list[dict[str, Any]]:
    found = {shown: getattr(chart, name) for name, shown in columns.items() if hasattr(chart, name)}
    return [{name: column[place] for name, column in found.items()} for place in range(number)]


def _baseline(of: Measured) -> int | None:
    """Return how many points are the baseline. After a rebase each part has limits of its own, and no baseline."""
    if of.baseline_until is None or of.rebases:
        return None
    return sum(day <= of.baseline_until for day, _ in of.points) or None


def _begins(of: Measured) -> list[date]:
    """Return the days on which limits are worked out anew: the first that was measured from each rebase on."""
    days = [day for day, _ in of.points]
    found = {next((day for day in days if day >= one.from_), None) for one in of.rebases}
    return sorted(day for day in found if day is not None)


def _breaks(of: Measured, days: Sequence[date]) -> list[int]:
    """Return after which points, counted from 1, a new part begins."""
    return sorted({sum(day < begins for day in days) for begins in _begins(of)} - {0})


def _annotations(of: Measured) -> list[dict[str, Any]]:
    rebases = [{"kind": "rebased", "on": one.from_, "reason": one.reason} for one in of.rebases]
    cycles = [
        {
            "kind": "pdsa",
            "on": one.completed_on,
            "started_on": one.started_on,
            "cycle_id": one.cycle_id,
            "idea": one.idea if isinstance(one.idea, str) else None,
            "decision": one.decision,
        }
        for one in of.cycles
    ]
    return sorted([*rebases, *cycles], key=lambda one: str(one["on"]))
