"""The register and the library of a read side of its own, read as the service reads them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from services.metrics.agreements import Agreements
from services.metrics.asking import Question, Reading
from services.metrics.disclosure import Reader
from services.metrics.freshness import freshness
from services.metrics.register import listing, one_project, streams
from services.metrics.register.lists import LISTS
from shared.contracts.event import Recorded
from tests.metrics.readside import ReadSide

NOW = datetime(2023, 9, 29, 12, tzinfo=UTC)
T = TypeVar("T")


@dataclass
class Library:
    """Asks as one reader after another."""

    side: ReadSide
    agreements: Agreements = field(default_factory=Agreements)

    async def knows(self, *facts: Recorded) -> None:
        """Take in facts, as one batch."""
        await self.side.take(facts)

    async def page(self, name: str, by: str | None = "RGP", **asked: str) -> tuple[list[dict[str, Any]], str | None]:
        """Return one page of a list and the cursor after it. A trailing _ keeps a parameter from being a keyword."""
        parameters: Mapping[str, str] = {key.rstrip("_"): value for key, value in asked.items()}
        page = await self._ask(lambda reading: listing.page(reading, LISTS[name], parameters), by)
        return page.items, page.cursor

    async def entries(self, name: str, by: str | None = "RGP", **asked: str) -> list[dict[str, Any]]:
        """Return a list, which fits on one page."""
        items, cursor = await self.page(name, by, **asked)
        assert cursor is None
        return items

    async def project(self, key: str, by: str | None = "RGP", as_at: datetime | None = None) -> dict[str, Any]:
        """Return one project with its history."""
        return await self._ask(lambda reading: one_project.told(reading, key), by, as_at)

    async def chart(
        self, key: str, measure_id: str, by: str | None = "RGP", as_at: datetime | None = None
    ) -> dict[str, Any]:
        """Return a measure of a project as a chart."""
        return await self._ask(lambda reading: one_project.chart(reading, key, measure_id), by, as_at)

    async def stream(self, name: str, by: str | None = "RGP") -> list[dict[str, Any]]:
        """Return the facts of a stream."""
        category, _, key = name.partition("/")
        found = await self._ask(lambda reading: streams.stream(reading, category, key), by)
        events: list[dict[str, Any]] = found["events"]
        return events

    async def rows(self) -> list[tuple[object, ...]]:
        """Return all that is kept, in one order."""
        found = await self.side.connection.fetch(
            "SELECT things.*, item::text, found FROM things LEFT JOIN words USING (name) ORDER BY name"
        )
        return [tuple(row) for row in found]

    async def _ask(self, ask: Callable[[Reading], Awaitable[T]], by: str | None, as_at: datetime | None = None) -> T:
        reader = Reader(sees_all=True) if by == "system" else Reader(by)
        question = Question(year=2023, as_at=as_at, now=NOW, reader=reader)
        async with self.side.engine.connect() as connection:
            self.agreements.agreed = -1
            fresh = await freshness(connection)
            agreement = await self.agreements.read(connection, fresh, as_at)
            reading = Reading(
                connection=connection, question=question, fresh=fresh, agreement=agreement, definitions={}
            )
            return await ask(reading)
