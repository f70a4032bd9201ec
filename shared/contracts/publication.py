"""Publications, `publication/<uuid>`: any member records one."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from shared.contracts.event import Day, Event, OrganisationCode, StreamId, Text, Title


class PublicationRecorded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "publication.recorded"

    title: Title
    journal: Title
    kind: Literal["journal_article", "preprint", "abstract", "poster"]
    relevant: bool
    published_on: Day
    organisations: Annotated[tuple[OrganisationCode, ...], Meta(min_length=1)]
    doi: Annotated[str, Meta(max_length=300, pattern=r"\S")] | UnsetType = UNSET
    project: StreamId | UnsetType = UNSET


class PublicationRetracted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "publication.retracted"

    on: Day
    reason: Text
