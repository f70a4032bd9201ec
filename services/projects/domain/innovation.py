"""One proven innovation, `innovation/<uuid>`: any member registers it, and says for itself how far its sites are."""

from dataclasses import dataclass
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached
from shared.contracts.projects import InnovationEvent
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


@dataclass(frozen=True, slots=True)
class Innovation:
    """What the rules need to know of an innovation."""

    registered: bool = False


def owned(fact: Fact, _: Innovation) -> None:
    """Every member speaks of its own sites."""
    if isinstance(fact.event, InnovationStageReached) and fact.event.organisation != fact.organisation:
        raise NotYours(f"Only {fact.event.organisation} says how far its sites are.", field="organisation")


def decide(fact: Fact, innovation: Innovation) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("InnovationEvent", fact.event)
    match event:
        case InnovationRegistered():
            if innovation.registered:
                raise AlreadySaid("The innovation has been registered already.")
        case InnovationStageReached():
            opened(innovation)
        case _:
            assert_never(event)
    return event


def opened(innovation: Innovation) -> None:
    """Refuse to go on before the innovation is registered."""
    if not innovation.registered:
        raise NotOpened


def evolve(innovation: Innovation, fact: Recorded) -> Innovation:
    """Return the innovation after a fact."""
    event = cast("InnovationEvent", fact.event)
    match event:
        case InnovationRegistered():
            return Innovation(registered=True)
        case InnovationStageReached():
            return innovation
        case _:
            assert_never(event)


INNOVATION = Decider(
    category="innovation", initial=Innovation(), owned=owned, decide=decide, evolve=evolve, final=opened
)
