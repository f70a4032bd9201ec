"""One person's scholarship, `scholarship/<uuid>`: enrolled, then completed or withdrawn from."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, cast

from shared.contracts.event import Event, Recorded
from shared.contracts.training import (
    ScholarshipCompleted,
    ScholarshipEnrolled,
    ScholarshipEvent,
    ScholarshipWithdrawn,
)
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotOpened, NotYours, OutOfOrder


@dataclass(frozen=True, slots=True)
class Scholarship:
    """What the rules need to know of a scholarship."""

    opened_by: str = ""
    enrolled_on: date = date.min
    over: str = ""
    """How it ended: completed or withdrawn."""


def owned(fact: Fact, scholarship: Scholarship) -> None:
    """Only the organisation that enrolled the person speaks of it, whoever their employer is."""
    if scholarship.opened_by and scholarship.opened_by != fact.organisation:
        raise NotYours(f"{scholarship.opened_by} runs this scholarship.")


def decide(fact: Fact, scholarship: Scholarship) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("ScholarshipEvent", fact.event)
    match event:
        case ScholarshipEnrolled():
            if scholarship.opened_by:
                raise AlreadySaid("Somebody has been enrolled under this identifier already.")
        case ScholarshipCompleted(on=day) | ScholarshipWithdrawn(on=day):
            _ends(day, scholarship)
        case _:
            assert_never(event)
    return event


def _ends(day: date, scholarship: Scholarship) -> None:
    if not scholarship.opened_by:
        raise NotOpened("Nobody has been enrolled under this identifier.")
    if scholarship.over:
        raise AlreadySaid(f"The scholarship was {scholarship.over}.")
    if day < scholarship.enrolled_on:
        raise OutOfOrder(f"The scholarship began on {scholarship.enrolled_on}.", field="on")


def evolve(scholarship: Scholarship, fact: Recorded) -> Scholarship:
    """Return the scholarship after a fact."""
    event = cast("ScholarshipEvent", fact.event)
    match event:
        case ScholarshipEnrolled(on=day):
            return Scholarship(fact.organisation, day)
        case ScholarshipCompleted():
            return replace(scholarship, over="completed")
        case ScholarshipWithdrawn():
            return replace(scholarship, over="withdrawn from")
        case _:
            assert_never(event)


SCHOLARSHIP = Decider(category="scholarship", initial=Scholarship(), owned=owned, decide=decide, evolve=evolve)
