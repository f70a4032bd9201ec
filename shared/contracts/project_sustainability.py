"""How a project considers sustainability, and the carbon that it saves."""

import builtins
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct

from shared.contracts.event import Day, Event, OptionalText, Text

Step: TypeAlias = Annotated[int, Meta(ge=1, le=4)]
"""Of SusQI: 1 setting goals, 2 studying the system, 3 designing the improvement, 4 measuring impact."""
FactorCode: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]

Quantity: TypeAlias = Annotated[float, Meta(ge=0, le=1e15)]


class CarbonLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One resource used, before and after the change, in the factor's own unit per period."""

    factor: FactorCode
    unit: FactorCode
    baseline_quantity: Quantity
    new_quantity: Quantity


class ProjectSustainabilityAssessed(Event, frozen=True, kw_only=True):
    """Sustainability was considered in at least one step of SusQI."""

    type: ClassVar[str] = "project.sustainability_assessed"

    on: Day
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    environmental: OptionalText = UNSET
    social: OptionalText = UNSET
    financial: OptionalText = UNSET
    no_impact_reason: OptionalText = UNSET


class ProjectSustainabilityWithdrawn(Event, frozen=True, kw_only=True):
    """All assessments before it no longer stand."""

    type: ClassVar[str] = "project.sustainability_withdrawn"

    on: Day
    reason: Text


class CarbonEstimate(Event, frozen=True, kw_only=True):
    """What is said of carbon: quantities on one set of factors, forecast or measured."""

    type: ClassVar[str] = "project.carbon_estimated"

    on: Day
    stage: Literal["forecast", "measured"]
    factor_set: int
    """The year of the set, for example 2022."""
    lines: Annotated[tuple[CarbonLine, ...], Meta(min_length=1)]
    periods_per_year: Annotated[float, Meta(gt=0, le=1e6)]


class ProjectCarbonEstimated(CarbonEstimate, frozen=True, kw_only=True):
    """What is kept: the estimate, with the factors it used and the saving they make. Never worked out again."""

    said_as: ClassVar[builtins.type[Event] | None] = CarbonEstimate

    factors: tuple[float, ...]
    """kg CO2e per unit, one for each line."""
    saved_kg_co2e_per_year: float
