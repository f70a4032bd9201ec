"""Announce each figure that is shown otherwise than before: to its own organisation, and apart from it to others.

One process announces for each version of the read side, behind the projector, which only notes what it has touched.
Whoever is shown less is told when that less changes and never else: a hidden number that moves announces nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from services.metrics import touched
from services.metrics.agreements import Agreements
from services.metrics.announcements import prune
from services.metrics.asking import Question, Reading
from services.metrics.definition import Measure
from services.metrics.disclosure import Reader
from services.metrics.freshness import freshness
from services.metrics.looking import begin, look
from services.metrics.period import FOR_EVER, year_of
from services.metrics.reading_from import Source, engine, source
from services.metrics.touched import EVERY, Touched
from services.metrics.versions import Side
from shared.moments import london_day
from shared.postgres import Lease, LeaseLost, lease
from shared.telemetry import log

PAUSE_SECONDS = 0.1
SHARE = 4
LONGEST_PAUSE_SECONDS = 1.0
"""A round that takes long is followed by a pause that does: more of what is touched is then looked at together."""
MOST = 20_000
PRUNE_SECONDS = 3600.0

NOTED = "SELECT id, measure, organisation, first, last FROM touched ORDER BY id LIMIT $1"
DONE = "DELETE FROM touched WHERE id = ANY($1::bigint[])"


@dataclass
class Announcer:
    """One turn of announcing: from taking the lease to losing it, or to the first error."""

    lease: Lease
    source: Source
    measures: Mapping[str, Measure]
    agreements: Agreements = field(default_factory=Agreements)
    _day: date | None = None

    async def run(self) -> None:
        """Announce until something fails."""
        loop, pruned_at = asyncio.get_running_loop(), 0.0
        while True:
            began = loop.time()
            await self.round(datetime.now(UTC))
            if began - pruned_at > PRUNE_SECONDS:
                await prune(self.lease.connection)
                pruned_at = began
            await asyncio.sleep(min(max(PAUSE_SECONDS, SHARE * (loop.time() - began)), LONGEST_PAUSE_SECONDS))

    async def round(self, now: datetime) -> None:
        """Look at every figure that may be otherwise, and announce those that are."""
        noted = await self.lease.connection.fetch(NOTED, MOST)
        rows: set[Touched] = {(row[1], row[2], row[3], row[4]) for row in noted}
        if self._day != (today := london_day(now)):
            # With a new day months are complete, years over and promises late.
            rows.add((EVERY, EVERY, year_of(today) - 1, FOR_EVER))
        if rows and await self._announced(rows, now, [row[0] for row in noted]):
            self._day = today

    async def _announced(self, rows: set[Touched], now: datetime, noted: Collection[int]) -> bool:
        """Announce what differs; False while the read side knows nothing, and everything goes on waiting."""
        connection = self.lease.connection
        async with self._reading(now) as reading:
            if reading.fresh.at is None:
                return False
            ready = {slug: one for slug, one in self.measures.items() if reading.fresh.of(slug) is not None}
            async with connection.transaction():
                begun = await begin(connection, reading, ready)
                if not begun:
                    await look(connection, reading, ready, rows)
                # Last, since it writes: until the commit watermarks wait for whoever does.
                await self.lease.check()
                await connection.execute(DONE, list(noted))
                await touched.note(connection, _waiting(rows, self.measures.keys() - ready.keys()))
        return True

    @asynccontextmanager
    async def _reading(self, now: datetime) -> AsyncIterator[Reading]:
        async with self.source.engine.connect() as connection:
            fresh = await freshness(connection)
            yield Reading(
                connection=connection,
                question=Question(year=year_of(london_day(now)), now=now, reader=Reader(sees_all=True)),
                fresh=fresh,
                agreement=await self.agreements.read(connection, fresh, None),
                definitions=self.source.definitions,
            )


def _waiting(rows: Iterable[Touched], unready: Collection[str]) -> set[Touched]:
    """Return what is touched of measures that are still being filled, to be looked at when they are."""
    return {
        (slug, organisation, first, last)
        for measure, organisation, first, last in rows
        for slug in unready
        if measure in {slug, EVERY}
    }


async def announce_all(side: Side, measures: Mapping[str, Measure], *, database_url: str) -> None:
    """Announce whenever it is this process's turn, for ever; any failure starts a new turn."""
    questions = engine(database_url, most=1)
    try:
        while True:
            try:
                async with lease(database_url, "announcing", schema=side.schema) as held:
                    await Announcer(held, await source(questions, side), measures).run()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError, OSError, LeaseLost) as error:
                log.warning("announcing.interrupted", version=side.version, error=repr(error))
            except Exception as error:  # noqa: BLE001  the projector beside it goes on, whatever is wrong here
                log.error("announcing.failed", version=side.version, error=repr(error))
            await asyncio.sleep(1)
    finally:
        await questions.dispose()
