"""What is known of one scholarship: who holds it, from where, and whether it was completed."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import Profession, ScholarshipCompleted, ScholarshipEnrolled


@dataclass(frozen=True, slots=True)
class Scholarship:
    """A scholarship; employer and profession are those at enrolment."""

    person: str = ""
    organisation: str = ""
    profession: Profession = "other"
    enrolled_on: date = date.min
    completed_on: date | None = None


def evolve(scholarship: Scholarship, fact: Recorded) -> Scholarship:
    """Return what is known of the scholarship after a fact."""
    match fact.event:
        case ScholarshipEnrolled(person=person, organisation=code, profession=profession, on=day):
            return Scholarship(person, code, profession, day)
        case ScholarshipCompleted(on=day):
            return replace(scholarship, completed_on=day)
        case _:
            return scholarship
