"""What is known of one QI adviser: from which day to which they are registered."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import AdviserRegistered, AdviserRetired


@dataclass(frozen=True, slots=True)
class Adviser:
    """Registrations and retirements, in the order in which they were said: who registered, or None."""

    key: str = ""
    turns: tuple[tuple[date, str | None], ...] = ()

    def registered_on(self, day: date) -> str | None:
        """Return with whom the adviser is registered on a day: from the registering day, up to the retiring one."""
        latest, code = date.min, None
        for on, who in self.turns:
            if latest <= on <= day:
                latest, code = on, who
        return code


def evolve(adviser: Adviser, fact: Recorded) -> Adviser:
    """Return what is known of the adviser after a fact."""
    match fact.event:
        case AdviserRegistered(organisation=code, on=day):
            return Adviser(fact.stream.partition("/")[2], (*adviser.turns, (day, code)))
        case AdviserRetired(on=day):
            return replace(adviser, turns=(*adviser.turns, (day, None)))
        case _:
            return adviser
