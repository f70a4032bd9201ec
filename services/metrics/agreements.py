"""The agreement as the read side knows it, folded once and kept while nothing new is said of it."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import kept_facts
from services.metrics.agreement import Agreement, fold
from services.metrics.freshness import Freshness
from shared.contracts.event import Recorded

MOST_MOMENTS = 64
"""How many past moments are kept folded."""


@dataclass
class Agreements:
    """Answers what was agreed, now and at any moment."""

    agreed: int = -1
    facts: list[Recorded] = field(default_factory=list)
    """In the order of recording."""
    folded: dict[int, Agreement] = field(default_factory=dict)
    """By how many of the facts were known."""

    async def read(self, connection: AsyncConnection, fresh: Freshness, as_at: datetime | None) -> Agreement:
        """Return what was agreed, as far as it was known at a moment."""
        if self.agreed != fresh.agreed:
            facts = [
                fact
                for category in ("organisation", "measure")
                for fact in await kept_facts.of_category(connection, category, None)
            ]
            self.facts = sorted(facts, key=lambda fact: fact.recorded_at)
            self.agreed, self.folded = fresh.agreed, {}
        known = len(self.facts) if as_at is None else bisect_right(self.facts, as_at, key=lambda one: one.recorded_at)
        if known not in self.folded:
            if len(self.folded) >= MOST_MOMENTS:
                self.folded.clear()
            self.folded[known] = fold(self.facts[:known])
        return self.folded[known]
