"""A project's gateways, quality impact assessment and savings."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, field

from shared.contracts.event import Day, Event, FinancialYear, OptionalText, PersonKey, SignatoryRole

Gateway: TypeAlias = Annotated[int, Meta(ge=0, le=5)]
"""Of the CIP and transformation process: 0 idea, 1 outline, 2 full case, 3 approved, 4 in delivery, 5 closed."""
Level: TypeAlias = Annotated[int, Meta(ge=1, le=5)]
Pence: TypeAlias = Annotated[int, Meta(ge=0, le=10**14)]


class Risk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One domain of a quality impact assessment, on the 5 x 5 matrix."""

    domain: Literal["patient_safety", "effectiveness", "experience", "workforce", "finance"]
    likelihood: Level
    impact: Level


class ProjectGatewayEntered(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.gateway_entered"

    gateway: Gateway
    on: Day
    note: OptionalText = UNSET


class ProjectGatewayPassed(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.gateway_passed"
    role: ClassVar[str] = "finance"

    gateway: Gateway
    on: Day
    note: OptionalText = UNSET


class ProjectGatewayReturned(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.gateway_returned"

    gateway: Gateway
    on: Day
    note: OptionalText = UNSET


class ProjectGatewayRejected(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.gateway_rejected"
    role: ClassVar[str] = "finance"

    gateway: Gateway
    on: Day
    note: OptionalText = UNSET


class ProjectQiaScored(Event, frozen=True, kw_only=True):
    """A quality impact assessment; scoring it again takes its signatures away."""

    type: ClassVar[str] = "project.qia_scored"

    on: Day
    author: PersonKey
    risks: Annotated[tuple[Risk, ...], Meta(min_length=1)]
    residual: tuple[Risk, ...] | UnsetType = UNSET


class ProjectQiaSigned(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.qia_signed"

    signatory: PersonKey
    role_of_signatory: SignatoryRole = field(name="role")
    on: Day


class ProjectSavingForecast(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.saving_forecast"
    role: ClassVar[str] = "finance"

    pence: Pence
    financial_year: FinancialYear
    cash_releasing: bool
    recurrent: bool
    on: Day


class ProjectSavingValidated(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.saving_validated"
    role: ClassVar[str] = "finance"

    pence: Pence
    financial_year: FinancialYear
    cash_releasing: bool
    recurrent: bool
    on: Day


class ProjectSavingReversed(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "project.saving_reversed"
    role: ClassVar[str] = "finance"

    pence: Pence
    financial_year: FinancialYear
    cash_releasing: bool
    recurrent: bool
    on: Day
