"""A restored store and its log are brought together before anybody serves."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from shared import event_store, kafka
from shared.kafka import Message
from shared.postgres import Connection, lease
from shared.recovery import Recovered, TwoHistories, recover
from shared.relay import Relay
from tests.shared.conftest import Scratch, started

KEPT = "SELECT stream, version, type, organisation, source, id, content, time, recorded_at, data::text FROM events"


@pytest.fixture
async def connection(scratch: Scratch) -> AsyncIterator[Connection]:
    """A session of whoever restores, or writes."""
    one = await scratch.connect()
    yield one
    await one.close()


async def sent(scratch: Scratch) -> None:
    """Let the relay send what the outbox holds."""
    async with (
        lease(scratch.database_url, "relay", schema=scratch.schema) as held,
        kafka.producer(scratch.servers) as producer,
    ):
        relay = Relay("training", scratch.topic, held, producer, {0: 0, 1: 0, 2: 0})
        while await relay.send_batch():
            pass


async def kept(connection: Connection) -> Sequence[Any]:
    return [tuple(row) for row in await connection.fetch(f"{KEPT} ORDER BY stream, version")]


async def as_it_was(connection: Connection, most: int) -> None:
    """Bring the store back to its first facts, as an old back-up would."""
    await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_facts")
    await connection.execute("DELETE FROM events WHERE version > $1", most)
    await connection.execute("ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_facts")


async def recovered(scratch: Scratch, connection: Connection) -> Recovered:
    async with kafka.reader(scratch.servers) as reader:
        return await recover(connection, reader, scratch.topic)


async def a_history(scratch: Scratch, connection: Connection) -> None:
    """Keep forty facts in ten streams and send them, in two batches."""
    for first in (1, 3):
        facts = [started(f"project/{n}", v, nth=v) for v in (first, first + 1) for n in range(10)]
        await event_store.append(connection, facts)
        await sent(scratch)


async def test_a_store_that_is_behind_takes_from_the_log_what_it_lacks_to_the_last_byte(
    scratch: Scratch, connection: Connection
) -> None:
    await a_history(scratch, connection)
    before = await kept(connection)
    await as_it_was(connection, 2)

    assert await recovered(scratch, connection) == Recovered(added=20, to_send=0)
    assert await kept(connection) == before
    assert await recovered(scratch, connection) == Recovered(added=0, to_send=0)
    await event_store.append(connection, [started("project/0", 5)])
    with pytest.raises(event_store.Conflict):
        await event_store.append(connection, [started("project/0", 4)])


async def test_a_log_that_is_behind_is_sent_what_it_lacks_and_no_more(scratch: Scratch, connection: Connection) -> None:
    facts = [started(f"project/{n}", v, nth=v) for v in (1, 2) for n in range(10)]
    await event_store.append(connection, facts)
    await sent(scratch)
    await event_store.append(connection, [started(f"project/{n}", 3) for n in range(4)])
    await connection.execute("INSERT INTO outbox SELECT position FROM events ON CONFLICT DO NOTHING")

    assert await recovered(scratch, connection) == Recovered(added=0, to_send=4)
    await sent(scratch)
    assert await recovered(scratch, connection) == Recovered(added=0, to_send=0)


async def test_an_empty_log_is_sent_everything(scratch: Scratch, connection: Connection) -> None:
    await event_store.append(connection, [started(f"project/{n}", 1) for n in range(10)])
    await connection.execute("DELETE FROM outbox")
    assert await recovered(scratch, connection) == Recovered(added=0, to_send=10)


async def test_a_store_that_was_carried_on_without_its_log_is_told_apart(
    scratch: Scratch, connection: Connection
) -> None:
    await a_history(scratch, connection)
    await as_it_was(connection, 2)
    await event_store.append(connection, [started("project/7", 3, nth=9)])
    before = await kept(connection)

    with pytest.raises(TwoHistories):
        await recovered(scratch, connection)
    assert await kept(connection) == before


async def test_a_hole_that_neither_can_fill_is_told(scratch: Scratch, connection: Connection) -> None:
    await event_store.append(connection, [started("project/1", 1), started("project/1", 3, nth=3)])
    with pytest.raises(TwoHistories, match="project/1 lacks a version"):
        await recovered(scratch, connection)


async def test_what_is_no_fact_is_passed_over(scratch: Scratch, connection: Connection) -> None:
    await a_history(scratch, connection)
    async with kafka.producer(scratch.servers) as producer:
        await producer.send(scratch.topic, [Message(b"project/1", b"{", ()), Message(b"x", b"", [("ce_id", b"\xff")])])
    await as_it_was(connection, 1)
    assert (await recovered(scratch, connection)).added == 30
