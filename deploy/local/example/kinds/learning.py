"""What a team passes on when its project is over."""

from collections.abc import Iterator
from datetime import timedelta

from deploy.local.example.chance import HALF
from deploy.local.example.days import working_day
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

LESSONS = (
    "Start with one ward and one day; the second ward asked us to come.",
    "Measure weekly from the first day: we could not have shown the change otherwise.",
    "Ask patients before the first test; their idea was the one that worked.",
    "A change that needs a reminder every morning does not last; build it into the form.",
    "It did not work at night. Test on every shift before you write the procedure.",
)
UNTOLD = {Outcome.CANCELLED, Outcome.RUNS_ON, Outcome.LONG_PAUSE, Outcome.NEVER_SCORED}


def said(story: Story) -> Iterator[Said]:
    """Yield what half of them share."""
    chance = story.chance("learning")
    if not story.improves or story.outcome in UNTOLD or chance.random() > HALF:
        return
    day = working_day(story.closes_on + timedelta(days=chance.randint(5, 15)))
    data: dict[str, object] = {
        "on": day.isoformat(),
        "title": f"What we learned: {story.topic.title}",
        "text": chance.choice(LESSONS),
        "audience": chance.choice(("system", "system", "organisation")),
        "tags": story.topic.dimensions.split(", "),
    }
    yield Said("learning", "project.learning_shared", day, data)
