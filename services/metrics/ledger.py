"""What each subject has contributed, and between which moments that was known. Pure.

A row is opened when a contribution begins to hold and closed when it no longer does, both at the moment at which
the fact that changed it was recorded. So the state at any moment is a selection, and evidence is the rows.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from services.metrics.contribution import Contribution
from services.metrics.definition import Measure
from services.metrics.subjects.project import Project, evolve
from shared.contracts.event import Recorded


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution, known from a moment on, and no longer known from another."""

    measure: str
    subject: str
    contribution: Contribution
    known_from: datetime
    known_to: datetime | None = None

    @property
    def id(self) -> bytes:
        """The same 16 bytes wherever, and however often, the row is worked out."""
        one = self.contribution
        said = (
            self.measure, self.subject, one.grain.value, one.first, one.last, one.organisation, one.counted,
            one.numerator, one.denominator, one.in_system, one.reason, self.known_from.isoformat(),
        )  # fmt: skip
        return hashlib.blake2b(msgspec.msgpack.encode(said), digest_size=16).digest()


def advance(
    measure: Measure, subject: str, rows: Sequence[Row], holds: Iterable[Contribution], at: datetime
) -> list[Row]:
    """Return the rows once `holds` is all that holds at a moment later than every moment in them."""
    holding = set(holds)
    after = []
    for row in rows:
        if row.known_to is None and row.contribution not in holding:
            after.append(Row(row.measure, row.subject, row.contribution, row.known_from, at))
        else:
            after.append(row)
            if row.known_to is None:
                holding.discard(row.contribution)
    return after + [Row(measure.slug, subject, one, at) for one in sorted(holding, key=_order)]


def timeline(
    measures: Iterable[Measure], subject: str, facts: Sequence[Recorded], known: Callable[[Project, Recorded], Project]
) -> list[Row]:
    """Return every row that a subject's facts lead to, whatever the order in which they arrived."""
    measures = list(measures)
    rows: dict[str, list[Row]] = {measure.slug: [] for measure in measures}
    state = Project()
    for fact in sorted(facts, key=lambda one: one.recorded_at):
        state = known(state, fact)
        for measure in measures:
            if type(fact.event) in measure.touched_by:
                holds = measure.contributions(state)
                rows[measure.slug] = advance(measure, subject, rows[measure.slug], holds, fact.recorded_at)
    return [row for of_measure in rows.values() for row in of_measure]


def _order(one: Contribution) -> tuple[str, int, str]:
    return (one.grain, one.first, one.organisation)


__all__ = ["Row", "advance", "evolve", "timeline"]
