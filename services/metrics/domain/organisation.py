"""One organisation's membership, `organisation/<code>`."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, cast

from shared.contracts.agreements import OrganisationEvent, OrganisationJoined, OrganisationLeft
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the rules need to know of an organisation."""

    joined_on: date | None = None
    left: bool = False


def joins_or_returns(fact: Fact) -> bool:
    """An organisation that is no member may say of itself that it joins, or that it left in error."""
    if fact.stream_id != fact.organisation:
        return False
    return isinstance(fact.event, OrganisationJoined) or (
        isinstance(fact.event, FactWithdrawn) and fact.members.has_joined(fact.organisation)
    )


def owned(fact: Fact, _: Organisation) -> None:
    """The organisation itself speaks of its membership, or the board of the system (kind `icb`)."""
    if fact.stream_id != fact.organisation and not fact.members.is_board(fact.organisation):
        raise NotYours


def decide(fact: Fact, organisation: Organisation) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("OrganisationEvent", fact.event)
    match event:
        case OrganisationJoined():
            if organisation.joined_on is not None:
                raise AlreadySaid(f"{fact.stream_id} has joined already.")
        case OrganisationLeft(on=day):
            if organisation.joined_on is None:
                raise NotOpened(f"{fact.stream_id} has not joined.")
            if organisation.left:
                raise AlreadySaid(f"{fact.stream_id} has left already.")
            if day < organisation.joined_on:
                raise OutOfOrder(f"{fact.stream_id} joined on {organisation.joined_on}.", field="on")
        case _:
            assert_never(event)
    return event


def evolve(organisation: Organisation, fact: Recorded) -> Organisation:
    """Return the organisation after a fact."""
    event = cast("OrganisationEvent", fact.event)
    match event:
        case OrganisationJoined(on=day):
            return Organisation(joined_on=day)
        case OrganisationLeft():
            return replace(organisation, left=True)
        case _:
            assert_never(event)


ORGANISATION = Decider(
    category="organisation",
    initial=Organisation(),
    owned=owned,
    decide=decide,
    evolve=evolve,
    for_strangers=joins_or_returns,
)
