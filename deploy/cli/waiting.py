"""What waits in the databases of all who follow the log, and how it is tried again or given up."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from deploy.cli import backups
from deploy.cli.restoring import OWNERS
from deploy.cli.servers import Servers, kafka_settings
from deploy.local.problems import Problem
from shared import kafka, parking
from shared.postgres import Connection

FIND = """
SELECT id, topic, partition, "offset", stream, version, recorded_at, reason, parked_at FROM "{}".parked ORDER BY id
"""
DROP = "DELETE FROM parked WHERE id = ANY($1::bigint[])"
KNOWN = """
SELECT stream, version FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS said (stream, version, recorded_at)
JOIN events USING (stream, version, recorded_at)
"""


class NoLongerThere(Problem):
    """Kafka no longer holds what is to be read again; `goldenthread republish` brings it back:"""


@dataclass(frozen=True)
class Waiting:
    """A parked record, and where it is parked."""

    database: str
    schema: str
    id: int
    topic: str
    partition: int
    offset: int
    stream: str | None
    version: int | None
    recorded_at: datetime | None
    reason: str
    parked_at: datetime

    @property
    def name(self) -> str:
        """How an operator calls it: who keeps it, and its number there."""
        place = self.database if self.schema == "public" else f"{self.database}.{self.schema}"
        return f"{place}:{self.id}"


async def find(servers: Servers) -> list[Waiting]:
    """Return all that waits anywhere, the oldest first."""
    found = []
    for database in servers.owners:
        async with _opened(servers, database) as connection:
            for schema in await backups.schemas_that_read(connection):
                if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".parked') is not None:
                    rows = await connection.fetch(FIND.format(schema))
                    found += [Waiting(database, schema, *row) for row in rows]
    return sorted(found, key=lambda one: one.parked_at)


async def replay(servers: Servers, wanted: Iterable[Waiting]) -> None:
    """Let each consumer read on from the first of its records; what it has it passes over."""
    await _require_in_log(servers, wanted)
    await _execute(servers, wanted, parking.REPLAY)


async def drop(servers: Servers, wanted: Iterable[Waiting]) -> None:
    """Remove records that are no facts."""
    await _execute(servers, wanted, DROP)


async def known_to_stores(servers: Servers, wanted: Sequence[Waiting]) -> list[Waiting]:
    """Return which of the records are facts that a store holds."""
    known: set[tuple[str | None, int | None]] = set()
    for contract in OWNERS:
        mine = [one for one in wanted if one.topic == contract.topic and one.stream is not None]
        columns = [[one.stream for one in mine], [one.version for one in mine], [one.recorded_at for one in mine]]
        async with _opened(servers, contract.service) as connection:
            known |= {(row["stream"], row["version"]) for row in await connection.fetch(KNOWN, *columns)}
    return [one for one in wanted if (one.stream, one.version) in known]


async def _require_in_log(servers: Servers, wanted: Iterable[Waiting]) -> None:
    async with kafka.reader(kafka_settings(servers).servers) as reader:
        bounds = await reader.bounds({(one.topic, one.partition) for one in wanted})
    for one in wanted:
        if one.offset < bounds[one.topic, one.partition][0]:
            raise NoLongerThere(one.name)


async def _execute(servers: Servers, wanted: Iterable[Waiting], statement: str) -> None:
    for database, schema in sorted({(one.database, one.schema) for one in wanted}):
        ids = [one.id for one in wanted if (one.database, one.schema) == (database, schema)]
        async with _opened(servers, database) as connection, connection.transaction():
            await connection.execute(f'SET LOCAL search_path TO "{schema}"')
            await connection.execute(statement, ids)


@asynccontextmanager
async def _opened(servers: Servers, database: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(servers.owners[database])
    try:
        yield connection
    finally:
        await connection.close()
