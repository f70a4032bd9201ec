"""A project is completed, reopened, cancelled, or turns out never to have been one."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.days import working_day
from deploy.local.example.said import Said
from deploy.local.example.story import FIRST_CLOSED_BEFORE, Outcome, Story

SUMMARIES = (
    "The change is part of daily work; the measures go on in the ward's dashboard.",
    "Tested on two wards, learning shared at the improvement forum.",
    "Completed as planned; the standard procedure was updated.",
    "Some change ideas were kept, others dropped; the team wrote down why.",
)
CANCELLATIONS = (
    "Overtaken by a national programme.",
    "The team was dissolved when the service was reorganised.",
    "No baseline could be measured.",
    "Merged with the work of the transformation team.",
)
REOPENINGS = (
    "The improvement did not hold after the team left; testing goes on.",
    "Closed by mistake in the year-end tidying.",
)


def said(story: Story) -> Iterator[Said]:
    """Yield how it ends, for some twice."""
    match story.outcome:
        case Outcome.DUPLICATE:
            yield _voided(story, {"reason": "duplicate", "merged_into": story.twin})
        case Outcome.TEST:
            yield _voided(story, {"reason": "test"})
        case Outcome.IN_ERROR:
            yield _voided(story, {"reason": "in_error"})
        case Outcome.CANCELLED:
            yield _turn("cancelled", story.closes_on, reason=_one_of(story, CANCELLATIONS))
        case Outcome.CLOSED_TWICE:
            yield from _twice(story, first=-FIRST_CLOSED_BEFORE, again=-35, second=0)
        case Outcome.REOPENED:
            yield from _twice(story, first=0, again=20, second=150)
        case _:
            yield _completed(story, story.closes_on)


def _twice(story: Story, *, first: int, again: int, second: int) -> Iterator[Said]:
    yield _completed(story, _after(story, first), "first-")
    yield _turn("reopened", _after(story, again), reason=_one_of(story, REOPENINGS))
    yield _completed(story, _after(story, second))


def _completed(story: Story, day: date, key: str = "") -> Said:
    return _turn("completed", day, key, summary=_one_of(story, SUMMARIES))


def _turn(word: str, day: date, key: str = "", **words: str) -> Said:
    return Said(f"{key}{word}", f"project.{word}", day, {"on": day.isoformat(), **words})


def _voided(story: Story, data: dict[str, object]) -> Said:
    return Said("voided", "project.voided", story.closes_on, data)


def _after(story: Story, days: int) -> date:
    return working_day(story.closes_on + timedelta(days=days))


def _one_of(story: Story, sentences: tuple[str, ...]) -> str:
    return story.chance("closing").choice(sentences)
