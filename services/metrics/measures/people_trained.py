"""2.1 People trained in the fundamentals of Quality Improvement."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, month_of
from services.metrics.subjects.person import Completion, Person
from services.metrics.world import World
from shared.contracts.training import (
    CourseAnnounced,
    CourseReclassified,
    PersonMerged,
    TrainingCompleted,
    TrainingCompletionRevoked,
)


def contributions(person: Person, world: World) -> Iterator[Contribution]:
    """Yield each month and employer once: as counted when any completion of the month counts."""
    if not person.completions:
        return
    counted = world.person(person.key)
    best: dict[tuple[int, str], tuple[int, str]] = {}
    for one in person.completions:
        where = (month_of(one.on), one.organisation)
        best[where] = max(best.get(where, (0, "")), _judge(one, world))
    for (month, employer), (numerator, reason) in best.items():
        yield Contribution(Grain.MONTH, month, month, employer, counted, numerator, 0, reason)


def _judge(one: Completion, world: World) -> tuple[int, str]:
    if not one.standing:
        return 0, "completion revoked"
    of_class = world.course(one.course).class_on(one.on)
    if of_class is None:
        return 0, "its course is not known yet"
    if of_class != "qi_fundamentals":
        return 0, "its course was not of QI fundamentals on that day"
    return 1, "completed a course of QI fundamentals"


MEASURE = Measure(
    definition=Definition(
        slug="people-trained",
        place="2.1",
        title="People trained in QI fundamentals",
        words="100 Staff trained in Quality Improvement Fundamentals or similar programmes",
        why="Improvement is everyone's work once enough people know how it is done.",
        unit="people",
        direction="increase",
        counts="People with a completion in the period, each once, under however many keys they are known.",
        numerator="Distinct persons with a completion, not revoked, of a course that was of the class QI fundamentals "
        "on that day.",
        denominator=None,
        exclusions="Bookings and attendance without completion; revoked completions; courses of another class.",
        attribution="The employer on the day of completion.",
        owner="Head of Organisational Development",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.COUNT,
    subjects=("person",),
    touched_by=frozenset(
        {TrainingCompleted, TrainingCompletionRevoked, PersonMerged, CourseAnnounced, CourseReclassified}
    ),
    contributions=contributions,
    targets={("RGP", 2022): 100},
    distinct=True,
    counts_people=True,
)
