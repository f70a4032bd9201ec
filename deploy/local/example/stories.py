"""The stories of one organisation's year, from its plan."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.chance import chance
from deploy.local.example.days import between, first_day, last_day, working_day
from deploy.local.example.organisation import Organisation
from deploy.local.example.plan import plan, projects_before
from deploy.local.example.story import (
    CARRIED_OVER,
    NO_IMPROVEMENT_PROJECT,
    VOIDED,
    Outcome,
    Story,
)
from deploy.local.example.submission import identifier
from deploy.local.example.topic import Topic
from deploy.local.example.topics import audits

TEST = Topic("Test project, please ignore", "see how the form works", "efficient")
EVALUATIONS = tuple(topic for topic in audits.TOPICS if topic.title.startswith("Evaluation"))
AUDITS = tuple(topic for topic in audits.TOPICS if topic not in EVALUATIONS)


def stories(organisation: Organisation, year: int) -> Iterator[Story]:
    """Yield the projects that belong to a year: those that close in it and some that run on."""
    planned = plan(organisation.code, year)
    outcomes = [Outcome(letter) for letter in planned.outcomes]
    for place, outcome in enumerate(outcomes):
        theirs = place + 1 if outcome is Outcome.DUPLICATE else place
        division, topic = _topic(organisation, year, theirs, outcome)
        registered_on, started_on, closes_on = _days(organisation, year, place, outcome)
        yield Story(
            project=_project(organisation, year, place),
            organisation=organisation,
            division=division,
            topic=topic,
            outcome=outcome,
            registered_on=registered_on,
            started_on=started_on,
            closes_on=closes_on,
            involved=_involved(outcomes, place, planned.involved),
            turn=_counted(outcomes[:place]),
            twin=_project(organisation, year, theirs) if theirs != place else None,
        )


def _project(organisation: Organisation, year: int, place: int) -> str:
    return identifier(organisation.code, str(year), str(place))


def _topic(organisation: Organisation, year: int, place: int, outcome: Outcome) -> tuple[str, Topic]:
    """Return a division and its topic, none twice before all have been used."""
    topics = [(division, topic) for division, topics in organisation.divisions.items() for topic in topics]
    chance(organisation.code).shuffle(topics)
    division, topic = topics[(projects_before(organisation.code, year) + place) % len(topics)]
    match outcome:
        case Outcome.AUDIT:
            return division, AUDITS[(place + year) % len(AUDITS)]
        case Outcome.EVALUATION:
            return division, EVALUATIONS[(place + year) % len(EVALUATIONS)]
        case Outcome.TEST:
            return division, TEST
        case _:
            return division, topic


def _days(organisation: Organisation, year: int, place: int, outcome: Outcome) -> tuple[date, date, date]:
    """Return when it is registered, started and closed."""
    luck = chance(organisation.code, str(year), str(place), "days")
    first = max(first_day(year), organisation.joined_on + timedelta(days=75))
    share = (place + 0.5) / len(plan(organisation.code, year).outcomes)
    closes_on = between(first, last_day(year) - timedelta(days=3), share)
    length = luck.randint(85, 190)
    if outcome in CARRIED_OVER:
        length = luck.randint(15, 60)
    if outcome in VOIDED:
        length = luck.randint(8, 30)
    earliest = working_day(organisation.joined_on + timedelta(days=7))
    registered_on = max(earliest, working_day(closes_on - timedelta(days=length)))
    started_on = working_day(registered_on + timedelta(days=luck.randint(5, 18)))
    if outcome in CARRIED_OVER:
        closes_on = working_day(last_day(year) + timedelta(days=luck.randint(20, 110)))
    return registered_on, started_on, max(started_on, closes_on)


def _involved(outcomes: list[Outcome], place: int, percent: int) -> bool:
    """Spread the projects that involve patients evenly over the year."""
    if outcomes[place] in VOIDED | NO_IMPROVEMENT_PROJECT:
        return False
    counted = _counted(outcomes[:place])
    return (counted + 1) * percent // 100 > counted * percent // 100


def _counted(outcomes: list[Outcome]) -> int:
    return sum(each not in VOIDED | NO_IMPROVEMENT_PROJECT for each in outcomes)
