"""How a figure stands against its target, by the contract's rules, in exact fractions."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.recount.known import Event, of_type, on
from tests.recount.things import signed

ENOUGH = 5
Figure = tuple[int, int]


def percentage(figure: Figure, target: int | None, *, could_join: int | None, closed: bool) -> str:
    """Return the status of a percentage; `could_join` is None where nothing can be out of reach."""
    numerator, denominator = figure
    if target is None:
        return "no_target"
    if denominator < ENOUGH:
        return "insufficient_data"
    promise, share = Fraction(target, 100), Fraction(numerator, denominator)
    if closed:
        return "achieved" if share >= promise else "not_achieved"
    if could_join is not None and Fraction(numerator, denominator + could_join) >= promise:
        return "secured"
    if could_join is not None and (numerator + could_join) < promise * (denominator + could_join):
        return "unreachable"
    if share >= promise:
        return "on_track"
    return "at_risk" if share >= promise - Fraction(1, 10) else "off_track"


def count(numerator: int, target: int, first: date, last: date, today: date) -> str:
    """Return the status of a count: what is expected grows with the days."""
    if numerator >= target:
        return "achieved"
    if today > last:
        return "not_achieved"
    expected = Fraction(target * ((today - first).days + 1), (last - first).days + 1)
    if target < 20:
        expected = Fraction(floor(expected))
    if numerator >= expected:
        return "on_track"
    near = expected - numerator == 1 if target < 20 else numerator >= expected * 8 / 10
    return "at_risk" if near else "off_track"


def every_month(lacking: list[int], *, scheduled: bool, first: date, last: date, today: date) -> str:
    """Return the status of a promise for every month, given what each of the twelve lacks."""
    if today > last:
        return "not_achieved" if any(lacking) else "achieved"
    running = (today.year - first.year) * 12 + today.month - first.month
    if any(lacking[:running]):
        return "off_track"
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    days_left = (next_month - today).days - 1
    return "on_track" if not lacking[running] or scheduled or days_left >= 10 else "at_risk"


def milestones(parts: list[list[Event]], numerator: int, target: int, *, closed: bool, today: date) -> str:
    """Return the status of planned parts."""
    if not parts:
        return "insufficient_data"
    if numerator >= target:
        return "achieved"
    if closed or today > max(on(part[0], "due_on") for part in parts):
        return "not_achieved"
    for part in parts:
        due = on(part[0], "due_on")
        shown = any(on(one) <= today for one in of_type(part, "milestone.evidenced"))
        if not signed(part, today) and (due < today or (due <= today + timedelta(days=60) and not shown)):
            return "at_risk"
    return "on_track"


def agreement(figure: Figure, last: date, today: date) -> str:
    """Return the status of the agreement of one organisation."""
    numerator, denominator = figure
    if denominator == 0:
        return "insufficient_data"
    if numerator == denominator:
        return "achieved"
    if today > last:
        return "not_achieved"
    return "at_risk" if (last - today).days <= 60 else "on_track"


def more_needed(figure: Figure, target: int, *, joins: bool) -> int | None:
    """Return the smallest number of further things that reaches a percentage, by trying."""
    numerator, denominator = figure
    if denominator == 0 or (joins and target == 100 and numerator < denominator):
        return None
    more = 0
    while Fraction(numerator + more, denominator + (more if joins else 0)) < Fraction(target, 100):
        more += 1
    return more


def written(figure: Figure) -> str | None:
    """Return a percentage with two decimals, rounded half up."""
    if figure[1] == 0:
        return None
    hundredths = floor(Fraction(figure[0] * 10_000, figure[1]) + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"
