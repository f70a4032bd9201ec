"""Submissions on Kafka: taken in order, decided as those over HTTP are, answered on a topic of outcomes.

The organisation is the one that the topic is named after, never one that a record names. Outcomes are said first;
then the log's rows and the offsets are kept in one transaction. Whoever dies in between says outcomes again, and
facts that were accepted are recognised, so an outcome comes at least once and a fact counts once.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg

from services.gateway.database import OWN
from services.gateway.submissions.log import write
from services.gateway.submissions.receipt import Decided, Receipt, new_batch
from services.gateway.submissions.records import Unreadable, event, outcome
from services.gateway.submissions.routing import Routing
from shared import kafka
from shared.contracts import passing
from shared.http import Problem
from shared.identity import Caller
from shared.kafka import Partition, Producer, Reader, Record
from shared.position import LogLost, Stuck, Superseded, Watch, move, otherwise
from shared.postgres import Lease, LeaseLost, lease
from shared.settings import Servers
from shared.telemetry import CONSUMED, log

NAME = "submissions"
SUBMISSIONS, OUTCOMES = f"{passing.SUBMISSIONS}.", f"{passing.OUTCOMES}."
MOST = 2_000
POLL_MILLISECONDS = 200
AGAIN_AFTER_SECONDS = 1.0
STORED = "SELECT topic, partition, next, last FROM offsets WHERE topic = ANY($1::text[])"
BEGIN = """
INSERT INTO offsets (topic, partition, next) VALUES ($1, $2, $3)
ON CONFLICT (topic, partition) DO UPDATE SET next = excluded.next, last = NULL WHERE offsets.next <> excluded.next
"""


@dataclass
class Inbox:
    """One turn: from taking the lease to losing it, or to the first error."""

    lease: Lease
    reader: Reader
    producer: Producer
    routing: Routing
    submitters: Mapping[str, Sequence[str]]
    offsets: dict[Partition, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Take in, decide and answer until something fails."""
        await self._resume()
        watch = Watch(self.reader, {topic for topic, _ in self.offsets})
        while True:
            records = await self.reader.poll(MOST, POLL_MILLISECONDS)
            taken = await self._take(records)
            await watch.look(self.offsets, drained=taken and len(records) < MOST)
            if not taken:
                self.reader.seek(self.offsets)
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _resume(self) -> None:
        """Go on from the stored offsets; where the log no longer holds them, or is another log, from its beginning.

        Facts that are read again are recognised. What the log has forgotten before it was taken is lost to everyone
        but to who sent it.
        """
        connection, topics = self.lease.connection, [SUBMISSIONS + organisation for organisation in self.submitters]
        rows = await connection.fetch(STORED, topics)
        stored = {(row["topic"], row["partition"]): (row["next"], row["last"]) for row in rows}
        partitions = [one for topic in topics for one in await self.reader.partitions(topic)]
        bounds = await self.reader.bounds(partitions)
        self.offsets = {one: stored.get(one, (first, None))[0] for one, (first, _) in bounds.items()}
        for partition in await self._gaps(bounds, {one: last for one, (_, last) in stored.items() if last}):
            (first, end), next_ = bounds[partition], self.offsets[partition]
            log.error("inbox.gap", partition=partition, next=next_, first=first, end=end)
            self.offsets[partition] = first
        await connection.executemany(BEGIN, [(*partition, next_) for partition, next_ in self.offsets.items()])
        self.reader.seek(self.offsets)

    async def _gaps(
        self, bounds: Mapping[Partition, tuple[int, int]], digests: Mapping[Partition, bytes]
    ) -> list[Partition]:
        """Return where the log does not hold the next offset, or another record stands before it than was taken."""
        outside = [one for one, (first, end) in bounds.items() if not first <= self.offsets[one] <= end]
        before = {
            one: (self.offsets[one] - 1, digests[one])
            for one, (first, _) in bounds.items()
            if one in digests and one not in outside and first < self.offsets[one]
        }
        return outside + (await otherwise(self.reader, before) if before else [])

    async def _take(self, records: Sequence[Record]) -> bool:
        """Decide every organisation's records beside the others'; False when a service was away for some."""
        of: dict[str, list[Record]] = {}
        for record in records:
            of.setdefault(record.topic.removeprefix(SUBMISSIONS), []).append(record)
        receipts = await asyncio.gather(*(self._decide(organisation, own) for organisation, own in of.items()))
        for own, receipt in zip(of.values(), receipts, strict=True):
            if receipt is not None:
                await self._answer(own, receipt)
        return None not in receipts

    async def _decide(self, organisation: str, records: Sequence[Record]) -> Receipt | None:
        """Return what became of the records, or None when they have to be decided later."""
        at = datetime.now(UTC)
        caller = Caller(organisation=organisation, client="kafka", roles=frozenset(self.submitters[organisation]))
        events = [event(record) for record in records]
        try:
            answers = iter(await self.routing.submit([one for one in events if isinstance(one, bytes)], caller))
        except Problem as problem:
            log.warning("inbox.waits", organisation=organisation, records=len(records), reason=problem.detail)
            return None
        decided = [one.decided if isinstance(one, Unreadable) else next(answers) for one in events]
        return Receipt(new_batch(at), at, organisation, decided)

    async def _answer(self, records: Sequence[Record], receipt: Receipt) -> None:
        organisation, batch = str(receipt.organisation), str(receipt.batch)
        said = [outcome(record, one, batch) for record, one in zip(records, receipt.decided, strict=True)]
        await self.producer.send(OUTCOMES + organisation, said)
        connection = self.lease.connection
        async with connection.transaction():
            await self.lease.check()
            await connection.execute(OWN, organisation)
            await write(connection, organisation, [receipt])
            await move(connection, self.offsets, records)
        self.offsets |= {(record.topic, record.partition): record.offset + 1 for record in records}
        _count(receipt.decided)


def _count(decided: Sequence[Decided]) -> None:
    for one in decided:
        CONSUMED.labels(NAME, one.answer["status"]).inc()


async def take_in(
    routing: Routing, submitters: Mapping[str, Sequence[str]], *, database_url: str, servers: Servers, replication: int
) -> None:
    """Take submissions from Kafka whenever it is this process's turn, for ever."""
    topics = [prefix + organisation for organisation in submitters for prefix in (SUBMISSIONS, OUTCOMES)]
    while True:
        # Kafka may have been lost with all its topics; of what had not been taken nobody knows.
        await kafka.ensure(servers, [kafka.passing_topic(topic, replication) for topic in topics])
        try:
            async with (
                lease(database_url, NAME) as held,
                kafka.producer(servers) as producer,
                kafka.reader(servers) as reader,
            ):
                log.info("inbox.leading", epoch=held.epoch)
                await Inbox(held, reader, producer, routing, submitters).run()
        except (
            asyncpg.PostgresError, asyncpg.InterfaceError, OSError, kafka.KafkaError, LeaseLost, Superseded, LogLost,
            Stuck,
        ) as error:  # fmt: skip
            log.warning("inbox.interrupted", error=repr(error))
        await asyncio.sleep(AGAIN_AFTER_SECONDS)
