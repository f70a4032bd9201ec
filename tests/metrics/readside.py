"""A read side of its own for a test: real PostgreSQL, the projector, the reader, and facts in any order of arrival."""

import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.metrics import figures, versions
from services.metrics.agreements import Agreements
from services.metrics.asking import Question, Reading
from services.metrics.definition import Measure
from services.metrics.disclosure import Reader
from services.metrics.freshness import freshness
from services.metrics.measures import MEASURES
from services.metrics.period import year_named
from services.metrics.projector import Projector
from services.metrics.recounts import Recounts
from services.metrics.tables import READ_SIDE
from shared.contracts.event import Recorded

EVERYTHING = Reader(sees_all=True)


@dataclass
class ReadSide:
    """One version of the read side, which nobody else writes to or reads from."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    engine: AsyncEngine
    projector: Projector
    agreements: Agreements = field(default_factory=Agreements)

    async def clear(self) -> None:
        """Forget everything."""
        for table in ("facts", "refers", "ledger", "distinct_counts", "figures", "accepted_days", "recounts",
                      "measures", "watermarks", "things", "words", "touched", "announced", "announcements",
                      "announced_from"):  # fmt: skip
            await self.connection.execute(f"DELETE FROM {table}")
        self.projector.forget()

    async def take(self, *batches: Sequence[Recorded]) -> None:
        """Apply batches one after the other, each in a transaction of its own."""
        for batch in batches:
            async with self.connection.transaction():
                await self.projector.apply(self.connection, sorted(batch, key=lambda one: one.recorded_at))

    async def count_again(self) -> None:
        """Work off whatever is to be counted again."""
        recounts = Recounts(self.projector.measures, self.projector.recount)
        more = True
        while more:
            async with self.connection.transaction():
                more = await recounts.some(self.connection)

    @asynccontextmanager
    async def asked(
        self, year: str, *, now: datetime, as_at: datetime | None = None, reader: Reader = EVERYTHING
    ) -> AsyncIterator[Reading]:
        """Ask a question of a year, and give what its answers rest on."""
        async with self.engine.connect() as connection:
            # What was agreed is kept by how far a topic was read; here nothing is read from a topic.
            self.agreements.agreed = -1
            fresh = await freshness(connection)
            yield Reading(
                connection=connection,
                question=Question(year=year_named(year), as_at=as_at, now=now, reader=reader),
                fresh=fresh,
                agreement=await self.agreements.read(connection, fresh, as_at),
                definitions={slug: asdict(one.definition) for slug, one in self.projector.measures.items()},
            )

    async def figures(
        self,
        year: str,
        organisations: Sequence[str] = ("",),
        *,
        now: datetime,
        as_at: datetime | None = None,
        measures: Iterable[Measure] = tuple(MEASURES.values()),
        reader: Reader = EVERYTHING,
    ) -> dict[tuple[str, str], dict[str, Any]]:
        """Return figures by slug and organisation ('' is the whole system)."""
        async with self.asked(year, now=now, as_at=as_at, reader=reader) as reading:
            found = await figures.read(reading, list(measures), organisations)
        return {(one["slug"], one["organisation"] or ""): one for one in found}

    async def figure(
        self, slug: str, whose: str = "RGP", year: str = "2022/23", *, now: datetime, as_at: datetime | None = None
    ) -> dict[str, Any]:
        """Return one figure."""
        found = await self.figures(year, [whose], now=now, as_at=as_at, measures=[MEASURES[slug]])
        return found[slug, whose]

    async def rows(self) -> set[tuple[object, ...]]:
        """Return the whole ledger."""
        return {tuple(row) for row in await self.connection.fetch("SELECT * FROM ledger")}

    async def sums(self) -> set[tuple[object, ...]]:
        """Return every figure that is not nought, as it is kept."""
        statement = "SELECT * FROM figures WHERE (numerator, denominator) <> (0, 0)"
        return {tuple(row) for row in await self.connection.fetch(statement)}


@asynccontextmanager
async def read_side(url: str, measures: dict[str, Measure] | None = None) -> AsyncIterator[ReadSide]:
    """Make a read side in the database of this address, and remove it in the end."""
    name = f"read_{uuid.uuid4().hex[:12]}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {name}")
    await versions.lay_out(connection, name, "CURRENT_USER")
    async with opened(url, name, measures) as made:
        yield made
    await connection.execute(f"DROP SCHEMA {name} CASCADE")
    await connection.close()


@asynccontextmanager
async def opened(url: str, schema: str, measures: dict[str, Measure] | None = None) -> AsyncIterator[ReadSide]:
    """Work on a read side that is there."""
    # Nothing is to survive a crash here, so nothing waits for the disk.
    connection = await asyncpg.connect(url, server_settings={"synchronous_commit": "off"})
    await connection.execute(f"SET search_path TO {schema}")
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        isolation_level="REPEATABLE READ",
        execution_options={"schema_translate_map": {READ_SIDE: schema}},
    )
    yield ReadSide(connection, engine, Projector(MEASURES if measures is None else measures))
    await engine.dispose()
    await connection.close()


def shuffled(facts: Iterable[Recorded], chance: Random) -> list[Recorded]:
    """Return facts in an order in which they may arrive: any, but each stream in its own."""
    streams: dict[str, list[Recorded]] = {}
    for fact in facts:
        streams.setdefault(fact.stream, []).append(fact)
    turns = [stream for stream, said in streams.items() for _ in said]
    chance.shuffle(turns)
    rest = {stream: iter(said) for stream, said in streams.items()}
    return [next(rest[stream]) for stream in turns]


def cut(facts: Sequence[Recorded], chance: Random, largest: int = 200) -> Iterable[Sequence[Recorded]]:
    """Yield facts in batches of any size."""
    rest = list(facts)
    while rest:
        size = chance.randint(1, largest)
        yield rest[:size]
        rest = rest[size:]
