"""How far a stack is with what it was told."""

import asyncio
import time
from collections.abc import Iterable

import asyncpg

from deploy.local.stack import Stack
from services.metrics import versions
from services.metrics.followed import FOLLOWED
from services.metrics.versions import Side
from shared import kafka
from shared.postgres import Connection
from tests.client import NotInTime, eventually

WITHIN, LOOK_AGAIN = 1_800.0, 0.02
STORES = ("projects", "training", "metrics")


async def live(connection: Connection) -> Side:
    """Return the version of the read side that is read."""
    return next(one for one in await versions.sides(connection) if one.live)


async def is_sent(stack: Stack, stores: Iterable[str] = STORES) -> bool:
    """Return whether Kafka has acknowledged everything."""
    for service in stores:
        connection = await asyncpg.connect(stack.database_url(service, owner=True))
        try:
            if await connection.fetchval("SELECT count(*) FROM outbox"):
                return False
        finally:
            await connection.close()
    return True


async def settled(stack: Stack) -> None:
    """Wait until everything is in Kafka and applied."""
    await eventually(lambda: is_sent(stack), "everything is in Kafka", within=WITHIN)
    async with kafka.reader(stack.kafka) as reader:
        partitions = [one for topic in FOLLOWED for one in await reader.partitions(topic)]
        ends = {one: end for one, (_, end) in (await reader.bounds(partitions)).items()}
    connection = await asyncpg.connect(stack.database_url("metrics", owner=True))
    try:
        schema, deadline = (await live(connection)).schema, time.monotonic() + WITHIN
        while not await _reached(connection, schema, ends):
            if time.monotonic() > deadline:
                raise NotInTime("the read side has not caught up")
            await asyncio.sleep(LOOK_AGAIN)
    finally:
        await connection.close()


async def _reached(connection: Connection, schema: str, ends: dict[kafka.Partition, int]) -> bool:
    rows = await connection.fetch(f"SELECT topic, partition, next FROM {schema}.offsets")
    found = {(row[0], row[1]): row[2] for row in rows}
    return all(found.get(one, 0) >= end for one, end in ends.items())
