"""Records that wait: too early in their stream, or not to be applied as they are."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from shared.envelope import Address
from shared.kafka import Record
from shared.postgres import Connection

PARK = """
INSERT INTO parked (topic, partition, "offset", stream, version, recorded_at, reason, headers, value)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::int[], $6::timestamptz[], $7::text[],
                     $8::json[], $9::bytea[])
ON CONFLICT (topic, partition, "offset") DO NOTHING
"""
WAITING = """
SELECT topic, partition, "offset", reason, headers, value, stream, version, recorded_at
FROM parked WHERE stream = ANY($1::text[]) ORDER BY stream, version, id
"""
RELEASE = """
DELETE FROM parked USING unnest($1::text[], $2::int[]) AS gone (stream, version)
WHERE (parked.stream, parked.version) = (gone.stream, gone.version)
"""
REPLAY = """
WITH again AS (DELETE FROM parked WHERE id = ANY($1::bigint[]) RETURNING topic, partition, "offset"),
     first AS (SELECT topic, partition, min("offset") AS at FROM again GROUP BY topic, partition)
UPDATE offsets SET next = least(next, first.at), last = NULL FROM first
WHERE (offsets.topic, offsets.partition) = (first.topic, first.partition)
"""
WHY = ("too_early", "unfit", "lost")
"""Something before it in its stream has not come; it cannot be applied as it is; it does not say where it belongs."""
COUNT = """
SELECT CASE WHEN stream IS NULL THEN 'lost'
            WHEN reason ~ '^version [0-9]+ of its stream has not come yet$' THEN 'too_early'
            ELSE 'unfit' END AS why, count(*) AS records
FROM parked GROUP BY 1
"""


@dataclass(frozen=True)
class Parked:
    """A record that waits, where it belongs, and why it waits."""

    where: Address
    record: Record
    reason: str


@dataclass(frozen=True)
class Lost:
    """A record that cannot even be told where it belongs, and why."""

    record: Record
    reason: str


async def park(connection: Connection, waiting: Iterable[Parked | Lost]) -> None:
    """Keep records that cannot be applied now, in the transaction of their batch."""
    rows = [_row(one) for one in waiting]
    if rows:
        await connection.execute(PARK, *map(list, zip(*rows, strict=True)))


def _row(one: Parked | Lost) -> tuple[object, ...]:
    headers = [[name, base64.b64encode(value).decode()] for name, value in one.record.headers]
    where = one.where if isinstance(one, Parked) else None
    return (
        one.record.topic, one.record.partition, one.record.offset,
        where.stream if where else None, where.version if where else None, where.recorded_at if where else None,
        one.reason, msgspec.json.encode(headers).decode(), one.record.value or b"",
    )  # fmt: skip


async def waiting(connection: Connection, streams: Iterable[str]) -> dict[str, list[Parked]]:
    """Return what waits in each of these streams, in their order."""
    found: dict[str, list[Parked]] = {}
    for row in await connection.fetch(WAITING, list(streams)):
        headers = [(name, base64.b64decode(value)) for name, value in msgspec.json.decode(row["headers"])]
        where = Address(row["stream"], row["version"], row["recorded_at"])
        record = Record(row["topic"], row["partition"], row["offset"], None, row["value"], headers)
        found.setdefault(row["stream"], []).append(Parked(where, record, row["reason"]))
    return found


async def release(connection: Connection, released: Iterable[Parked]) -> None:
    """Remove what has been applied after all."""
    gone = [(one.where.stream, one.where.version) for one in released]
    if gone:
        await connection.execute(RELEASE, *map(list, zip(*gone, strict=True)))


async def count(connection: Connection) -> dict[str, int]:
    """Return how many records wait, by why."""
    found = {row["why"]: row["records"] for row in await connection.fetch(COUNT)}
    return {why: found.get(why, 0) for why in WHY}
