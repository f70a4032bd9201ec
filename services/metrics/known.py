"""What is known of subjects, folded as their facts come; each one's facts are kept, since a state cannot be rewound."""

from datetime import datetime
from typing import Any

from services.metrics.references import referred
from services.metrics.subjects import kind_of, known_of
from shared.contracts.event import FactWithdrawn, Recorded


class Known:
    """Subjects by name: their facts, what these add up to, and when the last was recorded."""

    def __init__(self) -> None:
        self.facts: dict[str, list[Recorded]] = {}
        self.size = 0
        """How many facts are kept."""
        self.states: dict[str, Any] = {}
        self.moments: dict[str, datetime] = {}
        self.referred: dict[str, set[str]] = {}

    def take(self, subject: str, fact: Recorded) -> None:
        """Take in a fact. Within a stream facts come in order; across streams, in whichever."""
        facts = self.facts.setdefault(subject, [])
        facts.append(fact)
        self.size += 1
        self.moments[subject] = max(self.moments.get(subject, fact.recorded_at), fact.recorded_at)
        kind = kind_of(subject)
        if kind is None:
            return
        if others := referred(fact):
            self.referred.setdefault(subject, set()).update(others)
        if isinstance(fact.event, FactWithdrawn):
            self.states[subject] = known_of(subject, facts)
        else:
            self.states[subject] = kind.evolve(self.states.get(subject, kind.initial), fact)

    def put(self, subject: str, facts: list[Recorded]) -> None:
        """Put back a subject with all of its facts, in any order that keeps each stream's."""
        self.facts[subject] = facts
        self.size += len(facts)
        if facts and kind_of(subject) is not None:
            self.states[subject] = known_of(subject, facts)
            self.moments[subject] = max(fact.recorded_at for fact in facts)
            self.referred[subject] = {one for fact in facts for one in referred(fact)}

    def forget(self, subject: str) -> None:
        """Drop a subject; it is put back when it is needed again."""
        self.size -= len(self.facts.pop(subject))
        self.states.pop(subject, None)
        self.moments.pop(subject, None)
        self.referred.pop(subject, None)
