"""One café, `cafe/<uuid>`: scheduled by one of its hosts, then held or cancelled."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.training import CafeCancelled, CafeEvent, CafeHeld, CafeScheduled
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours


class Status(StrEnum):
    """Where a café stands."""

    ABSENT = "absent"
    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Cafe:
    """What the rules need to know of a café."""

    status: Status = Status.ABSENT
    hosts: frozenset[str] = frozenset()


def owned(fact: Fact, cafe: Cafe) -> None:
    """Any of its hosts speaks of a café; whoever schedules one is among them."""
    event = cast("CafeEvent", fact.event)
    if cafe.status is not Status.ABSENT:
        if fact.organisation not in cafe.hosts:
            raise NotYours(f"The hosts of this café are: {', '.join(sorted(cafe.hosts))}.")
    elif isinstance(event, CafeScheduled) and fact.organisation not in event.hosts:
        raise NotYours(f"{fact.organisation} schedules the cafés that it hosts itself.", field="hosts")


def decide(fact: Fact, cafe: Cafe) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("CafeEvent", fact.event)
    match event:
        case CafeScheduled(hosts=hosts):
            if cafe.status is not Status.ABSENT:
                raise AlreadySaid("The café has been scheduled already.")
            for index, host in enumerate(hosts):
                fact.members.require(host, f"hosts.{index}")
        case CafeHeld() | CafeCancelled():
            if cafe.status is Status.ABSENT:
                raise NotOpened("No café has been scheduled under this identifier.")
            if cafe.status is not Status.SCHEDULED:
                raise AlreadySaid(f"The café was {cafe.status}.")
        case _:
            assert_never(event)
    return event


def evolve(cafe: Cafe, fact: Recorded) -> Cafe:
    """Return the café after a fact."""
    event = cast("CafeEvent", fact.event)
    match event:
        case CafeScheduled(hosts=hosts):
            return Cafe(Status.SCHEDULED, frozenset(hosts))
        case CafeHeld():
            return replace(cafe, status=Status.HELD)
        case CafeCancelled():
            return replace(cafe, status=Status.CANCELLED)
        case _:
            assert_never(event)


CAFE = Decider(category="cafe", initial=Cafe(), owned=owned, decide=decide, evolve=evolve)
