"""What is known of one QI café: planned for a day, and held on a day or not."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import CafeCancelled, CafeHeld, CafeScheduled


@dataclass(frozen=True, slots=True)
class Cafe:
    """A café; `planned_for` is None while nobody has scheduled it."""

    planned_for: date | None = None
    hosts: tuple[str, ...] = ()
    open_to_all_staff: bool = False
    held_on: date | None = None
    cancelled: bool = False


def evolve(cafe: Cafe, fact: Recorded) -> Cafe:
    """Return what is known of the café after a fact."""
    match fact.event:
        case CafeScheduled(on=day, hosts=hosts, open_to_all_staff=for_all):
            return replace(cafe, planned_for=day, hosts=hosts, open_to_all_staff=for_all)
        case CafeHeld(on=day):
            return replace(cafe, held_on=day)
        case CafeCancelled():
            return replace(cafe, cancelled=True)
        case _:
            return cafe
