"""What each subject has contributed, and between which moments that was known. Pure.

A row is opened when a contribution begins to hold and closed when it no longer does, both at the moment at which
the fact that changed it was recorded. So the state at any moment is a selection, and evidence is the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from services.metrics.contribution import Contribution
from services.metrics.definition import Measure
from services.metrics.known import Known
from services.metrics.references import Connections
from services.metrics.world import World
from shared.contracts.event import Event, FactWithdrawn, Recorded

Held = Mapping[Contribution, datetime]
"""What a subject contributes to one measure, and since when that is known."""


class Row(Struct, frozen=True, gc=False):
    """One contribution, known from a moment on, and no longer known from another."""

    measure: str
    subject: str
    contribution: Contribution
    known_from: datetime
    known_to: datetime | None = None

    @property
    def key(self) -> tuple[str, str, Contribution, datetime]:
        """What it is: the same wherever, and however often, the row is worked out."""
        return (self.subject, self.measure, self.contribution, self.known_from)


def touches(measure: Measure, event: type[Event]) -> bool:
    """Return whether contributions to a measure can be others after a fact of this type."""
    return event in measure.touched_by or issubclass(event, FactWithdrawn)


def advance(held: Held, holds: Iterable[Contribution], at: datetime) -> Held:
    """Return what is held once `holds` is all that holds, at a moment later than every moment in `held`."""
    return {one: held.get(one, at) for one in holds}


def transition(measure: str, subject: str, before: Held, after: Held, at: datetime) -> list[Row]:
    """Return the rows that end and the rows that begin between two states."""
    ended = [Row(measure, subject, one, since, at) for one, since in before.items() if one not in after]
    return ended + [Row(measure, subject, one, at) for one in after if one not in before]


def timeline(
    measures: Iterable[Measure], subject: str, told: Mapping[str, Sequence[Recorded]], connections: Connections
) -> list[Row]:
    """Return every row of a subject, whatever the order in which facts arrived.

    `told` has all the facts of the subject and of everything it may refer to, by subject.
    """
    known, measures = Known(), list(measures)
    world = World(known.states, connections)
    held: dict[str, Held] = {measure.slug: {} for measure in measures}
    rows: dict[tuple[str, Contribution, datetime], Row] = {}
    facts = sorted(
        ((fact, whose) for whose, said in told.items() for fact in said),
        key=lambda one: (one[0].recorded_at, one[0].stream, one[0].version),
    )
    for at, together in groupby(facts, key=lambda one: one[0].recorded_at):
        now = list(together)
        for fact, whose in now:
            known.take(whose, fact)
        for measure in measures:
            if subject in known.states and any(touches(measure, type(fact.event)) for fact, _ in now):
                before = held[measure.slug]
                after = advance(before, measure.contributions(known.states[subject], world), at)
                for row in transition(measure.slug, subject, before, after, at):
                    rows[row.measure, row.contribution, row.known_from] = row
                held[measure.slug] = after
    return list(rows.values())
