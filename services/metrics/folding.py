"""Fold a batch of facts in memory: what each of them ends and begins in the ledger. Pure, but for the memory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.metrics.affected import Affected
from services.metrics.ledger import Held, Row, advance, transition
from services.metrics.memory import Memory
from services.metrics.references import referred
from shared.consumer import CannotApply
from shared.contracts.event import Recorded

About = tuple[str, Recorded]
"""A fact with its subject."""
NOTHING: Held = {}


@dataclass
class Outcome:
    """What follows from a batch of facts, in memory."""

    steps: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    """What ended and what began, by subject."""
    late: set[str] = field(default_factory=set)
    """The subjects whose whole timeline is to be worked out anew."""


def fold(memory: Memory, who: Affected, about: Sequence[About], affected: Sequence[Sequence[str]]) -> Outcome:
    """Take in facts one after the other, with whom each affects. Raises `CannotApply`."""
    outcome = Outcome()
    for (subject, fact), some in zip(about, affected, strict=True):
        try:
            _take(outcome, memory, who, subject, fact, some)
        except Exception as error:
            raise CannotApply(fact, f"{type(error).__name__}: {error}") from error
    return outcome


def _take(
    outcome: Outcome, memory: Memory, who: Affected, subject: str, fact: Recorded, affected: Sequence[str]
) -> None:
    """Take in one fact, and count again whoever may be counted otherwise after it."""
    outcome.late.update(one for one in affected if _is_late(memory, one, subject, fact))
    if subject in memory.known.facts:
        memory.known.take(subject, fact)
    for one in affected:
        if one not in outcome.late:
            outcome.steps[one] += _count(memory, who, one, fact)


def _is_late(memory: Memory, one: str, subject: str, fact: Recorded) -> bool:
    """Return whether something recorded at or after this fact has been taken into account already."""
    moments, at = memory.known.moments, fact.recorded_at
    if one in moments and moments[one] >= at:
        return True
    if any(moments[other] >= at for other in memory.references(one) if other in moments):
        return True
    new = memory.connections.widened(referred(fact)) if one == subject else ()
    return any(moments[other] >= at for other in new if other in moments)


def _count(memory: Memory, who: Affected, subject: str, fact: Recorded) -> list[Row]:
    rows: list[Row] = []
    held, known, at = memory.held[subject], memory.world.of(subject), fact.recorded_at
    for measure in who.measures(subject, fact):
        before = held.get(measure.slug, NOTHING)
        holds = list(measure.contributions(known, memory.world))
        # Most facts change little: to compare rows in their order is cheaper than to look each of them up.
        if holds == list(before):
            continue
        after = advance(before, holds, at)
        if after.keys() != before.keys():
            rows += transition(measure.slug, subject, before, after, at)
            held[measure.slug] = after
    return rows
