"""A project with a financial effect on its way through the gateways, and what it saves."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import HALF, ONE_IN_THREE
from deploy.local.example.days import between, financial_year, working_day, written
from deploy.local.example.kinds.registration import has_financial_effect
from deploy.local.example.people import key
from deploy.local.example.said import Said
from deploy.local.example.story import Outcome, Story

ENTERED, PASSED, RETURNED, REJECTED = "entered", "passed", "returned", "rejected"
SIGNED, SCORED = "signed", "scored"
NOTES = {RETURNED: "The case names no owner for the benefits.", REJECTED: "The saving is counted elsewhere already."}
SIGNATORIES = ("medical_director", "director_of_nursing")
FULL_CASE, APPROVED, CLOSED = 2, 3, 5
DOMAINS = ("patient_safety", "effectiveness", "experience", "workforce", "finance")
UNFINISHED = {Outcome.CANCELLED, Outcome.RUNS_ON, Outcome.LONG_PAUSE}

Step = tuple[str, int]


def said(story: Story) -> Iterator[Said]:
    """Yield the steps, evenly over the project's time, and the savings."""
    if not (story.improves and has_financial_effect(story)):
        return
    steps = _steps(story)
    for place, (word, number) in enumerate(steps):
        day = between(story.started_on, story.first_closed_on, 0.05 + 0.9 * place / len(steps))
        yield from _step(story, word, number, day, f"{place}-{word}")
    if (PASSED, FULL_CASE) in steps:
        yield from _savings(story)


def _steps(story: Story) -> list[Step]:
    """Return how far it comes: some never leave the first gateway, some are sent back or turned down."""
    idea = [(ENTERED, 0), (PASSED, 0)]
    outline = [(ENTERED, 1), (RETURNED, 1), (ENTERED, 1)]
    match story.turn % 5:
        case 0:
            return [*idea, *outline, (REJECTED, 1)]
        case 1:
            return idea
        case 2:
            return [*idea, *outline, (PASSED, 1), (ENTERED, FULL_CASE)]
    case = [*idea, (ENTERED, 1), (PASSED, 1), (ENTERED, FULL_CASE), (PASSED, FULL_CASE)]
    last = CLOSED if story.outcome is Outcome.IMPROVED else APPROVED
    rest = [(word, number) for number in range(APPROVED, last + 1) for word in (ENTERED, PASSED)]
    return [*case, (SCORED, 1), (SIGNED, 0), (SIGNED, 1), *rest]


def _step(story: Story, word: str, number: int, day: date, place: str) -> Iterator[Said]:
    if word == SCORED:
        yield Said(place, "project.qia_scored", day, _assessment(story, day))
    elif word == SIGNED:
        role = SIGNATORIES[number]
        signed: dict[str, object] = {"signatory": key(story.organisation.code, role), "role": role}
        yield Said(place, "project.qia_signed", day, signed | {"on": day.isoformat()})
    else:
        data: dict[str, object] = {"gateway": number, "on": day.isoformat()}
        if word in NOTES:
            data["note"] = NOTES[word]
        yield Said(place, f"project.gateway_{word}", day, data)


def _assessment(story: Story, day: date) -> dict[str, object]:
    chance = story.chance("quality impact")
    risks = [
        {"domain": domain, "likelihood": chance.randint(1, 4), "impact": chance.randint(1, 4)}
        for domain in chance.sample(DOMAINS, 3)
    ]
    residual = [risk | {"likelihood": 1} for risk in risks]
    author = key(story.project, "author")
    return {"on": day.isoformat(), "author": author, "risks": risks, "residual": residual}


def _savings(story: Story) -> Iterator[Said]:
    chance = story.chance("savings")
    pence, recurrent, cash = chance.randint(40, 900) * 10_000, chance.random() < HALF, chance.random() < HALF
    day = between(story.started_on, story.first_closed_on, 0.5)

    def saving(word: str, on: date, amount: int) -> Said:
        data: dict[str, object] = {
            "pence": amount,
            "financial_year": written(financial_year(story.closes_on)),
            "cash_releasing": cash,
            "recurrent": recurrent,
            "on": on.isoformat(),
        }
        return Said(f"saving-{word}", f"project.saving_{word}", on, data)

    yield saving("forecast", day, pence)
    if story.outcome in UNFINISHED:
        return
    yield saving("validated", working_day(story.closes_on + timedelta(days=30)), pence * 4 // 5)
    if chance.random() < ONE_IN_THREE:
        yield saving("reversed", working_day(story.closes_on + timedelta(days=75)), pence // 5)
