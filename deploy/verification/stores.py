"""What stores, log and read side say, read in one direction and a little at a time."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from hashlib import blake2b

import asyncpg
import msgspec

from deploy.verification.oracles import Fact, Place
from services.metrics.read_side import CONTRACTS
from shared.contracts.event import Recorded
from shared.envelope import Unreadable, row
from shared.event_store import recorded
from shared.kafka import Record
from shared.postgres import Connection

PREFETCH = 2_000
STORED = """
SELECT position, stream, version, type, organisation, source, id, time, recorded_at, data FROM events
WHERE recorded_at <= $1 ORDER BY stream, version
"""
PROJECTED = """
SELECT stream, version, type, organisation, source, id, time, recorded_at, data FROM {}.facts
WHERE stream > $1 AND stream < $2 AND recorded_at <= $3 ORDER BY stream, version
"""
PLACES = """
SELECT e.stream, e.version, e.type, e.organisation, e.source, e.id, e.content, e.time, e.recorded_at,
       e.data::text AS data, e.position, before.position AS before
FROM unnest($1::text[], $2::int[]) AS said (stream, version)
JOIN events e USING (stream, version)
LEFT JOIN events before ON (before.stream, before.version) = (e.stream, e.version - 1)
"""


def _fact(one: Recorded, *also: bytes) -> Fact:
    said = (one.id, one.source, one.time, msgspec.json.encode(one.event))
    digest = blake2b(msgspec.json.encode(said) + b"".join(also), digest_size=16).digest()
    return Fact(one.stream, one.version, one.recorded_at, one.event.type, one.organisation, digest)


async def stored(connection: Connection, through: datetime) -> AsyncIterator[tuple[int, Fact]]:
    """Yield every fact of a store up to a moment with its position, by stream and version."""
    async for found in connection.cursor(STORED, through, prefetch=PREFETCH):
        yield found["position"], _fact(recorded(found, CONTRACTS[found["stream"].partition("/")[0]]))


async def projected(connection: Connection, schema: str, category: str, through: datetime) -> AsyncIterator[Fact]:
    """Yield every fact of a category that a read side has up to a moment, by stream and version."""
    bounds = (f"{category}/", f"{category}0", through)
    async for found in connection.cursor(PROJECTED.format(schema), *bounds, prefetch=PREFETCH):
        yield _fact(recorded(found, CONTRACTS[category]))


def published(record: Record) -> Fact | None:
    """Return the fact that a record of the log holds, to the last byte; None where it holds none."""
    try:
        said = row(record.headers, record.value)
    except Unreadable:
        return None
    return _raw(said)


def _raw(said: Sequence[object]) -> Fact:
    stream, version, type_, organisation, source, id_, content, time, recorded_at, data = said
    assert isinstance(content, bytes)
    digest = blake2b(msgspec.json.encode((source, id_, content.hex(), time, data)), digest_size=16).digest()
    return Fact(str(stream), _number(version), _moment(recorded_at), str(type_), str(organisation), digest)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


async def places(connection: Connection, said: Sequence[Fact]) -> dict[tuple[str, int], tuple[Fact, Place]]:
    """Return what a store holds where the log says something, and where that stands."""
    streams, versions = [one.stream for one in said], [one.version for one in said]
    return {
        (found["stream"], found["version"]): (_raw(found[:10]), Place(found["position"], found["before"]))
        for found in await connection.fetch(PLACES, streams, versions)
    }


async def opened(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Open a connection that can change nothing and may take its time."""
    settings = {"default_transaction_read_only": "on", "statement_timeout": "0", "application_name": "verify"}
    return await asyncpg.connect(url, server_settings=settings)
