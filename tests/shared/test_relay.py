"""The relay carries everything in order, deletes only what is acknowledged, and is never led by two."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from shared import event_store, kafka
from shared.envelope import address
from shared.kafka import Message, Record
from shared.position import LogLost
from shared.postgres import LeaseLost, lease
from shared.relay import Relay, Watermark, _ends
from tests.shared.conftest import Scratch, started


@asynccontextmanager
async def leading(scratch: Scratch) -> AsyncIterator[Relay]:
    async with (
        lease(scratch.database_url, "relay", schema=scratch.schema) as held,
        kafka.producer(scratch.servers) as producer,
    ):
        yield Relay("training", scratch.topic, held, producer, {0: 0, 1: 0, 2: 0})


async def everything(scratch: Scratch, topic: str, partitions: int) -> list[Record]:
    """Read a topic from its beginning to its end."""
    async with kafka.reader(scratch.servers) as reader:
        bounds = await reader.bounds([(topic, number) for number in range(partitions)])
        reader.seek({partition: first for partition, (first, _) in bounds.items()})
        # Where a topic is compacted, offsets are missing, but never the last.
        wanted = {partition: end for partition, (first, end) in bounds.items() if end > first}
        records: list[Record] = []
        while wanted:
            records += await reader.poll(5_000, 500)
            reached = {(one.topic, one.partition): one.offset + 1 for one in records}
            wanted = {partition: end for partition, end in wanted.items() if reached.get(partition, 0) < end}
    return records


def by_stream(records: list[Record]) -> dict[str, list[int]]:
    versions: dict[str, list[int]] = defaultdict(list)
    for record in records:
        where = address(record.headers)
        versions[where.stream].append(where.version)
    return versions


async def test_facts_arrive_in_the_order_of_their_streams_and_leave_the_outbox(scratch: Scratch) -> None:
    connection = await scratch.connect()
    facts = [started(f"project/{place % 10}", place // 10 + 1, nth=place // 10 + 1) for place in range(2_500)]
    await event_store.append(connection, facts)

    async with leading(scratch) as relay:
        while await relay.send_batch():
            pass

    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
    arrived = by_stream(await everything(scratch, scratch.topic, 3))
    assert arrived == {f"project/{number}": list(range(1, 251)) for number in range(10)}
    await connection.close()


async def test_a_leader_that_was_taken_over_deletes_nothing(scratch: Scratch) -> None:
    connection = await scratch.connect()
    await event_store.append(connection, [started("project/a", 1)])

    async with leading(scratch) as relay:
        await connection.execute("UPDATE leases SET epoch = epoch + 1")
        with pytest.raises(LeaseLost):
            await relay.send_batch()

    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1
    await connection.close()


async def test_only_one_leads_at_a_time(scratch: Scratch) -> None:
    async with leading(scratch) as first:
        second = asyncio.create_task(leading(scratch).__aenter__())
        done, _ = await asyncio.wait([second], timeout=1.5)
        assert not done
        assert first.lease.epoch == 1
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)


async def test_nothing_recorded_before_a_watermark_comes_after_it_though_twelve_write_and_a_third_are_slow(
    scratch: Scratch,
) -> None:
    """The trap of `bigserial` order: transactions that began earlier commit later, out of the order of positions."""
    writers = [asyncio.create_task(_write(scratch, number, slow=number % 3 == 0)) for number in range(12)]

    async with leading(scratch) as relay:
        while not all(writer.done() for writer in writers) or await relay.send_batch():
            await relay.send_batch()
            await relay.advance_watermark()
    written = sum([await writer for writer in writers])

    records = await everything(scratch, scratch.topic, 3)
    versions = by_stream(records)
    assert len(records) == written
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
    marks = [mark for mark in await _watermarks(scratch) if mark.topic == scratch.topic]
    assert len(marks) > 3
    late = [(mark, record) for mark in marks for record in records if _is_late(record, mark)]
    assert late == []


async def _write(scratch: Scratch, writer: int, *, slow: bool) -> int:
    connection = await scratch.connect()
    for version in range(1, 61):
        async with connection.transaction():
            await event_store.append(connection, [started(f"project/{writer}", version)])
            if slow:
                await connection.execute("SELECT pg_sleep(0.02)")
    await connection.close()
    return 60


async def test_a_watermark_waits_for_a_fact_that_was_stamped_and_is_not_committed_yet(scratch: Scratch) -> None:
    slow = await scratch.connect()
    transaction = slow.transaction()
    await transaction.start()
    [recorded_at] = (await event_store.append(slow, [started("project/a", 1)])).values()

    async with leading(scratch) as relay:
        relay._last_watermark = 0.0
        for _ in range(10):
            await relay.advance_watermark()
        assert [mark for mark in await _watermarks(scratch) if mark.topic == scratch.topic] == []
        await transaction.commit()
        await relay.send_batch()
        async with asyncio.timeout(30):
            while relay._candidate is not None:
                await relay.advance_watermark()
    await slow.close()

    [mark] = [mark for mark in await _watermarks(scratch) if mark.topic == scratch.topic]
    assert mark.at > recorded_at
    assert sum(mark.offsets.values()) == 1


async def test_twelve_writers_of_the_same_streams_some_slow_some_with_early_ids_are_relayed_whole_and_in_order(
    scratch: Scratch,
) -> None:
    """The trap of ordering by transaction id: whoever has an id early and reads its stream late is before itself."""
    writers = [asyncio.create_task(_share(scratch, number)) for number in range(12)]

    async with leading(scratch) as relay:
        while not all(writer.done() for writer in writers) or await relay.send_batch():
            await relay.send_batch()
    written = sum([await writer for writer in writers])

    records = await everything(scratch, scratch.topic, 3)
    connection = await scratch.connect()
    inversions = await connection.fetchval(
        "SELECT count(*) FROM (SELECT xmin::text::bigint < lag(xmin::text::bigint) OVER (PARTITION BY stream"
        " ORDER BY version) AS inverted FROM events) AS _ WHERE inverted"
    )
    await connection.close()
    assert written == len(records) == 12 * 20
    assert all(found == list(range(1, len(found) + 1)) for found in by_stream(records).values())
    assert inversions > 0  # the trap was set


async def _share(scratch: Scratch, writer: int) -> int:
    connection, stream, written = await scratch.connect(), f"project/{writer % 4}", 0
    while written < 20:
        with contextlib.suppress(event_store.Conflict):
            async with connection.transaction():
                if writer % 3 == 1:
                    await connection.execute("SELECT pg_current_xact_id(), pg_sleep(0.01)")
                last = await connection.fetchval(
                    "SELECT coalesce(max(version), 0) FROM events WHERE stream = $1", stream
                )
                await event_store.append(connection, [started(stream, last + 1)])
                if writer % 3 == 0:
                    await connection.execute("SELECT pg_sleep(0.01)")
            written += 1
    await connection.close()
    return written


async def _watermarks(scratch: Scratch) -> list[Watermark]:
    records = await everything(scratch, kafka.WATERMARKS, 1)
    return [msgspec.json.decode(record.value or b"", type=Watermark) for record in records]


def _is_late(record: Record, mark: Watermark) -> bool:
    recorded_at: datetime = address(record.headers).recorded_at
    return recorded_at <= mark.at and record.offset >= mark.offsets.get(record.partition, 0)


async def test_a_watermark_says_whether_there_are_news_and_another_service_hurries_for_them(scratch: Scratch) -> None:
    connection = await scratch.connect()
    async with leading(scratch) as relay, kafka.reader(scratch.servers) as reader:
        await _say(relay)
        await event_store.append(connection, [started("project/a", 1)])
        await relay.send_batch()
        await _say(relay)
        mine = [mark.news for mark in await _watermarks(scratch) if mark.topic == scratch.topic]

        listening = asyncio.create_task(relay.listen(reader))
        said = Watermark("other", f"{scratch.topic}.other", datetime.now(UTC), {}, news=True)
        while not relay._awaited:
            key, value = said.topic.encode(), msgspec.json.encode(said)
            await relay.producer.send(kafka.WATERMARKS, [Message(key, value, ())])
            await asyncio.wait([listening], timeout=0.05)
        listening.cancel()
    await connection.close()
    assert mine == [False, True]


async def _say(relay: Relay) -> None:
    """Let it say how far the log is complete: at once, or as soon as no older transaction runs."""
    relay._last_watermark = 0.0
    await relay.advance_watermark()
    while relay._candidate is not None:
        await relay.advance_watermark()


async def test_a_leader_that_was_taken_over_says_nothing_of_how_far_the_log_is_complete(scratch: Scratch) -> None:
    connection = await scratch.connect()
    async with leading(scratch) as relay:
        await connection.execute("UPDATE leases SET epoch = epoch + 1")
        relay._last_watermark = 0.0
        with pytest.raises(LeaseLost):
            await relay.advance_watermark()
    await connection.close()
    assert [mark for mark in await _watermarks(scratch) if mark.topic == scratch.topic] == []


async def test_a_topic_that_was_emptied_under_a_leader_is_noticed_and_nothing_leaves_the_outbox(
    scratch: Scratch,
) -> None:
    connection = await scratch.connect()
    await event_store.append(connection, [started("project/a", version, nth=version) for version in range(1, 5)])
    async with leading(scratch) as relay:
        await relay.send_batch()
        await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
        await event_store.append(connection, [started("project/a", 5)])
        with pytest.raises((LogLost, kafka.KafkaError)):
            await relay.send_batch()
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1
    await connection.close()


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "emptied"])
async def test_nobody_leads_while_the_log_holds_less_than_was_sent_to_it(scratch: Scratch, *, gone: bool) -> None:
    connection = await scratch.connect()
    await event_store.append(connection, [started(f"project/{n}", 1) for n in range(9)])
    async with leading(scratch) as relay:
        await relay.send_batch()
    admin = AIOKafkaAdminClient(**kafka.options(scratch.servers))
    await admin.start()
    if gone:
        await admin.delete_topics([scratch.topic])
    else:
        await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
    await admin.close()

    async with leading(scratch) as relay, kafka.reader(scratch.servers) as reader:
        with pytest.raises(LogLost, match="9 facts were sent"):
            await _ends(relay.lease, reader, scratch.topic)
        if not gone:
            await connection.execute("INSERT INTO outbox SELECT position FROM events")
            assert await _ends(relay.lease, reader, scratch.topic) == {0: 0, 1: 0, 2: 0}
    await connection.close()


async def test_who_takes_the_lease_by_force_gets_it_from_a_leader_that_has_nothing_to_send(scratch: Scratch) -> None:
    async def idle() -> None:
        async with leading(scratch) as relay:
            led.set()
            await relay.run()

    led = asyncio.Event()
    leader = asyncio.create_task(idle())
    await led.wait()
    async with lease(scratch.database_url, "relay", schema=scratch.schema, by_force=True) as held:
        await held.check()
    with pytest.raises(LeaseLost):
        await leader


async def test_a_leader_that_waits_for_its_topic_lets_go_of_the_lease_when_it_is_taken_by_force(
    scratch: Scratch,
) -> None:
    async def wait() -> None:
        async with leading(scratch) as relay, kafka.reader(scratch.servers) as reader:
            led.set()
            await _ends(relay.lease, reader, "qi.nowhere")

    led = asyncio.Event()
    leader = asyncio.create_task(wait())
    await led.wait()
    async with (
        asyncio.timeout(20),
        lease(scratch.database_url, "relay", schema=scratch.schema, by_force=True) as held,
    ):
        await held.check()
    with pytest.raises(LeaseLost):
        await leader
