"""Carry every fact from the outbox to Kafka: in order, at least once, by one leader at a time."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec
from opentelemetry.trace import SpanKind

from shared import kafka, tracing
from shared.envelope import message
from shared.event_store import HINT
from shared.kafka import Message, Producer, Reader, Record
from shared.position import LOOK_SECONDS, LOST, LogLost
from shared.postgres import Lease, LeaseLost, lease
from shared.settings import Servers
from shared.telemetry import LOG_LOST, OUTBOX_AGE, RELAY_EPOCH, RELAYED, log

MOST = 1_000
NAME, TASK = "relay", "public.relay"
LISTEN_MILLISECONDS = 500
IDLE_SECONDS = 0.1
"""How long an empty outbox is left alone when nobody says that it is not: the hint of a commit can be lost."""
WATERMARK_SECONDS = 0.1
SOONEST_SECONDS = 0.02
"""How often it is said how far the log is complete: while nothing is new, and while something is, here or elsewhere."""

NEXT = """
SELECT position, stream, version, type, organisation, source, id, content, time, recorded_at, data, traceparent
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
# Whoever was taken over knows no longer where the log ends, so nothing is said of it.
PASSED = """
SELECT CASE WHEN EXISTS (SELECT FROM leases WHERE task = $3 AND epoch = $4)
       THEN pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8
            AND NOT EXISTS (SELECT FROM outbox JOIN events USING (position) WHERE recorded_at <= $2) END
"""
SENT_BEFORE = "SELECT (SELECT count(*) FROM events) - (SELECT count(*) FROM outbox)"


class Watermark(msgspec.Struct, frozen=True):
    """Everything that the service recorded at or before `at` lies before these offsets of its topic."""

    service: str
    topic: str
    at: datetime
    offsets: dict[int, int]
    news: bool = False
    """Whether facts were sent since the one before: what is known of them waits for every service's next word."""


@dataclass
class Relay:
    """One leadership: from taking the lease to losing it, or to the first error."""

    service: str
    topic: str
    lease: Lease
    producer: Producer
    ends: dict[int, int]
    """The offset after the last acknowledged record of each partition."""
    _candidate: tuple[datetime, str, bool] | None = None
    _last_watermark: float = field(default_factory=time.monotonic)
    _waiting_since: datetime | None = None
    _hint: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: bool = False
    _awaited: bool = False

    async def run(self) -> None:
        """Send what the outbox holds, and say how far it is complete, until something fails."""
        OUTBOX_AGE.labels(self.topic).set_function(self._oldest_seconds)
        await self.lease.connection.add_listener(HINT, lambda *_: self._hint.set())
        while True:
            self._hint.clear()
            sent = await self.send_batch()
            await self.advance_watermark()
            if sent < MOST:
                soon = self._candidate is not None or self._sent or self._awaited
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hint.wait(), SOONEST_SECONDS / 2 if soon else IDLE_SECONDS)

    async def listen(self, reader: Reader) -> None:
        """Be as quick as any other service that has something to say: its facts are in no figure before all have
        said that they are as far."""
        bounds = await reader.bounds(await reader.partitions(kafka.WATERMARKS))
        reader.seek({partition: end for partition, (_, end) in bounds.items()})
        while True:
            for record in await reader.poll(MOST, LISTEN_MILLISECONDS):
                if record.key != self.topic.encode() and _has_news(record):
                    self._awaited = True
                    self._hint.set()

    def _oldest_seconds(self) -> float:
        since = self._waiting_since
        return 0.0 if since is None else (datetime.now(UTC) - since).total_seconds()

    async def send_batch(self) -> int:
        """Send the next rows, wait for every acknowledgement, then remove them. Return how many."""
        rows = await self.lease.connection.fetch(NEXT, MOST)
        self._waiting_since = rows[0]["recorded_at"] if rows else None
        if not rows:
            return 0
        batch = tracing.batch(f"send {self.topic}", (row["traceparent"] for row in rows))
        with batch.span(SpanKind.PRODUCER, len(rows)):
            acknowledged = await self.producer.send(self.topic, [message(row) for row in rows])
        if any(end <= self.ends.get(partition, 0) for partition, end in acknowledged.items()):
            raise LogLost(f"{self.topic} was emptied: what is sent now stands before what was sent earlier")
        done = await self.lease.connection.execute(
            SENT, [row["position"] for row in rows], self.lease.task, self.lease.epoch
        )
        if int(done.split()[1]) != len(rows):
            raise LeaseLost(self.lease.task)
        for partition, end in acknowledged.items():
            self.ends[partition] = max(self.ends.get(partition, 0), end)
        self._sent = True
        RELAYED.labels(self.topic).inc(len(rows))
        return len(rows)

    async def advance_watermark(self) -> None:
        """Publish the latest moment up to which Kafka holds everything: a few times a second, more often with news."""
        if self._candidate is None:
            due = SOONEST_SECONDS if self._sent or self._awaited else WATERMARK_SECONDS
            if time.monotonic() - self._last_watermark < due:
                return
            news, self._sent, self._awaited = self._sent, False, False
            [row] = await self.lease.connection.fetch(CANDIDATE)
            self._candidate = (row["at"], row["horizon"], news)
        at, horizon, news = self._candidate
        passed = await self.lease.connection.fetchval(PASSED, horizon, at, self.lease.task, self.lease.epoch)
        if passed is None:
            raise LeaseLost(self.lease.task)
        if not passed:
            return
        mark = Watermark(self.service, self.topic, at, self.ends, news)
        await self.producer.send(kafka.WATERMARKS, [Message(self.topic.encode(), msgspec.json.encode(mark), ())])
        self._candidate, self._last_watermark = None, time.monotonic()


