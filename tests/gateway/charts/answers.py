"""Series as the read side answers them, worked out by its own rules."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.metrics.spc import run_chart, words, xmr

ENOUGH = 12


def month(place: int) -> date:
    """Return the first day of a month, counted from April 2021."""
    return date(2021 + (3 + place) // 12, (3 + place) % 12 + 1, 1)


def answer(
    values: Sequence[float | None], unit: str = "people", target: float | None = None, direction: str = "increase"
) -> dict[str, Any]:
    """Return a series answer with control limits, or with a median where there are few values."""
    dates = [month(place) for place in range(len(values))]
    chart = xmr(dates=dates, values=values, improvement_direction=direction, target=target)
    runs = run_chart(y=values)
    few = sum(value is not None for value in values) < ENOUGH
    items = [
        {
            "month": f"{dates[place]:%Y-%m}",
            "numerator": None if value is None else int(value),
            "denominator": None,
            "value": None if value is None else f"{value:g}",
            "complete": True,
            "mean": chart.mean[place],
            "lpl": chart.lpl[place],
            "upl": chart.upl[place],
            "median": runs.cl[place],
            "trial": chart.trial[place],
            "special_cause": chart.special_cause_type[place].value,
            "special_cause_flag": chart.special_cause_flag[place],
            "point_type": chart.point_type[place].value,
        }
        for place, value in enumerate(values)
    ]
    return {
        "items": items,
        "chart": "run" if few else "xmr",
        "options": {"rules": "Making Data Count XmR rules", "screen_outliers": False, "rebase": [], "target": target},
        "variation": None if few else chart.variation_icon.value,
        "assurance": None if few else chart.assurance_icon,
        "runs": {"runs_signal": runs.parts[0].runs_signal},
        "summary": words.about_runs(runs) if few else words.about_xmr(chart),
        "definition": {"unit": unit},
    }
