"""The facts of the agreement: who is a member and what is promised; topic `qi.agreements`."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeAlias, get_args

from msgspec import UNSET, Meta, UnsetType, field

from shared.contracts.event import (
    Category,
    Contract,
    Day,
    Event,
    FactWithdrawn,
    FinancialYear,
    OptionalText,
    OrganisationCode,
    Plan,
    Reference,
    SignatoryRole,
    Text,
    Title,
    Unit,
    withdrawal,
)

Version: TypeAlias = Annotated[int, Meta(ge=1, le=100_000)]
Slug: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,99}\Z")]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True, extra={"says": "A moment with its offset, by RFC 3339."})]

OrganisationKind: TypeAlias = Literal["acute", "community", "mental_health", "ambulance", "icb", "council", "other"]


class OrganisationJoined(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "organisation.joined"

    name: Title
    kind: OrganisationKind
    on: Day
    ods_code: Reference = UNSET


class OrganisationLeft(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "organisation.left"

    on: Day
    successor: OrganisationCode | UnsetType = UNSET


class MeasureTargetSet(Event, frozen=True, kw_only=True):
    """The last said for an organisation and a year wins; it does not carry over."""

    type: ClassVar[str] = "measure.target_set"
    role: ClassVar[str] = "qi_lead"

    organisation: OrganisationCode
    target: Annotated[int, Meta(ge=1, le=2**53)]
    financial_year: FinancialYear


class MeasureProposed(Event, frozen=True, kw_only=True):
    """Text that members agree to; figures follow when a release brings a measure of that version."""

    type: ClassVar[str] = "measure.proposed"
    role: ClassVar[str] = "qi_lead"

    version: Version
    title: Title
    words: Text
    why: Text
    unit: Unit
    direction: Literal["increase", "decrease", "neutral"]
    counts: Text
    numerator: Text
    attribution: Text
    owner: Title
    review_on: Plan
    denominator: OptionalText = UNSET
    exclusions: OptionalText = UNSET


class MeasureAgreed(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "measure.agreed"
    role: ClassVar[str] = "qi_lead"

    organisation: OrganisationCode
    version: Version
    on: Day
    note: OptionalText = UNSET


class MeasureObjected(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "measure.objected"
    role: ClassVar[str] = "qi_lead"

    organisation: OrganisationCode
    version: Version
    on: Day
    note: OptionalText = UNSET


class MeasureRetired(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "measure.retired"
    role: ClassVar[str] = "qi_lead"

    on: Day
    reason: Text


class MilestonePlanned(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "milestone.planned"

    title: Title
    part_of: Slug
    organisation: OrganisationCode
    due_on: Plan


class MilestoneEvidenced(Event, frozen=True, kw_only=True):
    """`evidence`: a web address or a sentence."""

    type: ClassVar[str] = "milestone.evidenced"

    on: Day
    evidence: Text


class MilestoneSignedOff(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "milestone.signed_off"
    role: ClassVar[str] = "qi_lead"

    on: Day
    role_of_signatory: SignatoryRole = field(name="role")
    note: OptionalText = UNSET


class MilestoneRevoked(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "milestone.revoked"
    role: ClassVar[str] = "qi_lead"

    on: Day
    role_of_signatory: SignatoryRole = field(name="role")
    note: OptionalText = UNSET


class SnapshotFrozen(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "snapshot.frozen"
    role: ClassVar[str] = "qi_lead"

    financial_year: FinancialYear
    as_at: Moment
    label: Title


class MeasureFactWithdrawn(FactWithdrawn, frozen=True, kw_only=True):
    type: ClassVar[str] = "measure.fact_withdrawn"
    role: ClassVar[str] = "qi_lead"


class SnapshotFactWithdrawn(FactWithdrawn, frozen=True, kw_only=True):
    type: ClassVar[str] = "snapshot.fact_withdrawn"
    role: ClassVar[str] = "qi_lead"


OrganisationEvent: TypeAlias = OrganisationJoined | OrganisationLeft
MeasureEvent: TypeAlias = MeasureProposed | MeasureAgreed | MeasureObjected | MeasureTargetSet | MeasureRetired
MilestoneEvent: TypeAlias = MilestonePlanned | MilestoneEvidenced | MilestoneSignedOff | MilestoneRevoked
SnapshotEvent: TypeAlias = SnapshotFrozen

SLUG_PATTERN = r"\A[a-z0-9][a-z0-9-]{0,99}\Z"
AGREEMENTS = Contract(
    service="metrics",
    topic="qi.agreements",
    categories=(
        Category(
            name="organisation",
            events=(*get_args(OrganisationEvent), withdrawal("organisation")),
            id_pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z",
            id_words="the organisation's code",
        ),
        Category(
            name="measure",
            events=(*get_args(MeasureEvent), MeasureFactWithdrawn),
            id_pattern=SLUG_PATTERN,
            id_words="the measure's slug",
        ),
        Category(
            name="milestone",
            events=(*get_args(MilestoneEvent), withdrawal("milestone")),
            id_pattern=SLUG_PATTERN,
            id_words="the milestone's slug",
        ),
        Category(name="snapshot", events=(SnapshotFrozen, SnapshotFactWithdrawn)),
    ),
)
