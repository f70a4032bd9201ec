"""Follow topics of facts: each batch and its offsets in one transaction, each stream in order, by one writer.

A record that was applied before is passed over; one that comes too early, or cannot be applied, is parked and
holds back its own stream alone. Whatever dies when, a restart goes on from the offsets in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg
from opentelemetry.trace import SpanKind

from shared import kafka, parking, position, tracing
from shared.contracts.event import Contract, Recorded
from shared.kafka import Partition, Reader, Record
from shared.line import Line, addressed
from shared.position import LOST, LogLost, Stuck, Superseded, Watch
from shared.postgres import Connection, Lease, LeaseLost, lease
from shared.settings import Servers
from shared.telemetry import CONSUMED, LOG_LOST, PARKED, log

MOST = 2_000
POLL_MILLISECONDS = 100
MOST_STUCK = 3

VERSIONS = "SELECT stream, version FROM streams WHERE stream = ANY($1::text[])"
SET_VERSIONS = """
INSERT INTO streams (stream, version) SELECT * FROM unnest($1::text[], $2::int[])
ON CONFLICT (stream) DO UPDATE SET version = excluded.version
"""


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
        watch = Watch(self.reader, self.contracts.keys())
        more = await self._meanwhile()
        while True:
            records = await self.reader.poll(MOST, 0 if more else POLL_MILLISECONDS)
            await self.take(records)
            if await watch.look(self.offsets, drained=len(records) < MOST):
                await position.unmoved(self.lease.connection, self.offsets)
                await position.note(self.lease.connection, watch.bounds)
                await self._show_waiting()
            # Only facts leave something to do between batches.
            if more or any(one.topic in self.contracts for one in records):
                more = await self._meanwhile()

    async def _meanwhile(self) -> bool:
        if self.between is None:
            return False
        async with self.lease.connection.transaction():
            await self.lease.check()
            return await self.between(self.lease.connection)

    async def resume(self) -> None:
        """Go on from the stored offsets, after checking that the log still holds what they stand behind."""
        connection = self.lease.connection
        self.offsets = await position.taken_up(connection, self.reader, self.contracts.keys(), self.others)
        await self._show_waiting()
        _found(self.lease.task)

    async def _show_waiting(self) -> None:
        for why, records in (await parking.count(self.lease.connection)).items():
            PARKED.labels(self.name, why).set(records)

    async def take(self, records: Sequence[Record]) -> None:
        """Apply a batch in one transaction; if one of its facts cannot be applied, park it and try the rest."""
        if not records:
            await self.lease.check()
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
        batch = tracing.batch(f"process {self.name}", (tracing.carried(record.headers) for record in records))
        with batch.span(SpanKind.CONSUMER, len(records)):
            async with connection.transaction():
                await self.lease.check()
                await position.move(connection, self.offsets, records)
                # Without facts most batches hold how far somebody is: they come all the time, and cost little.
                if some := [one for one in records if one.topic in self.contracts]:
                    facts = await self._admit(connection, some, unfit)
                    await self.apply(connection, sorted(facts, key=lambda one: one.recorded_at))
                if self.seen is not None:
                    others = [one for one in records if one.topic in self.others]
                    await self.seen(connection, others, reached)
        self.offsets = reached

    async def _admit(
        self, connection: Connection, records: Sequence[Record], unfit: Mapping[tuple[str, int], str]
    ) -> list[Recorded]:
        """Return the facts whose turn it is, and park the records whose turn it is not."""
        found, lost = addressed(records)
        streams = {where.stream for where, _ in found}
        versions = {row[0]: row[1] for row in await connection.fetch(VERSIONS, list(streams))}
        waiting = await parking.waiting(connection, streams)
        line = Line(self.contracts, versions, waiting, unfit)
        facts = [one for where, record in found for one in line.enter(where, record)]
        await parking.park(connection, [*lost, *line.parked])
        await parking.release(connection, line.released)
        moved = {one.stream: versions[one.stream] for one in facts}
        await connection.execute(SET_VERSIONS, list(moved), list(moved.values()))
        CONSUMED.labels(self.name, "applied").inc(len(facts))
        if lost or line.parked or line.released:
            await self._show_waiting()
        return facts


async def follow(
    make: Callable[[Lease, Reader], Consumer], *, database_url: str, servers: Servers, name: str, schema: str = "public"
) -> None:
    """Follow whenever it is this process's turn, for ever; any failure starts a new turn from the stored offsets.

    A reader that is stuck is replaced; if that does not help, the process ends and whoever supervises it begins anew.
    """
    stuck, task = 0, f"{schema}.{name}"
    _found(task)
    while True:
        try:
            async with lease(database_url, name, schema=schema) as held, kafka.reader(servers) as reader:
                log.info("consumer.leading", consumer=name, epoch=held.epoch)
                await make(held, reader).run()
        except LogLost as error:
            LOST[task], stuck = str(error), 0
            LOG_LOST.labels(task).set(1)
            log.error("consumer.log_lost", consumer=name, error=str(error))
        except Stuck as error:
            stuck += 1
            log.error("consumer.stuck", consumer=name, error=str(error), times=stuck)
            if stuck == MOST_STUCK:
                raise
        except (
            asyncpg.PostgresError, asyncpg.InterfaceError, OSError, kafka.KafkaError, LeaseLost, Superseded,
        ) as error:  # fmt: skip
            log.warning("consumer.interrupted", consumer=name, error=repr(error))
        await asyncio.sleep(1)


def _found(task: str) -> None:
    LOST.pop(task, None)
    LOG_LOST.labels(task).set(0)
