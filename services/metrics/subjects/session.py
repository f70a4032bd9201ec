"""What is known of one training session: which of its places were offered to whom, and what was taken back."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded
from shared.contracts.training import SessionCancelled, SessionPlaceOffered, SessionPlaceWithdrawn, SessionScheduled


@dataclass(frozen=True, slots=True)
class Offer:
    """One place offered to an organisation."""

    place: int
    organisation: str
    on: date
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a course; `offers` in the order in which they were said."""

    id: str = ""
    course: str = ""
    offers: tuple[Offer, ...] = ()
    cancelled: bool = False

    def stands(self, offer: Offer) -> bool:
        """Return whether an offer holds: a withdrawn place and a cancelled session were never offered."""
        return not offer.withdrawn and not self.cancelled


def evolve(session: Session, fact: Recorded) -> Session:
    """Return what is known of the session after a fact."""
    match fact.event:
        case SessionScheduled(course=course):
            return replace(session, id=fact.stream.partition("/")[2], course=course)
        case SessionPlaceOffered(place=place, organisation=code, on=day):
            return replace(session, offers=(*session.offers, Offer(place, code, day)))
        case SessionPlaceWithdrawn(place=place):
            return replace(session, offers=_without_last(session.offers, place))
        case SessionCancelled():
            return replace(session, cancelled=True)
        case _:
            return session


def _without_last(offers: tuple[Offer, ...], place: int) -> tuple[Offer, ...]:
    """Take back the place's last offer that is not taken back yet, to whomever it was made."""
    for at in range(len(offers) - 1, -1, -1):
        if offers[at].place == place and not offers[at].withdrawn:
            return (*offers[:at], replace(offers[at], withdrawn=True), *offers[at + 1 :])
    return offers
