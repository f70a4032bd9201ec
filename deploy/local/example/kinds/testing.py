"""The theory of change and its tests: drivers, change ideas and PDSA cycles."""

from collections.abc import Iterator
from datetime import timedelta

from deploy.local.example.days import between, working_day
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

PRIMARY = (
    "Staff know what good looks like",
    "The right information is there at the right time",
    "Patients and carers are partners",
    "The pathway has no avoidable waits",
)
SECONDARY = (
    "A shared checklist at the bedside",
    "Training in the first week",
    "A huddle at the start of every shift",
    "Feedback to the team every month",
    "One form instead of three",
)
IDEAS = (
    "Put the checklist on the front of the notes",
    "Name a champion for every shift",
    "Ask the question at the morning huddle",
    "Show last week's figures on the ward's board",
    "Give families a one-page guide",
    "Prompt in the electronic record",
)
STUDIES = {
    "adopt": ("Used in 18 of 20 cases and quick to do.", "Goes on as it is."),
    "adapt": ("Used on weekdays, forgotten at weekends.", "Simplified, and tested again with the night team."),
    "abandon": ("Took longer than it saved; nobody missed it.", "Dropped; another idea comes next."),
}


def plans(story: Story) -> bool:
    """Return whether the team writes down its theory and its measurements."""
    return story.improves and story.turn % (3 if story.organisation.code == "RGP" else 6) == 0


def said(story: Story) -> Iterator[Said]:
    """Yield the driver diagram, the ideas and what became of two or three of them."""
    if not plans(story):
        return
    chance = story.chance("testing")
    day = between(story.started_on, story.first_closed_on, 0.06)
    primary, secondary = chance.sample(PRIMARY, 2), chance.sample(SECONDARY, 2)
    for number, text in enumerate(primary, 1):
        driver: dict[str, object] = {"driver_id": f"P{number}", "kind": "primary", "text": text}
        yield Said(f"driver-P{number}", "project.driver_added", day, driver)
    for number, text in enumerate(secondary, 1):
        under: dict[str, object] = {"driver_id": f"S{number}", "kind": "secondary", "parent": f"P{number}"}
        yield Said(f"driver-S{number}", "project.driver_added", day, under | {"text": text})
    for number, text in enumerate(chance.sample(IDEAS, chance.randint(2, 3)), 1):
        idea: dict[str, object] = {"idea_id": f"I{number}", "text": text, "driver": f"S{1 + number % 2}"}
        yield Said(f"idea-{number}", "project.change_idea_added", day, idea)
        yield _cycle(story, number, text)


def _cycle(story: Story, number: int, idea: str) -> Said:
    chance = story.chance(f"cycle-{number}")
    decisions = ["abandon", "adapt", "adapt"] if story.outcome is Outcome.FELL_SHORT else ["adopt", "adopt", "adapt"]
    decision = chance.choice(decisions)
    study, act = STUDIES[decision]
    started_on = between(story.started_on, story.first_closed_on, 0.1 + 0.22 * number)
    completed_on = min(working_day(started_on + timedelta(days=chance.randint(5, 9))), story.first_closed_on)
    data: dict[str, object] = {
        "cycle_id": f"C{number}",
        "idea": f"I{number}",
        "started_on": started_on.isoformat(),
        "completed_on": completed_on.isoformat(),
        "plan": f"{idea}: on one ward for a week; we expect that most will use it.",
        "do": f"Tested with {chance.randint(3, 9)} colleagues on {chance.randint(8, 25)} occasions.",
        "study": study,
        "act": act,
        "decision": decision,
    }
    return Said(f"cycle-{number}", "project.pdsa_completed", completed_on, data)
