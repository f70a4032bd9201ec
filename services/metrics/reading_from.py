"""Which version of the read side questions are answered from; it changes while the service runs."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.metrics.freshness import Freshness, freshness
from services.metrics.measures import MEASURES
from services.metrics.tables import READ_SIDE, measures
from services.metrics.together import Together
from services.metrics.versions import SIDES, Side, read_from

LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Source:
    """A version to read from, and by which definitions it counts."""

    side: Side
    engine: AsyncEngine
    definitions: Mapping[str, Mapping[str, Any]]

    @cached_property
    def fresh(self) -> Together[Freshness]:
        """How fresh it is, whenever that is asked."""
        return Together(partial(_freshness, self.engine))


class ReadSides:
    """Knows which version is live."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._looked_at = float("-inf")
        self._source: Source | None = None
        self._look_together = Together(self._look)

    async def source(self) -> Source | None:
        """Return what to read from; None while there is no version that this release can read."""
        if time.monotonic() > self._looked_at + LOOK_SECONDS:
            self._source = await self._look_together.ask()
            self._looked_at = time.monotonic()
        return self._source

    async def _look(self) -> Source | None:
        async with self._engine.connect() as connection:
            side = read_from([Side(*row) for row in await connection.execute(text(SIDES))])
        return None if side is None else await source(self._engine, side)


async def source(engine: AsyncEngine, side: Side) -> Source:
    """Return a version to read from."""
    on = engine.execution_options(schema_translate_map={READ_SIDE: side.schema})
    async with on.connect() as connection:
        counted = {row[0]: row[1] for row in await connection.execute(select(measures.c.slug, measures.c.definition))}
    said = {slug: counted.get(slug) or asdict(one.definition) for slug, one in MEASURES.items()}
    return Source(side, on, said)


async def _freshness(asked: AsyncEngine) -> Freshness:
    async with asked.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        return await freshness(connection)


def engine(url: str, *, most: int) -> AsyncEngine:
    """Return what questions are asked through, each in a snapshot of its own."""
    return create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        isolation_level="REPEATABLE READ",
        pool_size=most,
        # A server that was restarted has closed them all.
        pool_pre_ping=True,
    )
