"""The facts of the agreement: who is a member and what is promised; topic `qi.agreements`."""

from typing import Annotated, ClassVar, Literal, TypeAlias, get_args

from msgspec import UNSET, Meta, UnsetType

from shared.contracts.event import (
    Category,
    Contract,
    Day,
    Event,
    FinancialYear,
    OrganisationCode,
    Reference,
    Title,
)

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


OrganisationEvent: TypeAlias = OrganisationJoined | OrganisationLeft
MeasureEvent: TypeAlias = MeasureTargetSet

AGREEMENTS = Contract(
    service="metrics",
    topic="qi.agreements",
    categories=(
        Category(
            name="organisation",
            events=get_args(OrganisationEvent),
            id_pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z",
            id_words="the organisation's code",
        ),
        Category(
            name="measure",
            events=(MeasureTargetSet,),
            id_pattern=r"\A[a-z0-9][a-z0-9-]{0,99}\Z",
            id_words="the measure's slug",
        ),
    ),
)
