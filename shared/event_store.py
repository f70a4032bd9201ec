"""The append-only store of one service's facts. All of its SQL is here."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec

from shared.contracts.event import Contract, Event, Recorded
from shared.contracts.upcasting import decoded
from shared.postgres import Connection

# The clock is read after the transaction has an id: the watermark rests on that order. A fact is later than the
# one before it in its stream even when the clock was set back. Rows are numbered in the order given, since the
# outbox is sent by position.
_APPEND = """
WITH begun AS MATERIALIZED (SELECT pg_current_xact_id() AS id OFFSET 0),
     now AS MATERIALIZED (SELECT clock_timestamp() AS at FROM begun WHERE begun.id IS NOT NULL),
     fact AS (
        SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
                             $7::bytea[], $8::timestamptz[], $9::json[], $10::timestamptz[], $11::int[]{columns})
        WITH ORDINALITY AS t (stream, version, type, organisation, source, id,
                              content, time, data, after, nth{names}, place)),
     kept AS (
        INSERT INTO events (stream, version, type, organisation, source, id, content, time, data, recorded_at)
        SELECT stream, version, type, organisation, source, id, content, time, data,
               greatest(now.at, after) + nth * interval '1 microsecond'
        FROM fact CROSS JOIN now ORDER BY place
        RETURNING position, stream, version, recorded_at),
     sent AS (INSERT INTO outbox {outbox})
SELECT stream, version, recorded_at FROM kept
"""
APPEND = _APPEND.format(columns="", names="", outbox="(position) SELECT position FROM kept")
APPEND_TRACED = _APPEND.format(
    columns=", $12::text[]",
    names=", traceparent",
    outbox="(position, traceparent) SELECT position, traceparent FROM kept JOIN fact USING (stream, version)",
)
"""The same when some of the facts are sampled: the outbox says where in their trace, for whoever applies them."""

READ = """
SELECT stream, version, type, organisation, source, id, time, recorded_at, data
FROM events WHERE stream = ANY($1::text[]) ORDER BY stream, version
"""

IDENTITIES = """
SELECT e.organisation, e.source, e.id, e.content, e.stream, e.version, e.recorded_at
FROM unnest($1::text[], $2::text[], $3::text[]) AS k (organisation, source, id)
JOIN events e USING (organisation, source, id)
"""

HINT = "outbox"
"""Notified after a commit, so that the relay need not wait for its next look; nothing rests on it."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Conflict(Exception):
    """Another writer was quicker; what was decided has to be decided again."""


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """One fact to keep, at the place in its stream that the decision counted on."""

    stream: str
    version: int
    organisation: str
    source: str
    id: str
    content: bytes
    time: datetime
    event: Event
    after: datetime
    """When the stream's last kept fact was recorded."""
    nth: int
    """Its place, from 1, among the facts that this append adds to the stream."""
    place: str | None = None
    """Where in a trace it was submitted."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where a fact that was accepted earlier stands."""

    content: bytes
    stream: str
    version: int
    recorded_at: datetime


async def append(connection: Connection, facts: Sequence[Append]) -> dict[tuple[str, int], datetime]:
    """Keep the facts, all or none, and return when each (stream, version) was recorded.

    It is the only statement of its transaction. Raises `Conflict` when a version or an identity was taken.
    """
    if not facts:
        return {}
    columns = list(map(list, zip(*(_row(fact) for fact in facts), strict=True)))
    places = [fact.place for fact in facts]
    try:
        if any(places):
            rows = await connection.fetch(APPEND_TRACED, *columns, places)
        else:
            rows = await connection.fetch(APPEND, *columns)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name in {"events_stream_version", "events_identity"}:
            raise Conflict from error
        raise
    return {(row["stream"], row["version"]): row["recorded_at"] for row in rows}


def _row(fact: Append) -> tuple[object, ...]:
    data = msgspec.json.encode(fact.event).decode()
    return (
        fact.stream, fact.version, fact.event.type, fact.organisation, fact.source, fact.id,
        fact.content, fact.time, data, fact.after, fact.nth,
    )  # fmt: skip


async def hint(connection: Connection) -> None:
    """Tell the relay that there is something to send. Never inside the append: it would serialise all commits."""
    await connection.execute(f"NOTIFY {HINT}")


async def read(connection: Connection, contract: Contract, streams: Iterable[str]) -> dict[str, list[Recorded]]:
    """Return the history of each stream; a stream without facts has none."""
    history: dict[str, list[Recorded]] = {}
    for row in await connection.fetch(READ, list(streams)):
        history.setdefault(row["stream"], []).append(recorded(row, contract))
    return history


async def identities(connection: Connection, keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], Kept]:
    """Return what was kept earlier under each of these (organisation, source, id)."""
    columns = list(zip(*keys, strict=True)) or [(), (), ()]
    return {
        (row["organisation"], row["source"], row["id"]): Kept(
            content=row["content"],
            stream=row["stream"],
            version=row["version"],
            recorded_at=row["recorded_at"],
        )
        for row in await connection.fetch(IDENTITIES, *map(list, columns))
    }


def recorded(row: Any, contract: Contract) -> Recorded:
    """Return one row of a query, whichever library made it, as the fact it holds."""
    _, kind = contract.types[row["type"]]
    return Recorded(
        stream=row["stream"],
        version=row["version"],
        id=row["id"],
        source=row["source"],
        organisation=row["organisation"],
        time=row["time"],
        recorded_at=row["recorded_at"],
        event=decoded(row["data"], kind),
    )
