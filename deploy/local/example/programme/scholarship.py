"""James Paget's scholarship for nurses, midwives and allied health professionals, its own and others'."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deploy.local.example.days import STRATEGY_YEAR, working_day, written
from deploy.local.example.people import key
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

WHO = "RGP"
BEGIN = (4, 25)
COMPLETED, WITHDRAWN, AFTER_ALL = "completed", "withdrawn", "after all"


@dataclass(frozen=True)
class Scholar:
    """Somebody's employer, profession and way through the year."""

    employer: str
    profession: str
    ends: str
    early: tuple[int, int] = (2, 21)
    """Month and day of the end in the years after the first."""


SCHOLARS = (
    Scholar("RGP", "nurse", COMPLETED, (10, 12)),
    Scholar("RGP", "midwife", COMPLETED, (11, 3)),
    Scholar("RGP", "allied_health_professional", COMPLETED),
    Scholar("RGP", "nurse", AFTER_ALL),
    Scholar("RGP", "nurse", WITHDRAWN),
    Scholar("RM1", "nurse", COMPLETED, (11, 4)),
    Scholar("RCX", "allied_health_professional", COMPLETED),
    Scholar("RY3", "nurse", COMPLETED),
    Scholar("RMY", "nurse", WITHDRAWN),
    Scholar("RM1", "doctor", COMPLETED),
)
FIRST_END = (2, 21)


def told(year: int) -> Iterator[Submission]:
    """Yield a cohort."""
    for number, scholar in enumerate(SCHOLARS):
        subject = f"scholarship/{identifier('scholarship', str(year), str(number))}"
        yield from spoken(WHO, subject, _course(year, number, scholar, subject))


def _course(year: int, number: int, scholar: Scholar, subject: str) -> Iterator[Said]:
    begin = working_day(date(year, *BEGIN))
    enrolled: dict[str, object] = {
        "person": key("scholar", str(year), str(number)),
        "organisation": scholar.employer,
        "profession": scholar.profession,
        "cohort": written(year),
        "on": begin.isoformat(),
    }
    yield Said("enrolled", "scholarship.enrolled", begin, enrolled)
    month, day = FIRST_END if year == STRATEGY_YEAR else scholar.early
    end = working_day(date(year + (month < BEGIN[0]), month, day))
    if scholar.ends != COMPLETED:
        left_on = working_day(date(year, 9, 12))
        left = _ended("withdrawn", left_on)
        yield left
        if scholar.ends == AFTER_ALL:
            back = working_day(date(year, 9, 19))
            yield taken_back(left, identifier(subject, left.key), back, "They stay; somebody else of that name left.")
    if scholar.ends != WITHDRAWN:
        yield _ended("completed", end)


def _ended(word: str, day: date) -> Said:
    return Said(word, f"scholarship.{word}", day, {"on": day.isoformat()})
