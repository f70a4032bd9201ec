"""Examples of what the training service publishes: a course, its session, a learner, a scholar, a café, an adviser."""

from datetime import date

from shared.contracts.event import Event
from shared.contracts.training import (
    TRAINING,
    AdviserRegistered,
    AdviserRetired,
    CafeCancelled,
    CafeHeld,
    CafeScheduled,
    CourseAnnounced,
    CourseReclassified,
    PersonErased,
    PersonMerged,
    ResourcePublished,
    ResourceWithdrawn,
    ScholarshipCompleted,
    ScholarshipEnrolled,
    ScholarshipWithdrawn,
    SessionAttended,
    SessionCancelled,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlacesReserved,
    SessionPlaceWithdrawn,
    SessionScheduled,
    TrainingCompleted,
    TrainingCompletionRevoked,
)

COURSE = "7c1f0b1e-3d2a-4c55-9f0e-5b7a1d9c2e10"
LEARNER = "2b9f6a54-8a1d-4f0c-b6a3-0d8e7c5f1a22"
SAME_LEARNER = "e4d0c7b8-5f36-4a9b-8c21-97b3f2a6d014"
SCHOLAR = "90ad3c1f-62e7-4b58-a1f4-c3e8d07b9651"

ANNOUNCED = CourseAnnounced(
    title="Quality, Service Improvement and Redesign: fundamentals",
    class_="qi_fundamentals",
    provider_organisation="QMM",
    level="Bronze",
    ics_programme=True,
)
RECLASSIFIED = CourseReclassified(class_="other", from_=date(2023, 4, 1))
COURSE_FACT_WITHDRAWN = TRAINING.types["course.fact_withdrawn"][1](
    event_id="reclassified-1", reason="It was another course that changed."
)

SCHEDULED = SessionScheduled(course=COURSE, starts_on=date(2022, 6, 14), ends_on=date(2022, 6, 15), places=30)
RESERVED = SessionPlacesReserved(organisation="RGP", places=10, on=date(2022, 4, 19))
OFFERED = SessionPlaceOffered(
    place=7, organisation="RGP", on=date(2022, 5, 3), person=LEARNER, rule_version="places-1", seed="June 2022"
)
ACCEPTED = SessionPlaceAccepted(place=7, on=date(2022, 5, 5))
DECLINED = SessionPlaceDeclined(place=7, on=date(2022, 5, 9))
EXPIRED = SessionPlaceExpired(place=8, on=date(2022, 5, 17))
PLACE_WITHDRAWN = SessionPlaceWithdrawn(place=9, on=date(2022, 5, 18))
ATTENDED = SessionAttended(person=LEARNER, organisation="RGP")
CANCELLED = SessionCancelled(on=date(2022, 6, 9), reason="The trainers are needed on the wards.")
SESSION_FACT_WITHDRAWN = TRAINING.types["session.fact_withdrawn"][1](
    event_id="accepted-7", reason="They answered for place 8."
)

COMPLETED = TrainingCompleted(
    course=COURSE,
    organisation="RGP",
    completed_on=date(2022, 6, 15),
    profession="nurse",
    staff_group="Nursing and midwifery registered",
)
COMPLETION_REVOKED = TrainingCompletionRevoked(event_id="completed-1", reason="They left before the second day.")
MERGED = PersonMerged(into=SAME_LEARNER)
ERASED = PersonErased(on=date(2023, 1, 16))
PERSON_FACT_WITHDRAWN = TRAINING.types["person.fact_withdrawn"][1](
    event_id="merged-1", reason="Two people of the same name."
)

ENROLLED = ScholarshipEnrolled(
    person=SCHOLAR,
    organisation="RGP",
    profession="allied_health_professional",
    cohort="2022 autumn",
    on=date(2022, 9, 5),
)
SCHOLARSHIP_COMPLETED = ScholarshipCompleted(on=date(2023, 3, 24))
SCHOLARSHIP_WITHDRAWN = ScholarshipWithdrawn(on=date(2022, 12, 2))
SCHOLARSHIP_FACT_WITHDRAWN = TRAINING.types["scholarship.fact_withdrawn"][1](
    event_id="withdrawn-1", reason="They only changed cohorts."
)

CAFE_SCHEDULED = CafeScheduled(
    on=date(2022, 5, 18), hosts=("RGP", "RM1"), topic="What a run chart tells you", open_to_all_staff=True
)
HELD = CafeHeld(on=date(2022, 5, 18), attendance=23, organisations_attending=("RGP", "RM1", "RY3"))
CAFE_CANCELLED = CafeCancelled(on=date(2022, 5, 17), reason="The room flooded.")
CAFE_FACT_WITHDRAWN = TRAINING.types["cafe.fact_withdrawn"][1](
    event_id="held-1", reason="That was a team meeting, not a café."
)

REGISTERED = AdviserRegistered(organisation="RGP", on=date(2022, 4, 25), level="QSIR practitioner")
RETIRED = AdviserRetired(organisation="RGP", on=date(2023, 8, 31), level="QSIR practitioner")
ADVISER_FACT_WITHDRAWN = TRAINING.types["adviser.fact_withdrawn"][1](
    event_id="retired-1", reason="A secondment, not a retirement."
)

PUBLISHED = ResourcePublished(
    title="Driver diagram on one page",
    kind="template",
    url="https://improvement.example.nhs.uk/driver-diagram",
    tags=("driver diagram", "getting started"),
)
WITHDRAWN = ResourceWithdrawn(on=date(2023, 2, 6), reason="A better one took its place.")
RESOURCE_FACT_WITHDRAWN = TRAINING.types["resource.fact_withdrawn"][1](
    event_id="withdrawn-1", reason="People still ask for it."
)

EXAMPLES: dict[str, Event] = {
    event.type: event
    for event in (
        ANNOUNCED,
        RECLASSIFIED,
        COURSE_FACT_WITHDRAWN,
        SCHEDULED,
        RESERVED,
        OFFERED,
        ACCEPTED,
        DECLINED,
        EXPIRED,
        PLACE_WITHDRAWN,
        ATTENDED,
        CANCELLED,
        SESSION_FACT_WITHDRAWN,
        COMPLETED,
        COMPLETION_REVOKED,
        MERGED,
        ERASED,
        PERSON_FACT_WITHDRAWN,
        ENROLLED,
        SCHOLARSHIP_COMPLETED,
        SCHOLARSHIP_WITHDRAWN,
        SCHOLARSHIP_FACT_WITHDRAWN,
        CAFE_SCHEDULED,
        HELD,
        CAFE_CANCELLED,
        CAFE_FACT_WITHDRAWN,
        REGISTERED,
        RETIRED,
        ADVISER_FACT_WITHDRAWN,
        PUBLISHED,
        WITHDRAWN,
        RESOURCE_FACT_WITHDRAWN,
    )
}
