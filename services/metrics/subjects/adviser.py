"""What is known of one QI adviser: from which day to which they are registered."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import AdviserRegistered, AdviserRetired


@dataclass(frozen=True, slots=True)
class Adviser:
    """Registrations and retirements, in the order in which they were said."""

    turns: tuple[tuple[date, bool], ...] = ()

    def registered_on(self, day: date) -> bool:
        """Return whether the adviser is registered on a day: from the registering day, up to the retiring one."""
        past = [(on, place, registered) for place, (on, registered) in enumerate(self.turns) if on <= day]
        return bool(past) and max(past)[2]


def evolve(adviser: Adviser, fact: Recorded) -> Adviser:
    """Return what is known of the adviser after a fact."""
    match fact.event:
        case AdviserRegistered(on=day):
            return replace(adviser, turns=(*adviser.turns, (day, True)))
        case AdviserRetired(on=day):
            return replace(adviser, turns=(*adviser.turns, (day, False)))
        case _:
            return adviser
