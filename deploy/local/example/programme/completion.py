"""Who completed which course, and what turned out otherwise."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.local.example.days import STRATEGY_YEAR, between, first_day, last_day, working_day
from deploy.local.example.organisation import ORGANISATIONS
from deploy.local.example.people import STAFF_GROUPS, profession, staff
from deploy.local.example.programme.course import ESSENTIALS, FUNDAMENTALS, GREENER_CARE, INTRODUCTION, Course
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

FIRST_YEAR = {"RGP": 104, "RM1": 26, "RCX": 15, "RMY": 12, "RY3": 17, "RYC": 6, "QMM": 5}
EVERY_YEAR = {"RGP": 122, "RM1": 36, "RCX": 20, "RMY": 18, "RY3": 22, "RYC": 9, "QMM": 7}
TAUGHT = {"RGP": FUNDAMENTALS, "RY3": INTRODUCTION, "RYC": FUNDAMENTALS}
# By their number among those of James Paget.
REVOKED, MERGED, ERASED, IN_ERROR = 7, 20, 33, 41
GREEN = 12
"""Every so many-th person learns about sustainability too."""


def told(year: int) -> Iterator[Submission]:
    """Yield the completions of a year, person by person."""
    for organisation in ORGANISATIONS:
        code = organisation.code
        count = (FIRST_YEAR if year == STRATEGY_YEAR else EVERY_YEAR)[code]
        first = max(first_day(year), organisation.joined_on)
        for number in range(count):
            person = _person(code, year, number)
            day = between(first, last_day(year) - timedelta(days=4), (number + 0.5) / count)
            yield from spoken(code, f"person/{person}", _life(code, year, number, day), minute=number)


def _person(code: str, year: int, number: int) -> str:
    return staff(code, 1000 * (year - STRATEGY_YEAR) + number)


def _life(code: str, year: int, number: int, day: date) -> Iterator[Said]:
    """Yield what one person completed, and for a few of James Paget what happened then."""
    person = _person(code, year, number)
    subject = f"person/{person}"
    completed = _completed(person, TAUGHT.get(code, ESSENTIALS), code, day, f"{year}")
    yield completed
    if code != "RGP":
        return
    event_id = identifier(subject, completed.key)
    soon = working_day(day + timedelta(days=9))
    if number % GREEN == 1:
        yield _completed(person, GREENER_CARE, code, working_day(day + timedelta(days=30)), f"{year}-green")
    if number == REVOKED:
        reason = "They left after the first morning."
        yield Said("revoked", "training.completion_revoked", soon, {"event_id": event_id, "reason": reason})
    elif number == MERGED:
        yield Said("merged", "person.merged", soon, {"into": _person(code, year, number + 1)})
    elif number == ERASED:
        later = working_day(day + timedelta(days=60))
        yield Said("erased", "person.erased", later, {"on": later.isoformat()})
    elif number == IN_ERROR:
        yield taken_back(completed, event_id, soon, "Typed under the wrong key.")


def _completed(person: str, course: Course, code: str, day: date, key: str) -> Said:
    calling = profession(person)
    data: dict[str, object] = {
        "course": course.id,
        "organisation": code,
        "completed_on": day.isoformat(),
        "profession": calling,
        "staff_group": STAFF_GROUPS[calling],
    }
    return Said(f"completed-{key}", "training.completed", day, data)
