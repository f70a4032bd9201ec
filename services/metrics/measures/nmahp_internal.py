"""4.4 Own nurses, midwives and allied health professionals who completed the scholarship."""

from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, month_of
from services.metrics.subjects.scholarship import Scholarship
from services.metrics.world import World
from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.contracts.training import PersonMerged, ScholarshipCompleted, ScholarshipEnrolled

NMAHP = frozenset({"nurse", "midwife", "allied_health_professional"})


def contributions(scholarship: Scholarship, world: World) -> Iterator[Contribution]:
    """Yield the completion in its month, for the employer at enrolment; and for the system, if that was a member."""
    if scholarship.completed_on is None or not scholarship.person:
        return
    month = month_of(scholarship.completed_on)
    counts = scholarship.profession in NMAHP
    reason = "completed the scholarship" if counts else "not a nurse, midwife or allied health professional"
    internal = world.was_member(scholarship.organisation, scholarship.enrolled_on)
    person = world.person(scholarship.person)
    yield Contribution(Grain.MONTH, month, month, scholarship.organisation, person, int(counts), 0, reason, internal)


MEASURE = Measure(
    definition=Definition(
        slug="nmahp-internal",
        place="4.4a",
        title="Own nurses, midwives and AHPs who completed the scholarship",
        words="4 NMAHPs (Nurses, Midwives and Allied Health Professionals) from JPUH and four external NMAHPs to have "
        "completed the NMAHP Scholarship Course",
        why="Nurses, midwives and allied health professionals are most of the people who give care; a scholarship "
        "gives some of them time to lead its improvement.",
        unit="people",
        direction="increase",
        counts="People who completed a scholarship in the period, each once.",
        numerator="Distinct nurses, midwives and allied health professionals whose employer at enrolment is this "
        "organisation; for the system, a member on the day of enrolment.",
        denominator=None,
        exclusions="Other professions; scholarships that were not completed.",
        attribution="The employer at enrolment.",
        owner="Chief Nurse",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.COUNT,
    subjects=("scholarship",),
    touched_by=frozenset(
        {ScholarshipEnrolled, ScholarshipCompleted, PersonMerged, OrganisationJoined, OrganisationLeft}
    ),
    contributions=contributions,
    targets={("RGP", 2022): 4},
    distinct=True,
    counts_people=True,
)
