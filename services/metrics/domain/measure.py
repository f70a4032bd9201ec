"""What members say of one measure, `measure/<slug>`."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never, cast

from services.metrics.domain import refusals
from shared.contracts.agreements import (
    MeasureAgreed,
    MeasureEvent,
    MeasureObjected,
    MeasureProposed,
    MeasureRetired,
    MeasureTargetSet,
)
from shared.contracts.event import Event, Recorded
from shared.decider import Decider, Fact
from shared.refusals import NotYours, OutOfRange

PERCENTAGES = frozenset(
    {"modest-improvement", "patient-involvement", "finance-engagement", "sustainable-projects", "dashboard-agreed"}
)
"""The measures whose target is a percentage, and so at most 100."""
STRATEGY = PERCENTAGES | {
    "people-trained",
    "publications",
    "projects-coached",
    "improvement-space",
    "monthly-cafe",
    "ics-places",
    "innovations-spread",
    "nmahp-internal",
    "nmahp-external",
}
"""The measures that exist as version 1 without anybody having proposed them."""
HUNDRED_PER_CENT = 100
APRIL = 4


@dataclass(frozen=True, slots=True)
class Measure:
    """What the rules need to know of a measure. Targets need no history: the last said wins."""

    proposed: int = 0
    """The highest version that was proposed."""
    retired_on: date = date.max

    def version(self, slug: str) -> int:
        """Return the current version, 0 where nobody has proposed any."""
        return max(self.proposed, 1 if slug in STRATEGY else 0)


def owned(fact: Fact, _: Measure) -> None:
    """Any member proposes and retires; what it says of an organisation it says of itself."""
    event = cast("MeasureEvent", fact.event)
    match event:
        case MeasureAgreed() | MeasureObjected() | MeasureTargetSet():
            if event.organisation != fact.organisation:
                raise NotYours(f"{fact.organisation} speaks for itself.", field="organisation")
        case MeasureProposed() | MeasureRetired():
            pass
        case _:
            assert_never(event)


def in_range(fact: Fact) -> None:
    """A percentage is at most 100."""
    event = fact.event
    if isinstance(event, MeasureTargetSet) and fact.stream_id in PERCENTAGES and event.target > HUNDRED_PER_CENT:
        raise OutOfRange("A percentage is at most 100.", field="target")


def decide(fact: Fact, measure: Measure) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("MeasureEvent", fact.event)
    current = measure.version(fact.stream_id)
    _require_not_retired(event, measure)
    match event:
        case MeasureProposed(version=version):
            if version != current + 1:
                raise refusals.NotTheNextVersion(f"The next version is {current + 1}.", field="version")
        case MeasureAgreed(version=version) | MeasureObjected(version=version):
            if version > current:
                raise refusals.NoSuchVersion(_latest(current), field="version")
        case MeasureTargetSet() | MeasureRetired():
            pass
        case _:
            assert_never(event)
    return event


def evolve(measure: Measure, fact: Recorded) -> Measure:
    """Return the measure after a fact."""
    event = cast("MeasureEvent", fact.event)
    match event:
        case MeasureProposed(version=version):
            return replace(measure, proposed=version)
        case MeasureRetired(on=day):
            return replace(measure, retired_on=day)
        case MeasureAgreed() | MeasureObjected() | MeasureTargetSet():
            return measure
        case _:
            assert_never(event)


def _require_not_retired(event: MeasureEvent, measure: Measure) -> None:
    """What was agreed, and the targets of years begun, by the day of retirement can still be told."""
    match event:
        case MeasureAgreed(on=day) | MeasureObjected(on=day):
            since = day
        case MeasureTargetSet(financial_year=year):
            since = date(int(year[:4]), APRIL, 1)
        case MeasureProposed() | MeasureRetired():
            since = date.max
        case _:
            assert_never(event)
    if measure.retired_on < since:
        raise refusals.MeasureRetired(f"The measure was retired on {measure.retired_on}.")


def _latest(version: int) -> str:
    return f"The current version is {version}." if version else "Nobody has proposed this measure."


MEASURE = Decider(
    category="measure",
    initial=Measure(),
    owned=owned,
    decide=decide,
    evolve=evolve,
    in_range=in_range,
    opens=False,
)
