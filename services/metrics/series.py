"""A measure month by month, with what its variation says."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.metrics import figures, status, totals
from services.metrics.annotations import annotations
from services.metrics.asking import Reading
from services.metrics.counted import agreeing
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Kind, Measure, Rule
from services.metrics.disclosure import rounded
from services.metrics.frozen import frozen
from services.metrics.period import Grain, first_day, last_day, month_name, month_of, months_of
from services.metrics.spc import RunChart, Xmr, run_chart, words, xmr
from services.metrics.totals import Pair

MOST_MONTHS = 36
ENOUGH = 12
"""With fewer points the limits of an XmR chart are a trial, and a run chart says what can be said."""


@dataclass(frozen=True)
class Point:
    """One month, as its reader may see it."""

    month: int
    numerator: int | None
    denominator: int
    complete: bool
    suppressed: bool = False


async def series(reading: Reading, measure: Measure, organisation: str) -> dict[str, Any]:
    """Return the months up to the end of the year asked for, with limits, special causes and icons."""
    points = await _points(reading, measure, organisation)
    items = [_item(measure, one) for one in points]
    charted = [one for one in points if one.complete] if _varies(measure) else []
    values = [_number(measure, one) for one in charted]
    found: dict[str, Any] = {"items": items, "chart": None, "variation": None, "assurance": None, "summary": None}
    if any(value is not None for value in values):
        found |= _variation(reading, measure, organisation, charted, values, items)
    return found | {"annotations": await _annotations(reading, measure, organisation, points)}


async def _annotations(
    reading: Reading, measure: Measure, organisation: str, points: Sequence[Point]
) -> list[dict[str, Any]]:
    if not points:
        return []
    shown = (points[0].month, points[-1].month)
    return annotations(reading.agreement, measure.slug, organisation, await frozen(reading), shown)


def _varies(measure: Measure) -> bool:
    """Return whether months are independent of each other: a chart of what only accumulates would mislead."""
    return measure.rule in {Rule.PERCENTAGE, Rule.COUNT} or (measure.rule is Rule.EVERY_MONTH and not measure.distinct)


async def _points(reading: Reading, measure: Measure, organisation: str) -> list[Point]:
    question = reading.question
    last = min(months_of(question.year)[-1], month_of(question.today))
    months = range(last - MOST_MONTHS + 1, last + 1)
    pairs = await _pairs(reading, measure, organisation, months)
    asked = months_of(question.year)[0]
    begin = next((place for place, pair in enumerate(pairs) if pair != (0, 0)), len(pairs))
    begin = min(begin, max(0, asked - months[0]))
    sees = question.reader.sees(measure, organisation or None)
    return [
        _point(month, pair, complete=last_day(month, Grain.MONTH) < question.today, sees=sees)
        for month, pair in list(zip(months, pairs, strict=True))[begin:]
    ]


def _point(month: int, pair: Pair, *, complete: bool, sees: bool) -> Point:
    numerator = pair[0] if sees else rounded(pair[0])
    return Point(month, numerator, pair[1], complete, suppressed=numerator is None)


async def _pairs(reading: Reading, measure: Measure, organisation: str, months: range) -> Sequence[Pair]:
    if measure.rule is Rule.AGREEMENT:
        return [await _agreed(reading, organisation, month) for month in months]
    if measure.kind is Kind.DAYS:
        return [await _on_last_day(reading, measure, organisation, month) for month in months]
    found = await totals.by_month(reading.connection, [measure], [organisation], months, reading.question.as_at)
    pairs = found[measure.slug, organisation]
    return [(int(n > 0), 1) for n, _ in pairs] if measure.counts_months else pairs


async def _on_last_day(reading: Reading, measure: Measure, organisation: str, month: int) -> Pair:
    if measure.rule is not Rule.PERCENTAGE:
        return 0, 0
    day = min(last_day(month, Grain.MONTH), reading.question.today)
    found = await totals.on_day(reading.connection, measure, [organisation], day, reading.question.as_at)
    return found[organisation]


async def _agreed(reading: Reading, organisation: str, month: int) -> Pair:
    day = min(last_day(month, Grain.MONTH), reading.question.today)
    members = set(reading.agreement.members(day))
    whose = members if organisation == WHOLE_SYSTEM else members & {organisation}
    return (len(await agreeing(reading, day) & whose), len(whose)) if whose else (0, 0)


def _number(measure: Measure, one: Point) -> float | None:
    if one.numerator is None:
        return None
    if measure.rule is not Rule.PERCENTAGE:
        return float(one.numerator)
    return 100 * one.numerator / one.denominator if one.denominator else None


def _item(measure: Measure, one: Point) -> dict[str, Any]:
    has_denominator = measure.definition.denominator is not None
    item: dict[str, Any] = {
        "month": month_name(one.month),
        "numerator": one.numerator,
        "denominator": one.denominator if has_denominator else None,
        "value": _written(measure, one),
        "complete": one.complete,
    }
    return item | {"suppressed": True} if one.suppressed else item


def _written(measure: Measure, one: Point) -> str | None:
    if one.numerator is None:
        return None
    if measure.rule in {Rule.PERCENTAGE, Rule.AGREEMENT}:
        return status.percentage(one.numerator, one.denominator)
    empty = measure.definition.denominator is not None and one.denominator == 0
    return None if empty else str(one.numerator)


def _variation(
    reading: Reading,
    measure: Measure,
    organisation: str,
    charted: Sequence[Point],
    values: Sequence[float | None],
    items: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    dates: list[date] = [first_day(one.month, Grain.MONTH) for one in charted]
    target = _monthly_target(reading, measure, organisation)
    direction = measure.definition.direction
    chart = xmr(dates=dates, values=values, improvement_direction=direction, target=target)
    runs = run_chart(y=values)
    by_month = {month_name(one.month): place for place, one in enumerate(charted)}
    for item in items:
        if item["month"] in by_month:
            item.update(_limits(chart, runs, by_month[item["month"]]))
    few = sum(value is not None for value in values) < ENOUGH
    return {
        "chart": "run" if few else "xmr",
        "options": {
            "rules": "Anhøj run chart rules" if few else "Making Data Count XmR rules",
            "screen_outliers": False,
            "rebase": [],
            "target": target,
            "improvement_direction": direction,
        },
        "variation": None if few else chart.variation_icon,
        "assurance": None if few else chart.assurance_icon,
        "runs": asdict(runs.parts[0]),
        "summary": words.about_runs(runs) if few else words.about_xmr(chart),
    }


def _limits(chart: Xmr, runs: RunChart, place: int) -> dict[str, Any]:
    return {
        "mean": chart.mean[place],
        "lpl": chart.lpl[place],
        "upl": chart.upl[place],
        "median": runs.cl[place],
        "trial": chart.trial[place],
        "special_cause": chart.special_cause_type[place],
        "special_cause_flag": chart.special_cause_flag[place],
        "point_type": chart.point_type[place],
    }


def _monthly_target(reading: Reading, measure: Measure, organisation: str) -> float | None:
    """Return the target that each month can be held against: a percentage is, what is counted over a year is not."""
    target = figures.target(reading, measure, organisation)
    monthly = measure.rule is Rule.PERCENTAGE or measure.rule is Rule.EVERY_MONTH
    return float(target) if target is not None and monthly else None
