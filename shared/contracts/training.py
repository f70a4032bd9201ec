"""The facts of training and events: courses, sessions, people, scholarships, cafés, advisers, resources."""

from typing import Annotated, ClassVar, Literal, TypeAlias, get_args

from msgspec import UNSET, Meta, UnsetType, field

from shared.contracts.event import (
    Category,
    Contract,
    Day,
    Event,
    OptionalText,
    OrganisationCode,
    PersonKey,
    Plan,
    Reference,
    StreamId,
    SubmittedId,
    Tag,
    Text,
    Title,
    Url,
    withdrawal,
)

Profession: TypeAlias = Literal["nurse", "midwife", "allied_health_professional", "doctor", "other"]
CourseClass: TypeAlias = Literal["qi_fundamentals", "sustainability", "nmahp_scholarship", "other"]
Places: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
PlaceNumber: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
"""One place of a session, counted from 1."""
Level: TypeAlias = Annotated[str, Meta(max_length=100, extra={"prose": True})] | UnsetType


class CourseAnnounced(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "course.announced"

    title: Title
    class_: CourseClass = field(name="class")
    provider_organisation: OrganisationCode
    ics_programme: bool
    level: Level = UNSET


class CourseReclassified(Event, frozen=True, kw_only=True):
    """The class of completions on or after a day."""

    type: ClassVar[str] = "course.reclassified"

    class_: CourseClass = field(name="class")
    from_: Plan = field(name="from")


class SessionScheduled(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.scheduled"

    course: StreamId
    starts_on: Plan
    ends_on: Plan
    places: Places


class SessionPlacesReserved(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.places_reserved"

    organisation: OrganisationCode
    places: Places
    on: Day


class SessionPlaceOffered(Event, frozen=True, kw_only=True):
    """An offer; one that a policy drew carries its rule version and seed, so that replay never draws again."""

    type: ClassVar[str] = "session.place_offered"

    place: PlaceNumber
    organisation: OrganisationCode
    on: Day
    person: PersonKey | UnsetType = UNSET
    rule_version: Reference = UNSET
    seed: Reference = UNSET


class SessionPlaceAccepted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.place_accepted"

    place: PlaceNumber
    on: Day


class SessionPlaceDeclined(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.place_declined"

    place: PlaceNumber
    on: Day


class SessionPlaceExpired(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.place_expired"

    place: PlaceNumber
    on: Day


class SessionPlaceWithdrawn(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.place_withdrawn"

    place: PlaceNumber
    on: Day


class SessionAttended(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "session.attended"

    person: PersonKey
    organisation: OrganisationCode


class SessionCancelled(Event, frozen=True, kw_only=True):
    """It withdraws all of its places."""

    type: ClassVar[str] = "session.cancelled"

    on: Day
    reason: Text


class TrainingCompleted(Event, frozen=True, kw_only=True):
    """`organisation` is the employer on that day."""

    type: ClassVar[str] = "training.completed"

    course: StreamId
    organisation: OrganisationCode
    completed_on: Day
    profession: Profession | UnsetType = UNSET
    staff_group: Level = UNSET


class TrainingCompletionRevoked(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "training.completion_revoked"

    event_id: SubmittedId
    reason: Text


class PersonMerged(Event, frozen=True, kw_only=True):
    """The two are one person, for the past too."""

    type: ClassVar[str] = "person.merged"

    into: PersonKey


class PersonErased(Event, frozen=True, kw_only=True):
    """Their directory entry is gone; what was counted stays counted."""

    type: ClassVar[str] = "person.erased"

    on: Day


class ScholarshipEnrolled(Event, frozen=True, kw_only=True):
    """`organisation` is the employer at enrolment."""

    type: ClassVar[str] = "scholarship.enrolled"

    person: PersonKey
    organisation: OrganisationCode
    profession: Profession
    cohort: Title
    on: Day


class ScholarshipCompleted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "scholarship.completed"

    on: Day


class ScholarshipWithdrawn(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "scholarship.withdrawn"

    on: Day


class CafeScheduled(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "cafe.scheduled"

    on: Plan
    hosts: Annotated[tuple[OrganisationCode, ...], Meta(min_length=1)]
    open_to_all_staff: bool
    topic: OptionalText = UNSET


class CafeHeld(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "cafe.held"

    on: Day
    attendance: Annotated[int, Meta(ge=0, le=1_000_000)] | UnsetType = UNSET
    organisations_attending: tuple[OrganisationCode, ...] | UnsetType = UNSET


class CafeCancelled(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "cafe.cancelled"

    on: Day
    reason: OptionalText = UNSET


class AdviserRegistered(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "adviser.registered"

    organisation: OrganisationCode
    on: Day
    level: Level = UNSET


class AdviserRetired(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "adviser.retired"

    organisation: OrganisationCode
    on: Day
    level: Level = UNSET


class ResourcePublished(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "resource.published"

    title: Title
    kind: Literal["tool", "template", "guide", "poster", "story"]
    url: Url
    tags: tuple[Tag, ...] | UnsetType = UNSET


class ResourceWithdrawn(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "resource.withdrawn"

    on: Day
    reason: OptionalText = UNSET


CourseEvent: TypeAlias = CourseAnnounced | CourseReclassified
SessionEvent: TypeAlias = (
    SessionScheduled
    | SessionPlacesReserved
    | SessionPlaceOffered
    | SessionPlaceAccepted
    | SessionPlaceDeclined
    | SessionPlaceExpired
    | SessionPlaceWithdrawn
    | SessionAttended
    | SessionCancelled
)
PersonEvent: TypeAlias = TrainingCompleted | TrainingCompletionRevoked | PersonMerged | PersonErased
ScholarshipEvent: TypeAlias = ScholarshipEnrolled | ScholarshipCompleted | ScholarshipWithdrawn
CafeEvent: TypeAlias = CafeScheduled | CafeHeld | CafeCancelled
AdviserEvent: TypeAlias = AdviserRegistered | AdviserRetired
ResourceEvent: TypeAlias = ResourcePublished | ResourceWithdrawn

TRAINING = Contract(
    service="training",
    topic="qi.training",
    categories=(
        Category(name="course", events=(*get_args(CourseEvent), withdrawal("course"))),
        Category(name="session", events=(*get_args(SessionEvent), withdrawal("session"))),
        Category(name="person", events=(*get_args(PersonEvent), withdrawal("person"))),
        Category(name="scholarship", events=(*get_args(ScholarshipEvent), withdrawal("scholarship"))),
        Category(name="cafe", events=(*get_args(CafeEvent), withdrawal("cafe"))),
        Category(name="adviser", events=(*get_args(AdviserEvent), withdrawal("adviser"))),
        Category(name="resource", events=(*get_args(ResourceEvent), withdrawal("resource"))),
    ),
)
