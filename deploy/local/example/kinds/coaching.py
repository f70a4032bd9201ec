"""An adviser is assigned, meets the team, and moves on."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.advisers import coaches
from deploy.local.example.chance import HALF, ONE_IN_FIVE, ONE_IN_THREE, ONE_IN_TWELVE
from deploy.local.example.days import between, working_day
from deploy.local.example.said import Said, taken_back
from deploy.local.example.story import Outcome, Story
from deploy.local.example.submission import identifier

KEEN = "RGP"
TOPICS = (
    "The aim and the driver diagram",
    "What to measure, and how often",
    "Reading the run chart",
    "The next test of change",
    "Involving patients in the team",
    "Making the change permanent",
)
CHANGES_HANDS = {Outcome.HANDED_OVER, Outcome.LENT}


def said(story: Story) -> Iterator[Said]:
    """Yield the coaching of nearly all projects of the one, and of half of the others'."""
    chance = story.chance("coaching")
    if not story.improves or chance.random() > (1 - ONE_IN_TWELVE if story.organisation.code == KEEN else HALF):
        return
    adviser = chance.choice(coaches(story.organisation.code, story.first_closed_on))
    yield _turn(story, "assigned", adviser, 0.05)
    for number in range(1, chance.randint(2, 4)):
        yield _logged(
            f"coaching-{number}", adviser, _at(story, 0.25 * number), chance.choice((30, 45, 60)), chance.choice(TOPICS)
        )
    if chance.random() < ONE_IN_THREE:
        yield _turn(story, "unassigned", adviser, 0.95)
    if chance.random() < ONE_IN_FIVE and story.outcome not in CHANGES_HANDS:
        yield from _in_error(story, adviser)


def _in_error(story: Story, adviser: str) -> Iterator[Said]:
    """Yield a meeting that was with another team."""
    day = _at(story, 0.6)
    logged = _logged("coaching-in-error", adviser, day, 45, TOPICS[0])
    event_id = identifier(f"project/{story.project}", logged.key)
    yield logged
    yield taken_back(logged, event_id, working_day(day + timedelta(days=2)), "The meeting was with another team.")


def _turn(story: Story, word: str, adviser: str, share: float) -> Said:
    day = _at(story, share)
    data: dict[str, object] = {"adviser": adviser, "on": day.isoformat()}
    return Said(f"coach-{word}", f"project.coach_{word}", day, data)


def _logged(key: str, adviser: str, day: date, minutes: int, topic: str) -> Said:
    data: dict[str, object] = {"adviser": adviser, "on": day.isoformat(), "minutes": minutes, "topic": topic}
    return Said(key, "project.coaching_logged", day, data)


def _at(story: Story, share: float) -> date:
    return between(story.started_on, story.first_closed_on, share)
