"""A store that was restored, and a log that holds more, or less, or nothing: each gets what it lacks.

A store behind its log would give out versions that the log has already; whoever follows would pass over the new
facts as seen. A log behind its store would leave them without facts that were acknowledged. So nothing serves before
both hold the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from shared.envelope import Unreadable, row
from shared.kafka import Partition, Reader, Record
from shared.postgres import Connection
from shared.telemetry import log

MOST = 5_000
POLL_MILLISECONDS = 500

BEGIN = """
CREATE TEMPORARY TABLE in_log (stream text COLLATE "C", version integer, PRIMARY KEY (stream, version)) ON COMMIT DROP
"""
_SAID = """
WITH said AS (
    SELECT DISTINCT ON (stream, version) * FROM unnest(
        $1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::timestamptz[],
        $9::timestamptz[], $10::json[]
    ) WITH ORDINALITY AS t (stream, version, type, organisation, source, id, content, time, recorded_at, data, place)
    ORDER BY stream, version, place)
"""
ADD = f"""{_SAID}
INSERT INTO events (stream, version, type, organisation, source, id, content, time, recorded_at, data)
SELECT stream, version, type, organisation, source, id, content, time, recorded_at, data FROM said
WHERE NOT EXISTS (SELECT FROM events WHERE (events.stream, events.version) = (said.stream, said.version))
ORDER BY place
"""  # noqa: S608  the statement's beginning is the constant above
NOTE = "INSERT INTO in_log SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT DO NOTHING"
# A moment of recording has six decimals and one clock: where it is another, it is another fact.
OTHERWISE = """
SELECT said.stream, said.version
FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS said (stream, version, recorded_at)
JOIN events USING (stream, version) WHERE events.recorded_at <> said.recorded_at LIMIT 1
"""
HOLE = "SELECT stream FROM events GROUP BY stream HAVING count(*) <> max(version) LIMIT 1"
SEND = """
DELETE FROM outbox;
INSERT INTO outbox (position) SELECT position FROM events
WHERE NOT EXISTS (SELECT FROM in_log WHERE (in_log.stream, in_log.version) = (events.stream, events.version))
"""


class TwoHistories(Exception):
    """The log and the store tell different things of one stream. They are of two systems, or one was carried on."""


@dataclass(frozen=True)
class Recovered:
    """What each lacked."""

    added: int
    """Facts that the store took from the log."""
    to_send: int
    """Facts that the relay has to send again."""


async def recover(connection: Connection, reader: Reader, topic: str) -> Recovered:
    """Bring a store and its topic together, in one transaction of the store, while nobody writes to either."""
    added = 0
    async with connection.transaction():
        await connection.execute(BEGIN)
        partitions = await reader.partitions_now(topic)
        bounds = await reader.bounds(partitions)
        reader.seek({partition: first for partition, (first, _) in bounds.items()})
        reached = {partition: first for partition, (first, _) in bounds.items()}
        while any(reached[partition] < end for partition, (_, end) in bounds.items()):
            records = await reader.poll(MOST, POLL_MILLISECONDS)
            added += await _take(connection, records)
            _advance(reached, records)
        if stream := await connection.fetchval(HOLE):
            raise TwoHistories(f"{stream} lacks a version, in the store and in the log.")
        await connection.execute(SEND)
        return Recovered(added, await connection.fetchval("SELECT count(*) FROM outbox"))


def _advance(reached: dict[Partition, int], records: Sequence[Record]) -> None:
    for one in records:
        reached[one.topic, one.partition] = one.offset + 1


async def _take(connection: Connection, records: Sequence[Record]) -> int:
    rows = [found for one in records if (found := readable(one))]
    if not rows:
        return 0
    columns = [list(column) for column in zip(*rows, strict=True)]
    streams, versions, recorded_at = columns[0], columns[1], columns[8]
    try:
        done = await connection.execute(ADD, *columns)
    except asyncpg.UniqueViolationError as error:
        raise TwoHistories(f"The log holds under another place what the store has: {error.detail}") from None
    if other := await connection.fetchrow(OTHERWISE, streams, versions, recorded_at):
        raise TwoHistories(
            f"{other['stream']} version {other['version']} is one fact in the store, another in the log."
        )
    await connection.execute(NOTE, streams, versions)
    return int(done.split()[-1])


def readable(record: Record) -> tuple[object, ...] | None:
    """Return what a record holds as a row of the event store, none where it holds no fact."""
    try:
        return row(record.headers, record.value)
    except Unreadable as error:
        log.warning("recovery.passed_over", partition=record.partition, offset=record.offset, reason=str(error))
        return None
