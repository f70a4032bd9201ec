"""What a topic lacks of its store is found to the last fact, and sent so that every stream is in order."""

from collections.abc import AsyncIterator

import pytest

from shared import event_store, kafka
from shared.kafka import Message
from shared.postgres import Connection, lease
from shared.recovery import TwoHistories
from shared.relay import Relay
from shared.republishing import Lacking, begin_anew, lacking, send_again
from tests.shared.conftest import Scratch, started
from tests.shared.test_consumer import Notes, applied, following, message, take_all
from tests.shared.test_relay import by_stream, everything


@pytest.fixture
async def connection(scratch: Scratch) -> AsyncIterator[Connection]:
    """A session of the store's owner."""
    one = await scratch.connect()
    yield one
    await one.close()


async def relayed(scratch: Scratch) -> None:
    """Let the relay send what the outbox holds."""
    async with (
        lease(scratch.database_url, "relay", schema=scratch.schema) as held,
        kafka.producer(scratch.servers) as producer,
    ):
        relay = Relay("training", scratch.topic, held, producer, {})
        while await relay.send_batch():
            pass


async def mended(scratch: Scratch, connection: Connection, *, forget: bool = False) -> Lacking:
    """Send again what the topic lacks, as the command does."""
    async with kafka.reader(scratch.servers) as reader, connection.transaction():
        found = await lacking(connection, reader, scratch.topic, forget=forget)
        if found.holed:
            await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
        await send_again(connection, everything=found.holed)
    return found


async def twenty_facts(scratch: Scratch, connection: Connection) -> None:
    """Keep and send two facts in each of ten streams."""
    await event_store.append(connection, [started(f"project/{n}", v, nth=v) for v in (1, 2) for n in range(10)])
    await relayed(scratch)


async def in_log(scratch: Scratch) -> dict[str, list[int]]:
    return by_stream(await everything(scratch, scratch.topic, 3))


WHOLE = {f"project/{n}": [1, 2] for n in range(10)}


async def test_a_whole_log_lacks_nothing_and_what_is_on_its_way_is_not_lacking(
    scratch: Scratch, connection: Connection
) -> None:
    await twenty_facts(scratch, connection)
    await event_store.append(connection, [started("project/0", 3)])

    assert await mended(scratch, connection) == Lacking(0, holed=False)
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1


async def test_a_log_that_lacks_the_ends_of_streams_is_sent_these_alone(
    scratch: Scratch, connection: Connection
) -> None:
    await event_store.append(connection, [started(f"project/{n}", 1) for n in range(10)])
    await relayed(scratch)
    await event_store.append(connection, [started(f"project/{n}", 2) for n in range(10)])
    await connection.execute("DELETE FROM outbox")

    assert await mended(scratch, connection) == Lacking(10, holed=False)
    await relayed(scratch)
    assert await in_log(scratch) == WHOLE


async def test_a_log_that_lacks_beginnings_is_made_anew_in_order(scratch: Scratch, connection: Connection) -> None:
    await twenty_facts(scratch, connection)
    await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
    await connection.execute("INSERT INTO outbox SELECT position FROM events WHERE version = 2")
    await relayed(scratch)

    assert await mended(scratch, connection) == Lacking(10, holed=True)
    await relayed(scratch)
    assert await in_log(scratch) == WHOLE


async def test_a_topic_that_is_gone_is_made_anew(scratch: Scratch, connection: Connection) -> None:
    await event_store.append(connection, [started(f"project/{n}", v, nth=v) for v in (1, 2) for n in range(10)])
    async with kafka.reader(scratch.servers) as reader, connection.transaction():
        found = await lacking(connection, reader, "qi.nowhere")
    assert found == Lacking(0, holed=True)


@pytest.mark.parametrize("version", [2, 3], ids=["another fact in a fact's place", "a fact the store never had"])
async def test_what_only_the_log_holds_is_told_and_given_up_only_when_asked(
    scratch: Scratch, connection: Connection, version: int
) -> None:
    await twenty_facts(scratch, connection)
    async with kafka.producer(scratch.servers) as producer:
        await producer.send(scratch.topic, [message("project/1", version), Message(b"x", b"no fact", ())])

    with pytest.raises(TwoHistories, match=f"project/1 version {version}"):
        await mended(scratch, connection)
    assert await mended(scratch, connection, forget=True) == Lacking(0, holed=True)
    await relayed(scratch)
    assert await in_log(scratch) == WHOLE


async def test_followers_that_do_not_stand_in_the_log_begin_anew_and_no_others(
    scratch: Scratch, connection: Connection
) -> None:
    await twenty_facts(scratch, connection)
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
    async with kafka.reader(scratch.servers) as reader:
        assert await begin_anew(connection, reader, [scratch.topic], [], []) == []
    await kafka.make_anew(scratch.servers, [kafka.facts_topic(scratch.topic, 3, 1)])
    await connection.execute("INSERT INTO outbox SELECT position FROM events")

    async with kafka.reader(scratch.servers) as reader:
        assert await begin_anew(connection, reader, [scratch.topic], [], []) == [scratch.topic]

    await relayed(scratch)
    async with following(scratch, Notes()) as consumer:
        await take_all(consumer)
    assert await applied(scratch) == WHOLE
