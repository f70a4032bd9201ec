"""The consumer applies each fact once and in order, whatever the log holds and whoever else writes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from shared import kafka, parking, position
from shared.consumer import CannotApply, Consumer
from shared.contracts.event import Recorded
from shared.contracts.projects import PROJECTS
from shared.kafka import Message
from shared.parking import REPLAY
from shared.position import ENOUGH_POLLS, LogLost, Stuck, Superseded, Watch
from shared.postgres import Connection, LeaseLost, lease
from tests.shared.conftest import Scratch

FIRST = datetime(2022, 5, 1, tzinfo=UTC)


def message(
    stream: str, version: int, *, value: bytes = b'{"on":"2022-05-01"}', kind: str = "project.started"
) -> Message:
    at = (FIRST + timedelta(seconds=version)).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": f"{stream}#{version}".encode(),
        "ce_source": b"urn:test",
        "ce_type": kind.encode(),
        "ce_subject": stream.encode(),
        "ce_time": at,
        "ce_organisation": b"RGP",
        "ce_version": str(version).encode(),
        "ce_recordedat": at,
    }
    return Message(stream.encode(), value, list(headers.items()))


@dataclass
class Notes:
    """Writes down what is applied, in the batch's own transaction."""

    refused: set[tuple[str, int]] = field(default_factory=set)

    async def apply(self, connection: Connection, facts: Sequence[Recorded]) -> None:
        for fact in facts:
            if (fact.stream, fact.version) in self.refused:
                raise CannotApply(fact, "a defect")
            await connection.execute("INSERT INTO notes (stream, version) VALUES ($1, $2)", fact.stream, fact.version)


@asynccontextmanager
async def following(scratch: Scratch, notes: Notes) -> AsyncIterator[Consumer]:
    """A consumer that has taken up its offsets."""
    async with (
        lease(scratch.database_url, "notes", schema=scratch.schema) as held,
        kafka.reader(scratch.servers) as reader,
    ):
        await held.connection.execute(
            "CREATE TABLE IF NOT EXISTS notes (place serial, stream text, version int, UNIQUE (stream, version))"
        )
        consumer = Consumer("notes", {scratch.topic: PROJECTS}, held, reader, notes.apply)
        await consumer.resume()
        yield consumer


async def send(scratch: Scratch, *messages: Message) -> None:
    async with kafka.producer(scratch.servers) as producer:
        await producer.send(scratch.topic, messages)


async def take_all(consumer: Consumer) -> None:
    """Take batches until the offsets have reached the end of the log."""
    while True:
        bounds = await consumer.reader.bounds(consumer.offsets)
        if all(consumer.offsets[partition] == end for partition, (_, end) in bounds.items()):
            return
        await consumer.take(await consumer.reader.poll(100, 500))


async def listening(consumer: Consumer, watch: Watch) -> None:
    """Poll and look for a while, as a consumer does that hears nothing."""
    for _ in range(2 * ENOUGH_POLLS):
        await consumer.take(await consumer.reader.poll(100, 1))
        await watch.look(consumer.offsets, drained=True)


async def applied(scratch: Scratch) -> dict[str, list[int]]:
    connection = await scratch.connect()
    rows = await connection.fetch("SELECT stream, version FROM notes ORDER BY place")
    await connection.close()
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row["stream"], []).append(row["version"])
    return found


async def parked(scratch: Scratch) -> int:
    connection = await scratch.connect()
    count = await parking.count(connection)
    await connection.close()
    return sum(count.values())


async def test_what_comes_twice_is_applied_once(scratch: Scratch) -> None:
    batch = [message(f"project/{number}", version) for number in range(3) for version in range(1, 6)]
    await send(scratch, *batch, *batch)

    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)

    assert await applied(scratch) == {f"project/{number}": [1, 2, 3, 4, 5] for number in range(3)}


