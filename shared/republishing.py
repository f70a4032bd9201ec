"""Kafka was lost, wholly or in part: what it lacks is sent again from the store, which has everything.

It needs no rest: the door stays open. Whoever relays is turned away for as long as it takes, and readers are told
to begin anew; what they have they pass over by its version.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.kafka import Reader, Record
from shared.position import LogLost, standing
from shared.postgres import Connection
from shared.recovery import BEGIN, MOST, NOTE, OTHERWISE, POLL_MILLISECONDS, TwoHistories, readable

UNKNOWN = """
SELECT stream, version FROM in_log
WHERE NOT EXISTS (SELECT FROM events WHERE (events.stream, events.version) = (in_log.stream, in_log.version)) LIMIT 1
"""
HOLED = "SELECT EXISTS (SELECT FROM in_log GROUP BY stream HAVING count(*) <> max(version))"
FORGET_LOG = "TRUNCATE in_log"
SEND = """
INSERT INTO outbox (position) SELECT position FROM events
WHERE NOT EXISTS (SELECT FROM in_log WHERE (in_log.stream, in_log.version) = (events.stream, events.version))
ON CONFLICT DO NOTHING
"""
LACKING = """
SELECT count(*) FROM events
WHERE NOT EXISTS (SELECT FROM in_log WHERE (in_log.stream, in_log.version) = (events.stream, events.version))
  AND NOT EXISTS (SELECT FROM outbox WHERE outbox.position = events.position)
"""
BEGIN_ANEW = "UPDATE offsets SET next = $3, last = NULL WHERE (topic, partition) = ($1, $2)"


@dataclass(frozen=True)
class Lacking:
    """What a topic lacks of what was sent to it."""

    facts: int
    """How many were sent to it that it does not hold."""
    holed: bool
    """Whether it lacks some that come before others of their stream: then it has to be made anew, to be in order."""


async def lacking(connection: Connection, reader: Reader, topic: str, *, forget: bool = False) -> Lacking:
    """Compare a topic with its store, in a transaction of the caller's, who has taken the relay over.

    Where the log holds what the store does not, `TwoHistories` is raised, unless that is to be forgotten.
    """
    await connection.execute(BEGIN)
    partitions = await reader.partitions_now(topic)
    bounds = await reader.bounds(partitions)
    reader.seek({partition: first for partition, (first, _) in bounds.items()})
    reached = {partition: first for partition, (first, _) in bounds.items()}
    foreign = False
    while any(reached[partition] < end for partition, (_, end) in bounds.items()):
        records = await reader.poll(MOST, POLL_MILLISECONDS)
        foreign |= await _note(connection, records, forget=forget)
        reached |= {(one.topic, one.partition): one.offset + 1 for one in records}
    unknown = await connection.fetchrow(UNKNOWN)
    if unknown and not forget:
        raise TwoHistories(f"The log holds {unknown['stream']} version {unknown['version']}, which the store lacks.")
    holed = not partitions or foreign or unknown is not None or await connection.fetchval(HOLED)
    return Lacking(await connection.fetchval(LACKING), bool(holed))


async def _note(connection: Connection, records: Sequence[Record], *, forget: bool) -> bool:
    """Note what a batch of the log holds; return whether some of it is otherwise in the store."""
    rows = [found for one in records if (found := readable(one))]
    if not rows:
        return False
    columns = [list(column) for column in zip(*rows, strict=True)]
    streams, versions, recorded_at = columns[0], columns[1], columns[8]
    other = await connection.fetchrow(OTHERWISE, streams, versions, recorded_at)
    if other and not forget:
        words = f"{other['stream']} version {other['version']}"
        raise TwoHistories(f"{words} is one fact in the store, another in the log.")
    await connection.execute(NOTE, streams, versions)
    return other is not None


async def send_again(connection: Connection, *, everything: bool) -> None:
    """Let the relay send what the topic lacks, or everything, once it goes on."""
    if everything:
        await connection.execute(FORGET_LOG)
    await connection.execute(SEND)


async def begin_anew(
    connection: Connection, reader: Reader, topics: Collection[str], anyway: Collection[str], others: Collection[str]
) -> list[str]:
    """Let a follower begin anew with topics of facts that were mended, or of which it does not stand in the log.

    Of other topics it goes on with what comes. What it parked of the facts is read, and parked, again. Returns the
    topics that it begins anew with.
    """
    followed = {row[0] for row in await connection.fetch("SELECT DISTINCT topic FROM offsets")}
    lost = [
        one for one in sorted(followed.intersection(topics)) if one in anyway or await _is_lost(connection, reader, one)
    ]
    if lost:
        partitions = [
            one for topic in (*lost, *followed.intersection(others)) for one in await reader.partitions(topic)
        ]
        bounds = await reader.bounds(partitions)
        places = [(*one, end if one[0] in others else first) for one, (first, end) in bounds.items()]
        await connection.execute("DELETE FROM parked WHERE topic = ANY($1::text[])", lost)
        await connection.executemany(BEGIN_ANEW, places)
    return lost


async def _is_lost(connection: Connection, reader: Reader, topic: str) -> bool:
    try:
        await standing(connection, reader, [topic])
    except LogLost:
        return True
    return False
