"""Seal every fact soon after it was recorded, and every day once it is over; one sealer at a time.

Like the relay's watermark it first reads the clock and then takes a transaction id: once nobody older writes any more,
everything recorded up to that moment is there to be sealed, and nothing earlier comes after.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
from joserfc.jwk import OKPKey

from shared.postgres import Connection, Lease, LeaseLost, lease
from shared.relay import CANDIDATE
from shared.seals import NOTHING, Chains, Root, Seal, Sealed, end_of, root_of, sign
from shared.telemetry import SEALED_AT, log

SEAL_SECONDS = 10.0
AGAIN_SECONDS = 0.2
MOST = 20_000
"""How many facts a seal covers, unless more were recorded at one moment."""

SETTLED = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8"
LAST = "SELECT number, through, facts, heads FROM seals ORDER BY number DESC LIMIT 1"
FACTS = """
SELECT stream, version, type, organisation, source, id, content, time, recorded_at, data::text AS data FROM events
WHERE recorded_at > $1 AND recorded_at <= $2 ORDER BY recorded_at, stream, version
"""
FIRST = "SELECT min(recorded_at) FROM events"
UP_TO = """
SELECT recorded_at FROM events WHERE recorded_at > $1 AND recorded_at <= $2 ORDER BY recorded_at OFFSET $3 LIMIT 1
"""
SEAL = "INSERT INTO seals (number, through, facts, heads) VALUES ($1, $2, $3, $4)"
LAST_ROOT = "SELECT root FROM seal_roots ORDER BY day DESC LIMIT 1"
ROOT = "INSERT INTO seal_roots (day, seal, root, signed) VALUES ($1, $2, $3, $4)"
MICROSECOND = timedelta(microseconds=1)


@dataclass
class Sealer:
    """One turn: from taking the lease to losing it, or to the first error."""

    lease: Lease
    key: OKPKey | None

    async def run(self) -> None:
        """Seal until something fails."""
        while True:
            through = await self.settled()
            while await self.seal(through):
                pass
            SEALED_AT.set(through.timestamp())
            await asyncio.sleep(SEAL_SECONDS)

    async def settled(self) -> datetime:
        """Return a moment up to which nothing can come any more."""
        [row] = await self.lease.connection.fetch(CANDIDATE)
        while not await self.lease.connection.fetchval(SETTLED, row["horizon"]):
            await asyncio.sleep(AGAIN_SECONDS)
        moment: datetime = row["at"]
        return moment

    async def seal(self, settled: datetime) -> bool:
        """Add the next seal, up to a moment, and the root of a day that ends with it; return whether there may be more.

        A seal never reaches over midnight, so that every day ends with one.
        """
        connection = self.lease.connection
        async with connection.transaction():
            await self.lease.check()
            last = await self._last()
            if last is None or last.through >= settled:
                return False
            through = min(settled, end_of((last.through + MICROSECOND).astimezone(UTC).date()))
            through = await connection.fetchval(UP_TO, last.through, through, MOST - 1) or through
            chains = Chains(list(last.heads))
            async for fact in facts(connection, last.through, through):
                chains.take(fact)
            ends = through == end_of(through.astimezone(UTC).date())
            if chains.facts or ends:
                seal = Seal(number=last.number + 1, through=through, facts=chains.facts, heads=tuple(chains.heads))
                await connection.execute(SEAL, seal.number, seal.through, seal.facts, list(seal.heads))
                if ends:
                    await self._root(seal)
            return through < settled

    async def _last(self) -> Seal | None:
        """Return where sealing goes on: after the last seal, or before the first fact; None while there is none."""
        row = await self.lease.connection.fetchrow(LAST)
        if row is not None:
            return Seal(number=row[0], through=row[1], facts=row[2], heads=tuple(row[3]))
        first = await self.lease.connection.fetchval(FIRST)
        if first is None:
            return None
        return Seal(number=0, through=first - MICROSECOND, facts=0, heads=tuple(Chains().heads))

    async def _root(self, seal: Seal) -> None:
        day = seal.through.astimezone(UTC).date()
        previous = await self.lease.connection.fetchval(LAST_ROOT) or NOTHING
        root = root_of(previous, day, seal.heads)
        signed = sign(day, root, self.key) if self.key else None
        await self.lease.connection.execute(ROOT, day, seal.number, root, signed)
        log.info("sealed", day=day.isoformat(), root=root.hex(), signed=signed)


async def facts(connection: Connection, after: datetime, through: datetime) -> AsyncIterator[Sealed]:
    """Yield what was recorded after a moment, up to another, in the order in which it is sealed."""
    async for row in connection.cursor(FACTS, after, through, prefetch=1_000):
        yield Sealed(**dict(row))


async def seals(connection: Connection) -> AsyncIterator[Seal]:
    """Yield every seal, in order, in a transaction of the caller's."""
    async for row in connection.cursor("SELECT number, through, facts, heads FROM seals ORDER BY number"):
        yield Seal(number=row[0], through=row[1], facts=row[2], heads=tuple(row[3]))


async def roots(connection: Connection) -> list[Root]:
    """Return the root of every day."""
    rows = await connection.fetch("SELECT day, seal, root, signed FROM seal_roots ORDER BY day")
    return [Root(day=row[0], seal=row[1], root=row[2], signed=row[3]) for row in rows]


async def keep_sealing(database_url: str, key: OKPKey | None) -> None:
    """Seal whenever it is this process's turn, for ever; any failure starts a new turn."""
    while True:
        try:
            async with lease(database_url, "sealer") as held:
                await Sealer(held, key).run()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, LeaseLost) as error:
            log.warning("sealer.interrupted", error=repr(error))
        await asyncio.sleep(1)
