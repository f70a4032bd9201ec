"""What each subject has contributed, and between which moments that was known. Pure.

A row is opened when a contribution begins to hold and closed when it no longer does, both at the moment at which
the fact that changed it was recorded. So the state at any moment is a selection, and evidence is the rows.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

import msgspec

from services.metrics.contribution import Contribution
from services.metrics.definition import Measure
from services.metrics.subjects.project import Project, evolve
from shared.contracts.event import FactWithdrawn, Recorded
from shared.withdrawal import standing


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


class Unfoldable(Exception):
    """A fact that what is known of its subject cannot take in."""

    def __init__(self, fact: Recorded, reason: str) -> None:
        self.fact, self.reason = fact, reason
        super().__init__(reason)


def follow(
    measures: Iterable[Measure],
    subject: str,
    before: Sequence[Row],
    earlier: Iterable[Recorded],
    facts: Iterable[Recorded],
) -> list[Row]:
    """Return a subject's rows after `facts`, each of which was recorded later than everything before it."""
    measures = list(measures)
    rows = {measure.slug: [row for row in before if row.measure == measure.slug] for measure in measures}
    said = standing(earlier)
    state = reduce(evolve, said, Project())
    for fact in facts:
        try:
            said, state = _after(said, state, fact)
            for measure in measures:
                if type(fact.event) in measure.touched_by or isinstance(fact.event, FactWithdrawn):
                    holds = measure.contributions(state)
                    rows[measure.slug] = advance(measure, subject, rows[measure.slug], holds, fact.recorded_at)
        except Exception as error:
            raise Unfoldable(fact, f"{type(error).__name__}: {error}") from error
    return [row for of_measure in rows.values() for row in of_measure]


def timeline(measures: Iterable[Measure], subject: str, facts: Iterable[Recorded]) -> list[Row]:
    """Return every row that a subject's facts lead to, whatever the order in which they arrived."""
    return follow(measures, subject, [], [], sorted(facts, key=lambda one: one.recorded_at))


def _after(said: list[Recorded], state: Project, fact: Recorded) -> tuple[list[Recorded], Project]:
    """Return what stands and what is known after a fact; what takes another back is known from the beginning."""
    if isinstance(fact.event, FactWithdrawn):
        said = standing([*said, fact])
        return said, reduce(evolve, said, Project())
    said.append(fact)
    return said, evolve(state, fact)


def _order(one: Contribution) -> tuple[str, int, str]:
    return (one.grain, one.first, one.organisation)
