"""Moments that were frozen under a name, for the record: what a board saw."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.metrics import kept_facts
from services.metrics.asking import Reading
from shared.contracts.agreements import SnapshotFrozen
from shared.contracts.event import Recorded
from shared.moments import written


@dataclass(frozen=True)
class Snapshot:
    """A moment that was frozen under a name."""

    id: str
    label: str
    year: str
    as_at: datetime
    organisation: str
    frozen_at: datetime

    def published(self) -> dict[str, Any]:
        """Return how it is written."""
        return {
            "id": self.id,
            "label": self.label,
            "year": self.year,
            "as_at": written(self.as_at),
            "organisation": self.organisation,
            "frozen_at": written(self.frozen_at),
        }


async def frozen(reading: Reading) -> list[Snapshot]:
    """Return every snapshot that was known at the moment asked for, the latest first."""
    facts = await kept_facts.of_category(reading.connection, "snapshot", reading.question.as_at)
    found = [_snapshot(fact, fact.event) for fact in facts if isinstance(fact.event, SnapshotFrozen)]
    return sorted(found, key=lambda one: (one.as_at, one.id), reverse=True)


def _snapshot(fact: Recorded, said: SnapshotFrozen) -> Snapshot:
    identifier = fact.stream.partition("/")[2]
    return Snapshot(identifier, said.label, said.financial_year, said.as_at, fact.organisation, fact.recorded_at)
