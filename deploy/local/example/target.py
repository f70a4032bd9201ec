"""What the organisations set themselves to reach."""

from collections.abc import Iterator
from datetime import timedelta

from deploy.local.example.days import STRATEGY_YEAR, first_day, working_day, written
from deploy.local.example.said import Said
from deploy.local.example.submission import Submission, submission

IMPROVEMENT = "modest-improvement"
INVOLVEMENT = "patient-involvement"

# James Paget's own targets for 2022/23 are the strategy's; the ambulance service sets none.
FIRST_YEAR = {
    "RM1": {IMPROVEMENT: 70, INVOLVEMENT: 20},
    "RCX": {IMPROVEMENT: 75},
    "RMY": {IMPROVEMENT: 60, INVOLVEMENT: 40},
    "RY3": {IMPROVEMENT: 75, INVOLVEMENT: 25},
}
EVERY_YEAR = {
    "RGP": {
        IMPROVEMENT: 75,
        INVOLVEMENT: 20,
        "people-trained": 110,
        "publications": 3,
        "projects-coached": 20,
        "improvement-space": 2,
        "monthly-cafe": 12,
        "sustainable-projects": 25,
        "dashboard-agreed": 100,
        "ics-places": 10,
        "innovations-spread": 2,
        "nmahp-internal": 4,
        "nmahp-external": 4,
    },
    "RM1": {IMPROVEMENT: 70, INVOLVEMENT: 25, "people-trained": 30, "publications": 2},
    "RCX": {IMPROVEMENT: 60},
    "RMY": {IMPROVEMENT: 60, INVOLVEMENT: 40},
    "RY3": {IMPROVEMENT: 70, INVOLVEMENT: 30},
    "QMM": {IMPROVEMENT: 50, INVOLVEMENT: 50},
}
# The mental health trust asks more of itself once the year is under way.
RAISED = {"RMY": {INVOLVEMENT: 45}}


def targets(year: int) -> Iterator[Submission]:
    """Yield the targets of a year: most in its first days, some raised after the summer."""
    yield from _set(year, FIRST_YEAR if year == STRATEGY_YEAR else EVERY_YEAR, "set", after=3)
    yield from _set(year, RAISED, "raised", after=165)


def _set(year: int, promises: dict[str, dict[str, int]], word: str, *, after: int) -> Iterator[Submission]:
    for place, (organisation, slugs) in enumerate(promises.items()):
        day = working_day(first_day(year) + timedelta(days=after + place))
        for slug, target in slugs.items():
            data: dict[str, object] = {
                "organisation": organisation,
                "target": target,
                "financial_year": written(year),
            }
            said = Said(f"{organisation}/{year}/{word}", "measure.target_set", day, data)
            yield submission(organisation, f"measure/{slug}", said, minute=place)
