"""Follow topics of facts: each batch and its offsets in one transaction, each stream in order, by one writer.

A record that was applied before is passed over; one that comes too early, or cannot be applied, is parked and
holds back its own stream alone. Whatever dies when, a restart goes on from the offsets in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg

from shared import kafka, parking
from shared.contracts.event import Contract, Recorded
from shared.envelope import Address, Unreadable, address, fact
from shared.kafka import Partition, Reader, Record
from shared.parking import Lost, Parked
from shared.postgres import Connection, Lease, LeaseLost, lease
from shared.settings import Servers
from shared.telemetry import CONSUMED, PARKED, log

MOST = 2_000
POLL_MILLISECONDS = 100

MOVE = """
UPDATE offsets SET next = moved.next
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) AS moved (topic, partition, expected, next)
WHERE (offsets.topic, offsets.partition, offsets.next) = (moved.topic, moved.partition, moved.expected)
"""
VERSIONS = "SELECT stream, version FROM streams WHERE stream = ANY($1::text[])"
SET_VERSIONS = """
INSERT INTO streams (stream, version) SELECT * FROM unnest($1::text[], $2::int[])
ON CONFLICT (stream) DO UPDATE SET version = excluded.version
"""


class Superseded(Exception):
    """Another writer has moved the offsets; this one's view is stale and nothing of its batch was kept."""


class LogLost(Exception):
    """Kafka no longer holds what the offsets point at: it was emptied, or shortened. Nobody may guess on."""


class CannotApply(Exception):
    """A fact could not be folded into the read model. Only its stream waits."""

    def __init__(self, fact: Recorded, reason: str) -> None:
        self.fact, self.reason = fact, reason
        super().__init__(reason)


Apply = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]


