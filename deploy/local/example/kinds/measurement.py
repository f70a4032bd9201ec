"""The measure of an improvement, week by week, from before the project began."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from deploy.local.example.days import between, working_day
from deploy.local.example.kinds.testing import plans
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

WEEK = timedelta(days=7)
BASELINE = 8
"""The weeks that were measured before registration."""
WEEKS = 22
SHIFT = 14
"""The week from which an improvement shows."""
GOOD = {
    Outcome.IMPROVED,
    Outcome.IMPROVED_AFTERWARDS,
    Outcome.ADVISER_CONVINCED,
    Outcome.HANDED_OVER,
    Outcome.LENT,
    Outcome.CLOSED_TWICE,
}
REBASED = "The change is permanent and its effect has held; the old limits no longer describe the process."
MEASURE = "M1"


def said(story: Story) -> Iterator[Said]:
    """Yield the measure and what it showed."""
    if not plans(story):
        return
    chance = story.chance("measurement")
    added_on = between(story.started_on, story.first_closed_on, 0.06)
    days = [working_day(story.registered_on + WEEK * (week - BASELINE)) for week in range(WEEKS)]
    proportion = story.turn % 4 == 0
    added: dict[str, object] = {
        "measure_id": MEASURE,
        "name": f"Share that went as it should: {story.topic.title}"
        if proportion
        else f"Reliability index: {story.topic.title}",
        "kind": "outcome",
        "unit": "%" if proportion else "points",
        "direction": "increase",
        "chart": "p" if proportion else chance.choice(("run", "xmr")),
        "target": 85.0,
        "baseline_until": days[BASELINE - 1].isoformat(),
    }
    yield Said("measure", "project.measure_added", added_on, added)
    level = chance.randint(48, 66)
    for week, day in enumerate(days):
        better = 18 if week >= SHIFT and story.outcome in GOOD else 0
        found = _found(chance, level + better, proportion=proportion)
        yield _measurement("recorded", max(day, added_on), day, found, f"week-{week}")
    if story.outcome in GOOD:
        yield from _rebased(story, days[SHIFT])
    if chance.random() < 1 / 3:
        wrong, noticed = days[BASELINE + 2], max(working_day(days[BASELINE + 4]), added_on)
        found = _found(chance, level, proportion=proportion)
        yield _measurement("corrected", noticed, wrong, found, "correction")


def _found(chance: Random, level: int, *, proportion: bool) -> dict[str, object]:
    if proportion:
        cases = chance.randint(28, 46)
        return {"numerator": round(cases * min(0.98, (level + chance.gauss(0, 5)) / 100)), "denominator": cases}
    return {"value": round(level + chance.gauss(0, 4), 1)}


def _measurement(word: str, said_on: date, day: date, found: dict[str, object], key: str) -> Said:
    data: dict[str, object] = {"measure_id": MEASURE, "on": day.isoformat(), **found}
    return Said(key, f"project.measurement_{word}", said_on, data)


def _rebased(story: Story, shift: date) -> Iterator[Said]:
    day = story.first_closed_on
    if day >= shift:
        data: dict[str, object] = {"measure_id": MEASURE, "from": shift.isoformat(), "reason": REBASED}
        yield Said("rebased", "project.measure_rebased", day, data)
