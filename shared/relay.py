"""Carry every fact from the outbox to Kafka: in order, at least once, by one leader at a time."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg
import msgspec

from shared import kafka
from shared.envelope import message
from shared.event_store import HINT
from shared.kafka import Message, Producer, Reader
from shared.postgres import Lease, LeaseLost, lease
from shared.settings import Servers
from shared.telemetry import OUTBOX_AGE, RELAY_EPOCH, RELAYED, log

MOST = 1_000
IDLE_SECONDS = 0.1
"""How long an empty outbox is left alone when nobody says that it is not: the hint of a commit can be lost."""
WATERMARK_SECONDS = 0.1

NEXT = """
SELECT position, stream, version, type, organisation, source, id, time, recorded_at, data
FROM outbox JOIN events USING (position) ORDER BY position LIMIT $1
"""
# The epoch is checked in the same statement: a leader that was taken over deletes nothing.
SENT = """
WITH leader AS (SELECT 1 FROM leases WHERE task = $2 AND epoch = $3 FOR SHARE)
DELETE FROM outbox WHERE position = ANY($1::bigint[]) AND EXISTS (SELECT FROM leader)
"""
# The clock, then a transaction id: whoever stamped a fact at that moment or before has a smaller one.
CANDIDATE = """
WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS at OFFSET 0)
SELECT at, pg_current_xact_id()::text AS horizon FROM clock
"""
PASSED = """
SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8
   AND NOT EXISTS (SELECT FROM outbox JOIN events USING (position) WHERE recorded_at <= $2)
"""


class Watermark(msgspec.Struct, frozen=True):
    """Everything that the service recorded at or before `at` lies before these offsets of its topic."""

    service: str
    topic: str
    at: datetime
    offsets: dict[int, int]


@dataclass
class Relay:
    """One leadership: from taking the lease to losing it, or to the first error."""

    service: str
    topic: str
    lease: Lease
    producer: Producer
    ends: dict[int, int]
    """The offset after the last acknowledged record of each partition."""
    _candidate: tuple[datetime, str] | None = None
    _last_watermark: float = field(default_factory=time.monotonic)
    _waiting_since: datetime | None = None
    _hint: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Send what the outbox holds, and say how far it is complete, until something fails."""
        OUTBOX_AGE.labels(self.topic).set_function(self._oldest_seconds)
        await self.lease.connection.add_listener(HINT, lambda *_: self._hint.set())
        while True:
            self._hint.clear()
            sent = await self.send_batch()
            await self.advance_watermark()
            if sent < MOST:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hint.wait(), IDLE_SECONDS)

    def _oldest_seconds(self) -> float:
        since = self._waiting_since
        return 0.0 if since is None else (datetime.now(UTC) - since).total_seconds()

    async def send_batch(self) -> int:
        """Send the next rows, wait for every acknowledgement, then remove them. Return how many."""
        rows = await self.lease.connection.fetch(NEXT, MOST)
        self._waiting_since = rows[0]["recorded_at"] if rows else None
        if not rows:
            return 0
        acknowledged = await self.producer.send(self.topic, [message(row) for row in rows])
        done = await self.lease.connection.execute(
            SENT, [row["position"] for row in rows], self.lease.task, self.lease.epoch
        )
        if int(done.split()[1]) != len(rows):
            raise LeaseLost(self.lease.task)
        for partition, end in acknowledged.items():
            self.ends[partition] = max(self.ends.get(partition, 0), end)
        RELAYED.labels(self.topic).inc(len(rows))
        return len(rows)

    async def advance_watermark(self) -> None:
        """Publish the latest moment up to which Kafka holds everything, a few times a second."""
        if self._candidate is None:
            if time.monotonic() - self._last_watermark < WATERMARK_SECONDS:
                return
            [row] = await self.lease.connection.fetch(CANDIDATE)
            self._candidate = (row["at"], row["horizon"])
        at, horizon = self._candidate
        if not await self.lease.connection.fetchval(PASSED, horizon, at):
            return
        mark = Watermark(self.service, self.topic, at, self.ends)
        await self.producer.send(kafka.WATERMARKS, [Message(self.topic.encode(), msgspec.json.encode(mark), ())])
        self._candidate, self._last_watermark = None, time.monotonic()


async def relay(*, service: str, topic: str, database_url: str, servers: Servers) -> None:
    """Lead the relay whenever it is this process's turn, for ever; any failure starts a new turn."""
    RELAY_EPOCH.labels(topic).set(0)
    while True:
        try:
            async with lease(database_url, "relay") as held:
                await _lead(service, topic, held, servers)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, kafka.KafkaError, LeaseLost) as error:
            log.warning("relay.interrupted", error=repr(error))
        finally:
            RELAY_EPOCH.labels(topic).set(0)
        await asyncio.sleep(1)


async def _lead(service: str, topic: str, held: Lease, servers: Servers) -> None:
    log.info("relay.leading", epoch=held.epoch)
    async with kafka.producer(servers) as producer, kafka.reader(servers) as reader:
        leading = Relay(service, topic, held, producer, await _ends(reader, topic))
        RELAY_EPOCH.labels(topic).set(held.epoch)
        await leading.run()


async def _ends(reader: Reader, topic: str) -> dict[int, int]:
    bounds = await reader.bounds(await reader.partitions(topic))
    return {number: end for (_, number), (_, end) in bounds.items()}
