"""How far patients and the public are part of a project."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import HALF, ONE_IN_FIVE, ONE_IN_THREE, ONE_IN_TWELVE
from deploy.local.example.days import working_day
from deploy.local.example.said import Said
from deploy.local.example.story import NO_IMPROVEMENT_PROJECT, VOIDED, Story

DESCRIPTIONS = {
    "none": ("Staff only so far.", "No patients yet; to be looked at again."),
    "little_i": (
        "Two patients commented on the leaflet.",
        "A survey of 40 patients and carers shaped the change ideas.",
        "The patient council discussed the project twice.",
        "Carers were asked at the bedside what would help.",
    ),
    "big_i": (
        "Two people with lived experience are members of the team.",
        "An expert by experience leads the testing with the ward manager.",
        "Patient partners come to every meeting and co-wrote the aim.",
    ),
}


def said(story: Story) -> Iterator[Said]:
    """Yield the levels, of which the last is what the story says."""
    if story.outcome in VOIDED | NO_IMPROVEMENT_PROJECT:
        return
    chance = story.chance("involvement")
    luck = chance.random()
    patients = "big_i" if chance.random() < ONE_IN_THREE else "little_i"
    if story.involved:
        levels = ["none", patients] if luck < ONE_IN_FIVE else [patients]
    elif luck < ONE_IN_TWELVE:
        levels = ["little_i", "none"]
    else:
        levels = ["none"] if luck < HALF else []
    day = story.started_on
    for number, level in enumerate(levels, 1):
        day = working_day(day + timedelta(days=chance.randint(3, 18)))
        yield _recorded(f"involvement-{number}", day, level, chance.choice(DESCRIPTIONS[level]))


def _recorded(key: str, day: date, level: str, description: str) -> Said:
    data: dict[str, object] = {"level": level, "on": day.isoformat(), "description": description}
    return Said(key, "project.involvement_recorded", day, data)
