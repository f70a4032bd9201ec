"""One session of a course, `session/<uuid>`: its places, who is offered them, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias, assert_never, cast

from msgspec import UNSET

from services.training.domain.refusals import PlaceNotOffered, PlaceTaken, SessionWasCancelled
from shared.contracts.event import Event, Recorded
from shared.contracts.training import (
    SessionAttended,
    SessionCancelled,
    SessionEvent,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlacesReserved,
    SessionPlaceWithdrawn,
    SessionScheduled,
)
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder, OutOfRange

DRAWN = "urn:golden-thread:allocations"
"""The source of the offers that a draw of this service makes."""

PlaceEvent: TypeAlias = (
    SessionPlaceOffered | SessionPlaceAccepted | SessionPlaceDeclined | SessionPlaceExpired | SessionPlaceWithdrawn
)


class Answer(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that was not withdrawn."""

    organisation: str
    person: str | None
    on: date
    answer: Answer = Answer.OPEN

    @property
    def holds(self) -> bool:
        """Return whether somebody still has the place, or may still take it."""
        return self.answer in {Answer.OPEN, Answer.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Session:
    """What the rules, and a draw, need to know of a session."""

    opened_by: str = ""
    places: int = 0
    cancelled: bool = False
    reserved: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How many places are kept for each organisation: the last said."""
    offers: Mapping[int, tuple[Offer, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By place, in the order in which they were made; those that were withdrawn are left out."""

    def last_offer(self, place: int) -> Offer | None:
        """Return the offer of a place that an answer is about."""
        return next(reversed(self.offers.get(place, ())), None)

    def holders(self) -> dict[int, Offer]:
        """Return who has each place that is not free."""
        last = {place: self.last_offer(place) for place in self.offers}
        return {place: offer for place, offer in last.items() if offer is not None and offer.holds}


def owned(fact: Fact, session: Session) -> None:
    """Only the organisation that scheduled a session speaks of it; a place beyond its places is none, for anybody."""
    event = cast("SessionEvent", fact.event)
    if not session.opened_by:
        return
    match event:
        case (
            SessionPlaceOffered(place=place)
            | SessionPlaceAccepted(place=place)
            | SessionPlaceDeclined(place=place)
            | SessionPlaceExpired(place=place)
            | SessionPlaceWithdrawn(place=place)
        ) if place > session.places:
            raise OutOfRange(f"The session has {session.places} places.", field="place")
        case SessionPlacesReserved(places=places) if places > session.places:
            raise OutOfRange(f"The session has {session.places} places.", field="places")
        case _:
            pass
    if session.opened_by != fact.organisation:
        raise NotYours(f"{session.opened_by} runs this session.")


def decide(fact: Fact, session: Session) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("SessionEvent", fact.event)
    if isinstance(event, SessionScheduled):
        _schedule(event, session)
        return event
    if not session.opened_by:
        raise NotOpened("No session has been scheduled under this identifier.")
    if session.cancelled:
        if isinstance(event, SessionCancelled):
            raise AlreadySaid("The session has been cancelled already.")
        raise SessionWasCancelled
    match event:
        case SessionPlaceOffered(place=place):
            if fact.source == DRAWN and place in session.holders():
                raise PlaceTaken(field="place")
        case SessionPlaceAccepted() | SessionPlaceExpired():
            _follows(event, session, Answer.OPEN)
        case SessionPlaceDeclined():
            _follows(event, session, Answer.OPEN, Answer.ACCEPTED)
        case SessionPlaceWithdrawn():
            _follows(event, session, *Answer)
        case SessionPlacesReserved() | SessionAttended() | SessionCancelled():
            pass
        case _:
            assert_never(event)
    return event


def _schedule(event: SessionScheduled, session: Session) -> None:
    if session.opened_by:
        raise AlreadySaid("The session has been scheduled already.")
    if event.ends_on < event.starts_on:
        raise OutOfOrder(f"The session starts on {event.starts_on}.", field="ends_on")


def _follows(
    event: SessionPlaceAccepted | SessionPlaceDeclined | SessionPlaceExpired | SessionPlaceWithdrawn,
    session: Session,
    *possible: Answer,
) -> None:
    """Refuse what does not follow an offer of the place that stands as one of these."""
    offer = session.last_offer(event.place)
    if offer is None:
        raise PlaceNotOffered(f"Place {event.place} is not on offer.", field="place")
    if offer.answer not in possible:
        raise PlaceNotOffered(f"The last offer of place {event.place} was {offer.answer}.", field="place")
    if event.on < offer.on:
        raise OutOfOrder(f"The place was offered on {offer.on}.", field="on")


def evolve(session: Session, fact: Recorded) -> Session:
    """Return the session after a fact."""
    event = cast("SessionEvent", fact.event)
    match event:
        case SessionScheduled(places=places):
            return Session(opened_by=fact.organisation, places=places)
        case SessionPlacesReserved(organisation=code, places=places):
            return replace(session, reserved={**session.reserved, code: places})
        case SessionPlaceOffered(place=place, organisation=code, on=day):
            offer = Offer(code, None if event.person is UNSET else event.person, day)
            return _with(session, place, (*session.offers.get(place, ()), offer))
        case SessionPlaceAccepted(place=place):
            return _answered(session, place, Answer.ACCEPTED)
        case SessionPlaceDeclined(place=place):
            return _answered(session, place, Answer.DECLINED)
        case SessionPlaceExpired(place=place):
            return _answered(session, place, Answer.EXPIRED)
        case SessionPlaceWithdrawn(place=place):
            return _with(session, place, session.offers.get(place, ())[:-1])
        case SessionCancelled():
            return replace(session, cancelled=True, offers={})
        case SessionAttended():
            return session
        case _:
            assert_never(event)


def _answered(session: Session, place: int, answer: Answer) -> Session:
    *before, last = session.offers[place]
    return _with(session, place, (*before, replace(last, answer=answer)))


def _with(session: Session, place: int, offers: tuple[Offer, ...]) -> Session:
    return replace(session, offers={**session.offers, place: offers})


SESSION = Decider(category="session", initial=Session(), owned=owned, decide=decide, evolve=evolve)
