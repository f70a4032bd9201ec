"""The courses that are taught, and of which class they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deploy.local.example.days import STRATEGY_YEAR
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

ANNOUNCED_ON = date(2022, 2, 8)


@dataclass(frozen=True)
class Course:
    """A course and who teaches it."""

    title: str
    class_: str
    provider: str
    level: str
    ics_programme: bool = False

    @property
    def id(self) -> str:
        """The stream's identifier."""
        return identifier("course", self.provider, self.title)

    @property
    def subject(self) -> str:
        """The stream."""
        return f"course/{self.id}"


FUNDAMENTALS = Course("QI Fundamentals", "qi_fundamentals", "RGP", "Bronze")
ESSENTIALS = Course("Improvement Essentials", "qi_fundamentals", "RM1", "Foundation")
INTRODUCTION = Course("Introduction to Improvement", "other", "RY3", "Foundation")
ICS_PROGRAMME = Course("Norfolk and Waveney QI Programme", "other", "RM1", "Practitioner", ics_programme=True)
GREENER_CARE = Course("Greener Care: Sustainability in QI", "sustainability", "RGP", "Silver")
SCHOLARSHIP = Course("NMAHP Improvement Scholarship", "nmahp_scholarship", "RGP", "Gold")
COURSES = (FUNDAMENTALS, ESSENTIALS, INTRODUCTION, ICS_PROGRAMME, GREENER_CARE, SCHOLARSHIP)


def told(year: int) -> Iterator[Submission]:
    """Yield the announcements, once, and how two were classed anew."""
    if year != STRATEGY_YEAR:
        return
    for course in COURSES:
        yield from spoken(course.provider, course.subject, [_announced(course), *_reclassified(course)])


def _announced(course: Course) -> Said:
    data: dict[str, object] = {
        "title": course.title,
        "class": course.class_,
        "provider_organisation": course.provider,
        "ics_programme": course.ics_programme,
        "level": course.level,
    }
    return Said("announced", "course.announced", ANNOUNCED_ON, data)


def _reclassified(course: Course) -> Iterator[Said]:
    if course is INTRODUCTION:
        yield _class(date(2022, 5, 17), "qi_fundamentals", date(2022, 4, 1))
    if course is ESSENTIALS:
        wrong = _class(date(2022, 6, 14), "other", date(2022, 7, 1))
        yield wrong
        reason = "Another course was meant; this one is equivalent."
        yield taken_back(wrong, identifier(course.subject, wrong.key), date(2022, 6, 16), reason)


def _class(day: date, class_: str, since: date) -> Said:
    return Said("reclassified", "course.reclassified", day, {"class": class_, "from": since.isoformat()})
