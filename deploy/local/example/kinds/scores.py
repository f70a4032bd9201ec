"""How far a project has come, on the scale of ten half points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.local.example.chance import HALF, ONE_IN_THREE
from deploy.local.example.days import working_day
from deploy.local.example.said import Said
from deploy.local.example.story import NO_IMPROVEMENT_PROJECT, Outcome, Story
from deploy.local.example.submission import identifier

UNSCORED = {Outcome.NEVER_SCORED, Outcome.TEST, *NO_IMPROVEMENT_PROJECT}

# Half points, so that nothing is ever rounded: 6 is 3.0, a modest improvement.
LAST_WORD_OF_THE_TEAM: dict[Outcome, tuple[int, ...]] = {
    Outcome.IMPROVED_AFTERWARDS: (5,),
    Outcome.ADVISER_CONVINCED: (5,),
    Outcome.FELL_SHORT: (3, 4, 5, 5),
    Outcome.ADVISER_DOUBTS: (6, 7),
    Outcome.TOO_LATE: (5,),
    Outcome.SCORE_VOIDED: (4, 5),
    Outcome.CANCELLED: (2, 3, 4),
    Outcome.DUPLICATE: (1,),
    Outcome.IN_ERROR: (2,),
}
TOO_SOON = 12
"""The days before the closing in which the monthly score is left to it."""
IMPROVED = (6, 6, 6, 7, 7, 8, 9)

RATIONALES = {
    1: "The idea is named; there is no team yet.",
    2: "Charter and team are in place.",
    3: "Meetings, measures and tools are planned.",
    4: "Baseline measured; the process is mapped.",
    5: "First tests are running; no improvement to be seen.",
    6: "First tests worked; about a fifth of the goal is reached.",
    7: "The measures keep moving towards the goal.",
    8: "Half of the goal is reached and training has begun.",
    9: "The key measures have held for three months.",
    10: "All goals are reached and the change is permanent.",
}


@dataclass(frozen=True)
class Assessment:
    """What somebody thinks of the project on a day."""

    day: date
    half_points: int
    assessor: str = "team"
    voided_on: date | None = None


def said(story: Story) -> Iterator[Said]:
    """Yield the assessments in the order of their days, and their voiding."""
    if story.outcome in UNSCORED:
        return
    assessments = sorted([*_climb(story), *_turns(story)], key=lambda each: each.day)
    for number, each in enumerate(assessments, 1):
        yield _assessed(f"score-{number}", each)
        if each.voided_on:
            assessed = identifier(f"project/{story.project}", f"score-{number}")
            data: dict[str, object] = {"event_id": assessed}
            yield Said(f"unscore-{number}", "project.score_voided", each.voided_on, data)


def _climb(story: Story) -> Iterator[Assessment]:
    """Yield the team's monthly scores: upward in the whole, not without setbacks."""
    chance = story.chance("scores")
    first = chance.choice((1, 1, 2))
    last = chance.choice(LAST_WORD_OF_THE_TEAM.get(story.outcome, IMPROVED))
    final_day = max(story.started_on, story.closes_on - timedelta(days=chance.randint(0, 6)))
    length = (final_day - story.started_on).days
    day = story.started_on
    while (final_day - day).days > TOO_SOON:
        climbed = first + (last - first) * (day - story.started_on).days / length
        wobble = chance.choice((0, 0, 0, -1, 1)) if day > story.started_on else 0
        yield Assessment(day, min(10, max(1, round(climbed) + wobble)))
        day = working_day(day + timedelta(days=chance.randint(24, 40)))
    yield Assessment(_weekday(final_day), last)


def _turns(story: Story) -> Iterator[Assessment]:
    """Yield what the climb alone would not say."""
    chance = story.chance("turns")
    luck = chance.random()
    match story.outcome:
        case Outcome.IMPROVED if luck < ONE_IN_THREE:
            yield Assessment(_near(story, -9), chance.choice((6, 7)), "adviser")
        case Outcome.IMPROVED if luck < HALF:
            yield _slip(story)
        case Outcome.FELL_SHORT if luck < ONE_IN_THREE:
            yield Assessment(_near(story, -9), chance.choice((4, 5)), "adviser")
        case Outcome.ADVISER_CONVINCED:
            yield Assessment(_near(story, -20), chance.choice((6, 7)), "adviser")
        case Outcome.ADVISER_DOUBTS:
            yield Assessment(_near(story, -25), 5, "adviser")
        case Outcome.IMPROVED_AFTERWARDS:
            yield Assessment(_near(story, chance.randint(20, 80)), chance.choice((6, 7)))
        case Outcome.TOO_LATE:
            yield Assessment(_near(story, chance.randint(95, 115)), 7)
        case Outcome.SCORE_VOIDED:
            day = _near(story, 5)
            yield Assessment(day, 8, voided_on=working_day(day + timedelta(days=7)))


def _slip(story: Story) -> Assessment:
    """Return a score that was meant for another project and is taken back."""
    day = _near(story, -40)
    return Assessment(day, 10, voided_on=working_day(day + timedelta(days=3)))


def _near(story: Story, days: int) -> date:
    return working_day(max(story.started_on, story.closes_on + timedelta(days=days)))


def _weekday(day: date) -> date:
    while working_day(day) != day:
        day -= timedelta(days=1)
    return day


def _assessed(key: str, assessment: Assessment) -> Said:
    data: dict[str, object] = {
        "score": assessment.half_points / 2,
        "assessed_on": assessment.day.isoformat(),
        "assessor": assessment.assessor,
        "rationale": RATIONALES[assessment.half_points],
    }
    return Said(key, "project.score_assessed", assessment.day, data)