@dataclass
class Consumer:
    """One turn of following: from taking the lease to losing it, or to the first error."""

    name: str
    contracts: Mapping[str, Contract]
    """The contract of each topic of facts."""
    lease: Lease
    reader: Reader
    apply: Apply
    seen: Callable[[Connection, Sequence[Record], Mapping[Partition, int]], Awaitable[None]] | None = None
    """What to do, in the batch's transaction, with records of other topics and the offsets reached."""
    others: Sequence[str] = ()
    """Topics that hold no facts."""
    between: Callable[[Connection], Awaitable[bool]] | None = None
    """What to do, a little at a time and in a transaction of its own, between batches; whether there is more."""
    offsets: dict[Partition, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Read and apply until something fails."""
        await self.resume()
        more = await self._meanwhile()
        while True:
            records = await self.reader.poll(MOST, 0 if more else POLL_MILLISECONDS)
            await self.take(records)
            if records or more:
                more = await self._meanwhile()

    async def _meanwhile(self) -> bool:
        if self.between is None:
            return False
        async with self.lease.connection.transaction():
            await self.lease.check()
            return await self.between(self.lease.connection)

    async def resume(self) -> None:
        """Go on from the stored offsets, after checking that the log still holds them."""
        connection = self.lease.connection
        partitions = [one for topic in (*self.contracts, *self.others) for one in await self.reader.partitions(topic)]
        await connection.executemany(
            "INSERT INTO offsets (topic, partition, next) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", partitions
        )
        stored = {(row[0], row[1]): row[2] for row in await connection.fetch("SELECT * FROM offsets")}
        for partition, (first, end) in (await self.reader.bounds(partitions)).items():
            if partition[0] in self.others:
                stored[partition] = min(max(stored[partition], first), end)
            elif not first <= stored[partition] <= end:
                raise LogLost(f"{partition}: next is {stored[partition]}, the log holds {first} to {end}")
        self.offsets = {partition: stored[partition] for partition in partitions}
        await self._adopt(connection)
        PARKED.labels(self.name).set(await parking.count(connection))
        self.reader.seek(self.offsets)

    async def _adopt(self, connection: Connection) -> None:
        rows = [(topic, number, offset) for (topic, number), offset in self.offsets.items() if topic in self.others]
        await connection.executemany("UPDATE offsets SET next = $3 WHERE (topic, partition) = ($1, $2)", rows)

    async def take(self, records: Sequence[Record]) -> None:
        """Apply a batch in one transaction; if one of its facts cannot be applied, park it and try the rest."""
        if not records and self.seen is None:
            return
        unfit: dict[tuple[str, int], str] = {}
        while True:
            try:
                await self._transact(records, unfit)
            except CannotApply as error:
                unfit[(error.fact.stream, error.fact.version)] = error.reason
                log.error("consumer.cannot_apply", stream=error.fact.stream, reason=error.reason)
                continue
            return

    async def _transact(self, records: Sequence[Record], unfit: Mapping[tuple[str, int], str]) -> None:
        reached = dict(self.offsets)
        for record in records:
            partition = (record.topic, record.partition)
            reached[partition] = max(reached[partition], record.offset + 1)
        connection = self.lease.connection
        async with connection.transaction():
            await self.lease.check()
            if records:
                await self._move(connection, reached)
                facts = await self._admit(connection, [one for one in records if one.topic in self.contracts], unfit)
                await self.apply(connection, sorted(facts, key=lambda one: one.recorded_at))
            if self.seen is not None:
                others = [one for one in records if one.topic in self.others]
                await self.seen(connection, others, reached)
        self.offsets = reached

    async def _move(self, connection: Connection, reached: Mapping[Partition, int]) -> None:
        moved = [
            (*partition, self.offsets[partition], next_offset)
            for partition, next_offset in reached.items()
            if next_offset != self.offsets[partition]
        ]
        done = await connection.execute(MOVE, *map(list, zip(*moved, strict=True)))
        if int(done.split()[1]) != len(moved):
            raise Superseded(self.name)

    async def _admit(
        self, connection: Connection, records: Sequence[Record], unfit: Mapping[tuple[str, int], str]
    ) -> list[Recorded]:
        """Return the facts whose turn it is, and park the records whose turn it is not."""
        addressed, lost = _addresses(records)
        streams = {where.stream for where, _ in addressed}
        versions = {row[0]: row[1] for row in await connection.fetch(VERSIONS, list(streams))}
        waiting = await parking.waiting(connection, streams)
        line = Line(self.contracts, versions, waiting, unfit)
        facts = [one for where, record in addressed for one in line.enter(where, record)]
        await parking.park(connection, [*lost, *line.parked])
        await parking.release(connection, line.released)
        moved = {one.stream: versions[one.stream] for one in facts}
        await connection.execute(SET_VERSIONS, list(moved), list(moved.values()))
        CONSUMED.labels(self.name, "applied").inc(len(facts))
        if lost or line.parked or line.released:
            PARKED.labels(self.name).set(await parking.count(connection))
        return facts


@dataclass
class Line:
    """Who is next in each stream. Pure: it decides what to apply, what to park and what to release."""

    contracts: Mapping[str, Contract]
    versions: dict[str, int]
    waiting: dict[str, list[Parked]]
    unfit: Mapping[tuple[str, int], str]
    parked: list[Parked] = field(default_factory=list)
    released: list[Parked] = field(default_factory=list)

    def enter(self, where: Address, record: Record) -> list[Recorded]:
        """Return the facts that this record lets through: itself and those that waited for it, or none."""
        last = self.versions.get(where.stream, 0)
        if where.version <= last:
            return []
        if where.version > last + 1:
            return self._wait(where, record, f"version {last + 1} of its stream has not come yet")
        facts = self._step(where, record)
        while facts and (ready := self._ready(where.stream)):
            if not (more := self._step(ready.where, ready.record)):
                break
            self.released.append(ready)
            self.waiting[where.stream].remove(ready)
            facts += more
        return facts

    def _step(self, where: Address, record: Record) -> list[Recorded]:
        reason = self.unfit.get((where.stream, where.version))
        if reason is not None:
            return self._wait(where, record, reason)
        try:
            one = fact(record.headers, record.value, self.contracts[record.topic])
        except Unreadable as error:
            return self._wait(where, record, str(error))
        self.versions[where.stream] = where.version
        return [one]

    def _ready(self, stream: str) -> Parked | None:
        wanted = self.versions[stream] + 1
        return next((one for one in self.waiting.get(stream, []) if one.where.version == wanted), None)

    def _wait(self, where: Address, record: Record, reason: str) -> list[Recorded]:
        one = Parked(where, record, reason)
        queue = self.waiting.setdefault(where.stream, [])
        if all(other.where.version != where.version for other in queue):
            queue.append(one)
            self.parked.append(one)
        return []


def _addresses(records: Sequence[Record]) -> tuple[list[tuple[Address, Record]], list[Lost]]:
    addressed: list[tuple[Address, Record]] = []
    lost: list[Lost] = []
    for record in records:
        try:
            addressed.append((address(record.headers), record))
        except Unreadable as error:
            lost.append(Lost(record, str(error)))
    return addressed, lost


async def follow(
    make: Callable[[Lease, Reader], Consumer], *, database_url: str, servers: Servers, name: str, schema: str = "public"
) -> None:
    """Follow whenever it is this process's turn, for ever; any failure starts a new turn from the stored offsets."""
    while True:
        try:
            async with lease(database_url, name, schema=schema) as held, kafka.reader(servers) as reader:
                log.info("consumer.leading", consumer=name, epoch=held.epoch)
                await make(held, reader).run()
        except (
            asyncpg.PostgresError, asyncpg.InterfaceError, OSError, kafka.KafkaError, LeaseLost, Superseded, LogLost,
        ) as error:  # fmt: skip
            log.warning("consumer.interrupted", consumer=name, error=repr(error))
        await asyncio.sleep(1)
