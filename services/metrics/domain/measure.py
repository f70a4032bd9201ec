"""What members say of one measure, `measure/<slug>`."""

from dataclasses import dataclass
from typing import cast

from shared.contracts.agreements import MeasureEvent
from shared.contracts.event import Event, Recorded
from shared.decider import Decider, Fact
from shared.refusals import NotYours, OutOfRange

PERCENTAGES = frozenset(
    {"modest-improvement", "patient-involvement", "finance-engagement", "sustainable-projects", "dashboard-agreed"}
)
"""The measures whose target is a percentage, and so at most 100."""


HUNDRED_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """Targets need no history: the last said wins."""


def owned(fact: Fact, _: Measure) -> None:
    """Each member speaks for itself."""
    event = cast("MeasureEvent", fact.event)
    if event.organisation != fact.organisation:
        raise NotYours(f"{fact.organisation} sets its own targets.", field="organisation")


def in_range(fact: Fact) -> None:
    """A percentage is at most 100."""
    event = cast("MeasureEvent", fact.event)
    if fact.stream_id in PERCENTAGES and event.target > HUNDRED_PER_CENT:
        raise OutOfRange("A percentage is at most 100.", field="target")


def decide(fact: Fact, _: Measure) -> Event:
    """Return the fact itself: nothing said earlier stands in its way."""
    return fact.event


def evolve(measure: Measure, _: Recorded) -> Measure:
    """Return the measure after a fact."""
    return measure


MEASURE = Decider(category="measure", initial=Measure(), owned=owned, decide=decide, evolve=evolve, in_range=in_range)
