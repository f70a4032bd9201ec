"""A year's figures as they were known at one moment, kept for the record, `snapshot/<uuid>`."""

from dataclasses import dataclass

from shared.contracts.event import Event, Recorded
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Only one thing is ever said of a snapshot."""

    frozen: bool = False


def owned(_: Fact, __: Snapshot) -> None:
    """Any member freezes one."""


def decide(fact: Fact, snapshot: Snapshot) -> Event:
    """Return the fact itself, or say why it cannot be."""
    if snapshot.frozen:
        raise AlreadySaid("This snapshot has been frozen already.")
    return fact.event


def evolve(_: Snapshot, __: Recorded) -> Snapshot:
    """Return the snapshot after a fact."""
    return Snapshot(frozen=True)


SNAPSHOT = Decider(category="snapshot", initial=Snapshot(), owned=owned, decide=decide, evolve=evolve)
