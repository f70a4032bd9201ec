"""The course of an improvement project: what it is, who leads it, where it stands."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from shared.contracts.event import (
    Day,
    Event,
    OptionalText,
    OrganisationCode,
    PersonKey,
    Reference,
    Score,
    StreamId,
    SubmittedId,
    Text,
    Title,
)

Kind: TypeAlias = Literal["quality_improvement", "clinical_audit", "service_evaluation"]
Dimension: TypeAlias = Literal["safe", "timely", "effective", "efficient", "equitable", "person_centred"]
Ambition: TypeAlias = Annotated[int, Meta(ge=1, le=4)]
"""One of the strategy's four ambitions."""


class ProjectRegistered(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.registered"

    title: Title
    kind: Kind
    lead_organisation: OrganisationCode
    registered_on: Day
    aim: OptionalText = UNSET
    partner_organisations: tuple[OrganisationCode, ...] | UnsetType = UNSET
    quality_dimensions: tuple[Dimension, ...] | UnsetType = UNSET
    ambitions: tuple[Ambition, ...] | UnsetType = UNSET
    division: OptionalText = UNSET
    site: OptionalText = UNSET
    has_financial_effect: bool | UnsetType = UNSET
    lead_person: PersonKey | UnsetType = UNSET
    reference: Reference = UNSET


class ProjectDetailsAmended(Event, frozen=True, kw_only=True):
    """What is given replaces what was said; kind, lead and day of registration stay."""

    type: ClassVar[str] = "project.details_amended"

    title: Title | UnsetType = UNSET
    aim: OptionalText = UNSET
    partner_organisations: tuple[OrganisationCode, ...] | UnsetType = UNSET
    quality_dimensions: tuple[Dimension, ...] | UnsetType = UNSET
    ambitions: tuple[Ambition, ...] | UnsetType = UNSET
    division: OptionalText = UNSET
    site: OptionalText = UNSET
    has_financial_effect: bool | UnsetType = UNSET
    lead_person: PersonKey | UnsetType = UNSET
    reference: Reference = UNSET


class ProjectStarted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.started"

    on: Day


class ProjectPaused(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.paused"

    on: Day
    reason: OptionalText = UNSET


class ProjectResumed(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.resumed"

    on: Day
    reason: OptionalText = UNSET


class ProjectCompleted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.completed"

    on: Day
    summary: OptionalText = UNSET


class ProjectReopened(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.reopened"

    on: Day
    reason: Text


class ProjectCancelled(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.cancelled"

    on: Day
    reason: Text


class ProjectVoided(Event, frozen=True, kw_only=True):
    """It never was a project: it counts nowhere, in any period."""

    type: ClassVar[str] = "project.voided"

    reason: Literal["duplicate", "in_error", "test"]
    merged_into: StreamId | UnsetType = UNSET


class ProjectLeadChanged(Event, frozen=True, kw_only=True):
    """The new organisation leads from the start of the day `on`."""

    type: ClassVar[str] = "project.lead_changed"

    to_organisation: OrganisationCode
    on: Day


class ProjectScoreAssessed(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.score_assessed"

    score: Score
    assessed_on: Day
    assessor: Literal["team", "adviser"]
    rationale: OptionalText = UNSET


class ProjectScoreVoided(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.score_voided"

    event_id: SubmittedId


class ProjectInvolvementRecorded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.involvement_recorded"

    level: Literal["none", "little_i", "big_i"]
    on: Day
    description: OptionalText = UNSET


class ProjectHandedOver(Event, frozen=True, kw_only=True):
    """The person leads the project's work from then on."""

    type: ClassVar[str] = "project.handed_over"

    to_person: PersonKey
    on: Day