def _has_news(record: Record) -> bool:
    try:
        return msgspec.json.decode(record.value or b"", type=Watermark).news
    except msgspec.MsgspecError:
        return False


async def relay(*, service: str, topic: str, database_url: str, servers: Servers) -> None:
    """Lead the relay whenever it is this process's turn, for ever; any failure starts a new turn."""
    RELAY_EPOCH.labels(topic).set(0)
    LOG_LOST.labels(TASK).set(0)
    while True:
        try:
            async with lease(database_url, NAME) as held:
                await _lead(service, topic, held, servers)
        except LogLost as error:
            LOST[TASK] = str(error)
            LOG_LOST.labels(TASK).set(1)
            log.error("relay.log_lost", error=str(error))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, kafka.KafkaError, LeaseLost) as error:
            log.warning("relay.interrupted", error=repr(error))
        finally:
            RELAY_EPOCH.labels(topic).set(0)
        await asyncio.sleep(1)


async def _lead(service: str, topic: str, held: Lease, servers: Servers) -> None:
    log.info("relay.leading", epoch=held.epoch)
    async with (
        kafka.producer(servers) as producer,
        kafka.reader(servers) as reader,
        kafka.reader(servers) as others,
    ):
        leading = Relay(service, topic, held, producer, await _ends(held, reader, topic))
        LOST.pop(TASK, None)
        LOG_LOST.labels(TASK).set(0)
        RELAY_EPOCH.labels(topic).set(held.epoch)
        await _first_of(leading.run(), leading.listen(others), _watch(reader, leading))


async def _first_of(*loops: Coroutine[Any, Any, None]) -> None:
    """Run loops until the first of them fails, and end the others."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _watch(reader: Reader, leading: Relay) -> None:
    """Look now and then whether the topic still holds all that was acknowledged."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        expected = dict(leading.ends)
        bounds = await reader.bounds(await reader.partitions_now(leading.topic))
        found = {number: end for (_, number), (_, end) in bounds.items()}
        if short := [number for number, end in expected.items() if found.get(number, -1) < end]:
            raise LogLost(f"{leading.topic} {short[0]}: {expected[short[0]]} records were acknowledged")


async def _ends(held: Lease, reader: Reader, topic: str) -> dict[int, int]:
    """Return where the log ends; raise `LogLost` where it holds less than was sent to it."""
    sent = await held.connection.fetchval(SENT_BEFORE)
    while not (partitions := await reader.partitions_now(topic)):
        if sent:
            raise LogLost(f"{topic} is gone; {sent} facts were sent to it")
        # Whoever makes it again takes the lease by force.
        await held.check()
        await asyncio.sleep(IDLE_SECONDS)
    bounds = await reader.bounds(partitions)
    if (holds := sum(end - first for first, end in bounds.values())) < sent:
        raise LogLost(f"{topic} holds {holds} records; {sent} facts were sent to it")
    return {number: end for (_, number), (_, end) in bounds.items()}
