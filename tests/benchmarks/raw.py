"""The physical floor of an append: the statement alone, over rows like those of real facts."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files

import asyncpg

from deploy.local.stack import Stack
from shared.event_store import APPEND
from shared.postgres import Connection
from tests.benchmarks.bench import FACTS_EACH, some_facts

__all__ = ["APPEND", "columns", "scratch"]
SCHEMA = "bench"


@asynccontextmanager
async def scratch(stack: Stack) -> AsyncIterator[Connection]:
    """Open a connection to empty tables like those of the event store, in a schema that nobody else looks at."""
    url = stack.database_url("training", owner=True)
    connection = await asyncpg.connect(url, server_settings={"search_path": SCHEMA})
    parts = [(files("shared") / "schema" / f"event_store_{part}.sql").read_text() for part in (1, 2)]
    await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
    await connection.execute("".join(parts).replace(":role", "training_owner"))
    try:
        yield connection
    finally:
        await connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        await connection.close()


def columns(count: int) -> list[list[object]]:
    """Return the arrays of one append of so many facts."""
    now, rows = datetime.now(UTC), []
    for place, fact in enumerate(some_facts(count)):
        version, data = place % FACTS_EACH + 1, json.dumps(fact["data"], separators=(",", ":"))
        content = sha256(data.encode()).digest()
        rows.append(
            (fact["subject"], version, fact["type"], "RGP", fact["source"], str(uuid.uuid4()), content, now, data, now,
             version)
        )  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]
