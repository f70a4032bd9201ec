"""The work of an improvement project: coaching, drivers, ideas, PDSA cycles, measures, learning."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from shared.contracts.event import Day, Event, OptionalText, PersonKey, Plan, Tag, Text, Title, Unit

LocalId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]
"""An identifier that means something inside one project only."""
Chart: TypeAlias = Literal["run", "xmr", "p", "u", "c"]


class ProjectCoachAssigned(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.coach_assigned"

    adviser: PersonKey
    on: Day


class ProjectCoachUnassigned(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.coach_unassigned"

    adviser: PersonKey
    on: Day


class ProjectCoachingLogged(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.coaching_logged"

    adviser: PersonKey
    on: Day
    minutes: Annotated[int, Meta(ge=1, le=1440)] | UnsetType = UNSET
    topic: OptionalText = UNSET


class ProjectDriverAdded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.driver_added"

    driver_id: LocalId
    kind: Literal["primary", "secondary"]
    text: Text
    parent: LocalId | UnsetType = UNSET


class ProjectChangeIdeaAdded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.change_idea_added"

    idea_id: LocalId
    text: Text
    driver: LocalId | UnsetType = UNSET


class ProjectPdsaCompleted(Event, frozen=True, kw_only=True):
    """One Plan-Do-Study-Act cycle, told when it was over."""

    type: ClassVar[str] = "project.pdsa_completed"

    cycle_id: LocalId
    started_on: Day
    completed_on: Day
    plan: Text
    do: Text
    study: Text
    act: Text
    decision: Literal["adopt", "adapt", "abandon"]
    idea: LocalId | UnsetType = UNSET


class ProjectMeasureAdded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.measure_added"

    measure_id: LocalId
    name: Title
    kind: Literal["outcome", "process", "balancing"]
    unit: Unit
    direction: Literal["increase", "decrease", "neutral"]
    chart: Chart
    target: float | UnsetType = UNSET
    baseline_until: Plan | UnsetType = UNSET


class ProjectMeasurementRecorded(Event, frozen=True, kw_only=True):
    """A value, or a numerator and a denominator, of one day; a baseline may lie before registration."""

    type: ClassVar[str] = "project.measurement_recorded"

    measure_id: LocalId
    on: Day
    value: float | UnsetType = UNSET
    numerator: float | UnsetType = UNSET
    denominator: float | UnsetType = UNSET


class ProjectMeasurementCorrected(Event, frozen=True, kw_only=True):
    """What is right for a day that was measured before."""

    type: ClassVar[str] = "project.measurement_corrected"

    measure_id: LocalId
    on: Day
    value: float | UnsetType = UNSET
    numerator: float | UnsetType = UNSET
    denominator: float | UnsetType = UNSET


class ProjectMeasureRebased(Event, frozen=True, kw_only=True):
    """Limits are worked out anew from a day on; a judgement, so with its reason."""

    type: ClassVar[str] = "project.measure_rebased"

    measure_id: LocalId
    from_: Plan = field(name="from")
    reason: Text


class ProjectLearningShared(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.learning_shared"

    on: Day
    title: Title
    text: Text
    audience: Literal["organisation", "system"]
    tags: tuple[Tag, ...] | UnsetType = UNSET
