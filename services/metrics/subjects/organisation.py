"""What is known of one organisation: from which day to which it is a member."""

from dataclasses import dataclass, replace
from datetime import date

from msgspec import UNSET

from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.contracts.event import Recorded


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `joined_on` is None while it has never joined."""

    code: str = ""
    name: str = ""
    kind: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    successor: str | None = None

    def member_on(self, day: date) -> bool:
        """Return whether it is a member on a day: from the day it joined, up to the day it left."""
        return self.joined_on is not None and self.joined_on <= day and (self.left_on is None or day < self.left_on)


def evolve(organisation: Organisation, fact: Recorded) -> Organisation:
    """Return what is known of the organisation after a fact."""
    match fact.event:
        case OrganisationJoined(name=name, kind=kind, on=day):
            return Organisation(fact.stream.partition("/")[2], name, kind, day)
        case OrganisationLeft(on=day, successor=heir):
            return replace(organisation, left_on=day, successor=None if heir is UNSET else heir)
        case _:
            return organisation
