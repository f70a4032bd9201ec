"""One QI adviser, `adviser/<person_key>`: registered and retired, any number of times."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.training import AdviserEvent, AdviserRegistered, AdviserRetired
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder


@dataclass(frozen=True, slots=True)
class Adviser:
    """What the rules need to know of an adviser."""

    opened_by: str = ""
    is_registered: bool = False
    turned_on: date = date.min
    """When they were last registered or retired."""


def owned(fact: Fact, adviser: Adviser) -> None:
    """Only the organisation that registered an adviser first speaks of them."""
    if adviser.opened_by and adviser.opened_by != fact.organisation:
        raise NotYours(f"{adviser.opened_by} registered this adviser.")


def decide(fact: Fact, adviser: Adviser) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("AdviserEvent", fact.event)
    match event:
        case AdviserRegistered():
            if adviser.is_registered:
                raise AlreadySaid("The adviser is registered.")
        case AdviserRetired():
            if not adviser.opened_by:
                raise NotOpened("Nobody has been registered as an adviser under this key.")
            if not adviser.is_registered:
                raise AlreadySaid("The adviser has retired.")
        case _:
            assert_never(event)
    if event.on < adviser.turned_on:
        turned = "registered" if adviser.is_registered else "retired"
        raise OutOfOrder(f"The adviser was {turned} on {adviser.turned_on}.", field="on")
    return event


def evolve(adviser: Adviser, fact: Recorded) -> Adviser:
    """Return the adviser after a fact."""
    event = cast("AdviserEvent", fact.event)
    match event:
        case AdviserRegistered(on=day):
            return Adviser(adviser.opened_by or fact.organisation, is_registered=True, turned_on=day)
        case AdviserRetired(on=day):
            return replace(adviser, is_registered=False, turned_on=day)
        case _:
            assert_never(event)


ADVISER = Decider(category="adviser", initial=Adviser(), owned=owned, decide=decide, evolve=evolve)