async def test_what_comes_too_early_waits_for_what_is_missing_and_holds_back_no_other_stream(scratch: Scratch) -> None:
    await send(
        scratch, message("project/a", 1), message("project/a", 3), message("project/a", 4), message("project/b", 1)
    )
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
        assert await applied(scratch) == {"project/a": [1], "project/b": [1]}
        assert await parked(scratch) == 2

        await send(scratch, message("project/a", 2))
        await take_all(consumer)

    assert (await applied(scratch))["project/a"] == [1, 2, 3, 4]
    assert await parked(scratch) == 0


async def test_a_restart_goes_on_where_the_results_are(scratch: Scratch) -> None:
    await send(scratch, message("project/a", 1), message("project/a", 2))
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
    await send(scratch, message("project/a", 3))

    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)

    assert (await applied(scratch))["project/a"] == [1, 2, 3]


@pytest.mark.parametrize(
    "poison",
    [
        Message(b"project/a", b"\xff not json", []),
        message("project/a", 1, value=b"{"),
        message("project/a", 1, kind="project.exploded"),
    ],
    ids=["bytes without headers", "broken JSON", "a type from the future"],
)
async def test_poison_is_parked_and_everything_else_goes_on(scratch: Scratch, poison: Message) -> None:
    await send(scratch, poison, message("project/b", 1), message("project/c", 1))

    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)

    assert await applied(scratch) == {"project/b": [1], "project/c": [1]}
    assert await parked(scratch) == 1


async def test_a_fact_that_cannot_be_applied_holds_back_its_own_stream_alone(scratch: Scratch) -> None:
    facts = [message(stream, version) for version in (1, 2, 3) for stream in ("project/a", "project/b")]
    await send(scratch, *facts)

    async with following(scratch, Notes(refused={("project/a", 2)})) as consumer:
        await take_all(consumer)

    assert await applied(scratch) == {"project/a": [1], "project/b": [1, 2, 3]}
    assert await parked(scratch) == 2


async def test_a_consumer_whose_offsets_were_moved_by_another_keeps_nothing(scratch: Scratch) -> None:
    await send(scratch, message("project/a", 1))
    async with following(scratch, Notes()) as consumer:
        connection = await scratch.connect()
        await connection.execute("UPDATE offsets SET next = 100")
        with pytest.raises(Superseded):
            await take_all(consumer)
        await connection.close()

    assert await applied(scratch) == {}


async def test_a_consumer_that_was_taken_over_keeps_nothing(scratch: Scratch) -> None:
    await send(scratch, message("project/a", 1))
    async with following(scratch, Notes()) as consumer:
        connection = await scratch.connect()
        await connection.execute("UPDATE leases SET epoch = epoch + 1")
        with pytest.raises(LeaseLost):
            await take_all(consumer)
        await connection.close()

    assert await applied(scratch) == {}


async def test_a_log_that_no_longer_holds_the_next_offset_halts_the_consumer(scratch: Scratch) -> None:
    async with following(scratch, Notes()):
        connection = await scratch.connect()
        await connection.execute("UPDATE offsets SET next = 100")
        await connection.close()

    with pytest.raises(LogLost):
        async with following(scratch, Notes()):
            pass


async def test_facts_of_one_batch_are_applied_in_the_order_in_which_they_were_recorded(scratch: Scratch) -> None:
    days = [message(f"project/{number}", 1) for number in range(6)]
    await send(scratch, *days)
    seen: list[datetime] = []

    async def watch(_: Connection, facts: Sequence[Recorded]) -> None:
        seen.extend(fact.recorded_at for fact in facts)

    async with following(scratch, Notes()) as consumer:
        consumer.apply = watch
        await take_all(consumer)

    assert seen == sorted(seen)
    assert len(seen) == 6
    assert date(2022, 5, 1) == seen[0].date()


