"""The event store and the relay, each alone."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import asyncpg

from shared import kafka
from shared.contracts.project import ProjectStarted
from shared.envelope import message
from shared.event_store import LONG_AGO, Append, append
from shared.kafka import Producer
from shared.postgres import Connection, lease
from shared.relay import MOST, NEXT, Relay
from tests.benchmarks import raw
from tests.benchmarks.bench import Bench
from tests.benchmarks.line import Goal, Line
from tests.benchmarks.peers import eventsourcing_saves

APPENDS, RELAYED, BATCH = 3_000, 60_000, 1_000


def _fact() -> Append:
    stream = f"project/{uuid.uuid4()}"
    return Append(
        stream=stream, version=1, organisation="RGP", source="urn:nhs:ods:RGP:bench", id=stream, content=b"x" * 32,
        time=datetime.now(UTC), event=ProjectStarted(on=date(2014, 5, 1)), after=LONG_AGO, nth=1,
    )  # fmt: skip


async def _append(connection: Connection, facts: list[Append]) -> None:
    for fact in facts:
        await append(connection, [fact])


async def append_on_one(bench: Bench) -> float:
    """Facts a second, each durable before the next is begun."""
    return await _appends(bench, 1)


async def append_on_sixteen(bench: Bench) -> float:
    """Facts a second, each durable, from sixteen connections."""
    return await _appends(bench, 16)


async def _appends(bench: Bench, count: int) -> float:
    url = bench.stack.database_url("training", owner=True)
    facts = [_fact() for _ in range(APPENDS)]
    async with raw.scratch(bench.stack):
        connections = [await asyncpg.connect(url, server_settings={"search_path": raw.SCHEMA}) for _ in range(count)]
        for connection in connections:
            await append(connection, [_fact()])
        began = time.perf_counter()
        await asyncio.gather(*(_append(one, facts[place::count]) for place, one in enumerate(connections)))
        seconds = time.perf_counter() - began
        for connection in connections:
            await connection.close()
    return APPENDS / seconds


async def relayed(bench: Bench) -> float:
    """Facts a second from a full outbox to acknowledged and removed."""
    async with _full_outbox(bench) as topic, kafka.producer(bench.stack.kafka) as producer:
        url = f"{bench.stack.database_url('training', owner=True)}?search_path={raw.SCHEMA}"
        async with lease(url, f"bench.{topic}", schema=raw.SCHEMA) as held:
            leading = Relay("bench", topic, held, producer, {})
            began, sent = time.perf_counter(), 0
            while sent < RELAYED:
                sent += await leading.send_batch()
            return sent / (time.perf_counter() - began)


async def aiokafka_alone(bench: Bench) -> float:
    """Messages a second: the same ones, ready made, in the same batches."""
    async with _full_outbox(bench, BATCH) as topic, kafka.producer(bench.stack.kafka) as producer:
        url = bench.stack.database_url("training", owner=True)
        connection = await asyncpg.connect(url, server_settings={"search_path": raw.SCHEMA})
        ready = [message(row) for row in await connection.fetch(NEXT, MOST)]
        await connection.close()
        began = time.perf_counter()
        for _ in range(RELAYED // len(ready)):
            await Producer(producer.client).send(topic, ready)
        return RELAYED / (time.perf_counter() - began)


@asynccontextmanager
async def _full_outbox(bench: Bench, count: int = RELAYED) -> AsyncIterator[str]:
    """Fill scratch tables with facts that Kafka has not seen, and make a topic for them."""
    topic = f"qi.bench.{uuid.uuid4().hex[:8]}"
    await kafka.create_topics(bench.stack.kafka, [kafka.facts_topic(topic, 6, 1)])
    async with raw.scratch(bench.stack) as connection:
        for _ in range(count // BATCH):
            await connection.fetch(raw.APPEND, *raw.columns(BATCH))
        yield topic


LINES = (
    Line(
        "append and outbox, one connection", "facts/s", append_on_one, Goal(2_000),
        {"pyeventsourcing save() of one": eventsourcing_saves},
    ),
    Line("append and outbox, 16 connections", "facts/s", append_on_sixteen, Goal(5_000)),
    Line(
        "relay, outbox to acknowledged", "facts/s", relayed, Goal(40_000, {"the same by aiokafka alone": 0.7}),
        {"the same by aiokafka alone": aiokafka_alone},
    ),
)  # fmt: skip
