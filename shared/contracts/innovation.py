"""Proven innovations and how far each site is with them, `innovation/<uuid>`."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from shared.contracts.event import Day, Event, OrganisationCode, Place, Title, Url


class InnovationRegistered(Event, frozen=True, kw_only=True):
    """`spread_sites`: how many sites in routine use make it spread; two, unless it is said."""

    type: ClassVar[str] = "innovation.registered"

    title: Title
    programme: Title
    evidence_url: Url
    spread_sites: Annotated[int, Meta(ge=1, le=10_000)] | UnsetType = UNSET


class InnovationStageReached(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "innovation.stage_reached"

    organisation: OrganisationCode
    site: Place
    stage: Literal["considered", "approved", "piloted", "adopted", "discontinued"]
    on: Day