async def test_a_log_that_holds_another_record_where_one_was_read_halts_the_consumer(scratch: Scratch) -> None:
    await send(scratch, *(message(f"project/{number}", 1) for number in range(20)))
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)

    await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
    await send(scratch, *(message(f"project/{number}", version) for number in range(20) for version in (7, 8)))

    with pytest.raises(LogLost, match="another record"):
        async with following(scratch, Notes()):
            pass


async def test_a_topic_that_is_gone_halts_the_consumer_and_one_that_was_never_read_is_waited_for(
    scratch: Scratch,
) -> None:
    await send(scratch, message("project/a", 1))
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
        gone = AIOKafkaAdminClient(**kafka.options(scratch.servers))
        await gone.start()
        await gone.delete_topics([scratch.topic])
        await gone.close()
        with pytest.raises(LogLost, match="not there any more"):
            await Watch(consumer.reader, {scratch.topic}, every=0).look(consumer.offsets, drained=True)

    with pytest.raises(LogLost, match="not there any more"):
        async with following(scratch, Notes()):
            pass
    connection = await scratch.connect()
    await connection.execute("DELETE FROM offsets")
    await connection.close()
    coming = asyncio.create_task(kafka.ensure(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)]))
    async with following(scratch, Notes()):
        await coming


async def test_a_log_that_was_shortened_under_a_running_consumer_is_noticed(scratch: Scratch) -> None:
    await send(scratch, *(message(f"project/{number}", 1) for number in range(20)))
    async with following(scratch, Notes()) as consumer:
        admin = AIOKafkaAdminClient(**kafka.options(scratch.servers))
        await admin.start()
        await admin.delete_records({TopicPartition(scratch.topic, n): RecordsToDelete(2) for n in range(3)})
        await admin.close()
        with pytest.raises(LogLost, match="next is 0"):
            await Watch(consumer.reader, {scratch.topic}, every=0).look(consumer.offsets, drained=True)


async def test_a_reader_that_is_alive_and_reads_nothing_is_noticed_and_one_that_is_only_behind_is_not(
    scratch: Scratch,
) -> None:
    async with following(scratch, Notes()) as consumer:
        watch = Watch(consumer.reader, {scratch.topic}, every=0)
        for _ in range(2 * ENOUGH_POLLS):
            await watch.look(consumer.offsets, drained=True)
        await send(scratch, *(message(f"project/{number}", 1) for number in range(20)))
        for _ in range(2 * ENOUGH_POLLS):
            await watch.look(consumer.offsets, drained=False)
        await take_all(consumer)
        await watch.look(consumer.offsets, drained=True)

        consumer.reader.client.pause(*consumer.reader.client.assignment())
        await send(scratch, message("project/a", 2))
        with pytest.raises(Stuck):
            await listening(consumer, watch)


async def test_what_could_not_be_applied_is_applied_once_it_can_be(scratch: Scratch) -> None:
    facts = [message(stream, version) for version in (1, 2, 3) for stream in ("project/a", "project/b")]
    await send(scratch, *facts)
    async with following(scratch, Notes(refused={("project/a", 2)})) as consumer:
        await take_all(consumer)
    connection = await scratch.connect()
    ids = [row["id"] for row in await connection.fetch("SELECT id FROM parked ORDER BY id")]
    assert len(ids) == 2

    await connection.execute(REPLAY, ids[:1])

    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
    assert await applied(scratch) == {"project/a": [1, 2, 3], "project/b": [1, 2, 3]}
    assert await connection.fetchval("SELECT count(*) FROM parked") == 0
    await connection.close()


async def test_a_consumer_that_hears_nothing_notices_that_it_is_to_read_again(scratch: Scratch) -> None:
    await send(scratch, message("project/a", 2))
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
        connection = consumer.lease.connection
        await position.unmoved(connection, consumer.offsets)

        await connection.execute(REPLAY, [await connection.fetchval("SELECT id FROM parked")])

        with pytest.raises(Superseded):
            await position.unmoved(connection, consumer.offsets)
