"""The engine's parts against real servers: a schema of its own and a topic of its own for each test."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files

import asyncpg
import pytest

from deploy.local.stack import Stack
from shared import kafka
from shared.contracts.event import Event
from shared.contracts.project import ProjectStarted
from shared.event_store import LONG_AGO, Append
from shared.settings import Servers


@dataclass(frozen=True)
class Scratch:
    """Where one test may do as it likes."""

    database_url: str
    schema: str
    servers: Servers
    topic: str

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(self.database_url, server_settings={"search_path": self.schema})


@pytest.fixture
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    """A fresh event store, a fresh consumer's tables and a fresh topic of three partitions."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    url = stack.database_url("training", owner=True)
    one = Scratch(f"{url}?search_path={name}", name, stack.kafka, f"qi.{name}")
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {name}; SET search_path TO {name}")
    stores, consumers = ("event_store_1", "event_store_2", "seals_1"), ("consumer_1", "consumer_2", "consumer_3")
    for part in (*stores, *consumers):
        statements = (files("shared") / "schema" / f"{part}.sql").read_text()
        await connection.execute(statements.replace(":role", "training_owner"))
    await kafka.create_topics(one.servers, [kafka.facts_topic(one.topic, 3, 1), kafka.watermarks_topic(1)])
    yield one
    await connection.execute(f"DROP SCHEMA {name} CASCADE")
    await connection.close()


def started(
    stream: str, version: int, *, nth: int = 1, after: datetime = LONG_AGO, event: Event | None = None
) -> Append:
    """A small fact at a place in a stream."""
    return Append(
        stream=stream,
        version=version,
        organisation="RGP",
        source="urn:test",
        id=f"{stream}#{version}",
        content=b"content",
        time=datetime.now(UTC),
        event=event or ProjectStarted(on=date(2022, 5, 1)),
        after=after,
        nth=nth,
    )
