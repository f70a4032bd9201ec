"""One publication, `publication/<uuid>`: any member records it, and who recorded it retracts it."""

from dataclasses import dataclass, replace
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.projects import PublicationEvent
from shared.contracts.publication import PublicationRecorded, PublicationRetracted
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


@dataclass(frozen=True, slots=True)
class Publication:
    """What the rules need to know of a publication."""

    recorded_by: str = ""
    retracted: bool = False


def owned(fact: Fact, publication: Publication) -> None:
    """Only who recorded a publication takes it back."""
    by = publication.recorded_by
    if isinstance(fact.event, PublicationRetracted) and by and by != fact.organisation:
        raise NotYours(f"{by} recorded this publication.")


def decide(fact: Fact, publication: Publication) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("PublicationEvent", fact.event)
    match event:
        case PublicationRecorded():
            if publication.recorded_by:
                raise AlreadySaid(f"{publication.recorded_by} has recorded this publication.")
        case PublicationRetracted():
            opened(publication)
            if publication.retracted:
                raise AlreadySaid("The publication has been retracted already.")
        case _:
            assert_never(event)
    return event


def opened(publication: Publication) -> None:
    """Refuse to go on before the publication is recorded."""
    if not publication.recorded_by:
        raise NotOpened


def evolve(publication: Publication, fact: Recorded) -> Publication:
    """Return the publication after a fact."""
    event = cast("PublicationEvent", fact.event)
    match event:
        case PublicationRecorded():
            return Publication(recorded_by=fact.organisation)
        case PublicationRetracted():
            return replace(publication, retracted=True)
        case _:
            assert_never(event)


PUBLICATION = Decider(
    category="publication", initial=Publication(), owned=owned, decide=decide, evolve=evolve, final=opened
)
