"""One thing in the library, `resource/<uuid>`: published, and perhaps withdrawn."""

from dataclasses import dataclass, replace
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.training import ResourceEvent, ResourcePublished, ResourceWithdrawn
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


@dataclass(frozen=True, slots=True)
class Resource:
    """What the rules need to know of a resource."""

    publisher: str = ""
    withdrawn: bool = False


def owned(fact: Fact, resource: Resource) -> None:
    """Only the organisation that published a resource speaks of it."""
    if resource.publisher and resource.publisher != fact.organisation:
        raise NotYours(f"{resource.publisher} published this resource.")


def decide(fact: Fact, resource: Resource) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("ResourceEvent", fact.event)
    match event:
        case ResourcePublished():
            if resource.publisher:
                raise AlreadySaid("The resource has been published already.")
        case ResourceWithdrawn():
            if not resource.publisher:
                raise NotOpened("No resource has been published under this identifier.")
            if resource.withdrawn:
                raise AlreadySaid("The resource has been withdrawn already.")
        case _:
            assert_never(event)
    return event


def evolve(resource: Resource, fact: Recorded) -> Resource:
    """Return the resource after a fact."""
    event = cast("ResourceEvent", fact.event)
    match event:
        case ResourcePublished():
            return Resource(fact.organisation)
        case ResourceWithdrawn():
            return replace(resource, withdrawn=True)
        case _:
            assert_never(event)


RESOURCE = Decider(category="resource", initial=Resource(), owned=owned, decide=decide, evolve=evolve)
