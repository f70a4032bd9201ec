"""A project is started, paused and resumed."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import HALF, ONE_IN_FIVE
from deploy.local.example.days import between, working_day
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

REASONS = (
    "Winter pressures: the team was needed on the ward.",
    "The project lead is on long-term leave.",
    "Waiting for the change to the electronic record.",
    "Industrial action took the testing time.",
    "The ward moved to another floor.",
)
MAY_PAUSE = {Outcome.IMPROVED, Outcome.RUNS_ON}
WORTH_PAUSING = timedelta(days=90)


def said(story: Story) -> Iterator[Said]:
    """Yield its start and its pauses."""
    if story.outcome in {Outcome.TEST, Outcome.DUPLICATE}:
        return
    yield Said("started", "project.started", story.started_on, {"on": _iso(story.started_on)})
    yield from _pauses(story)


def _pauses(story: Story) -> Iterator[Said]:
    chance = story.chance("pauses")
    reason = chance.choice(REASONS)
    luck = chance.random()
    if story.outcome is Outcome.LONG_PAUSE:
        yield _paused(between(story.started_on, story.closes_on, 0.35), reason)
        yield _resumed(between(story.started_on, story.closes_on, 0.75))
    elif story.outcome is Outcome.FELL_SHORT and luck < HALF:
        # It is completed without being taken up again.
        yield _paused(between(story.started_on, story.closes_on, 0.8), reason)
    elif story.outcome in MAY_PAUSE and luck < ONE_IN_FIVE and _length(story) > WORTH_PAUSING:
        day = between(story.started_on, story.closes_on, 0.4)
        yield _paused(day, reason)
        yield _resumed(working_day(day + timedelta(days=chance.randint(18, 35))))


def _paused(day: date, reason: str) -> Said:
    return Said("paused", "project.paused", day, {"on": _iso(day), "reason": reason})


def _resumed(day: date) -> Said:
    return Said("resumed", "project.resumed", day, {"on": _iso(day)})


def _length(story: Story) -> timedelta:
    return story.closes_on - story.started_on


def _iso(day: date) -> str:
    return day.isoformat()
