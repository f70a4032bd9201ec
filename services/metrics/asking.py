"""What is asked of the read side, and what every answer rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.agreement import Agreement
from services.metrics.definition import Measure
from services.metrics.disclosure import Reader
from services.metrics.freshness import Freshness
from services.metrics.status import Year
from shared.moments import london_day


@dataclass(frozen=True, kw_only=True)
class Question:
    """The year asked for, the moment (None is now), and who asks."""

    year: int
    as_at: datetime | None = None
    now: datetime
    reader: Reader

    @property
    def today(self) -> date:
        """The as-at day, in London."""
        return london_day(self.as_at or self.now)

    @property
    def seen(self) -> Year:
        """The year as it is seen from the as-at day."""
        return Year(self.year, self.today)

    @property
    def reference_day(self) -> date:
        """The last day of the year, or the as-at day when that is earlier."""
        return min(self.seen.end, self.today)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question with what every answer to it rests on, read in one transaction."""

    connection: AsyncConnection
    question: Question
    fresh: Freshness
    agreement: Agreement
    definitions: Mapping[str, Mapping[str, Any]]
    """By which definition each measure is counted in the version of the read side that is read."""

    def definition(self, measure: Measure) -> dict[str, Any]:
        """Return a measure's definition as it travels with its figure."""
        return {**self.definitions[measure.slug], "ambition": measure.definition.ambition}
