"""Where a follower stands in the log, whether it is still the same log, and whether reading it goes on.

An offset alone cannot tell: a topic that was deleted and made again gives the same numbers to other records. So each
offset is kept with a digest of the record that it stands behind.
"""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import msgspec

from shared.kafka import Partition, Reader, Record
from shared.postgres import Connection

LOOK_SECONDS = 5.0
ANSWERED_WITHIN = 20.0
ENOUGH_POLLS = 10
"""So many polls that brought all there was, and nothing of a partition that has more: it is not read any more."""

BOUNDS = """
INSERT INTO log_bounds (topic, partition, first, "end")
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
ON CONFLICT (topic, partition) DO UPDATE
SET first = excluded.first, "end" = excluded."end", looked_at = excluded.looked_at
"""
STORED = "SELECT topic, partition, next, last FROM offsets WHERE topic = ANY($1::text[])"
BEGIN = "INSERT INTO offsets (topic, partition, next) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING"
ADOPT = "UPDATE offsets SET next = $3 WHERE (topic, partition) = ($1, $2)"
MOVE = """
UPDATE offsets SET next = moved.next, last = moved.last
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bytea[])
    AS moved (topic, partition, expected, next, last)
WHERE (offsets.topic, offsets.partition, offsets.next) = (moved.topic, moved.partition, moved.expected)
"""

LOST: dict[str, str] = {}
"""Who of this process stands still because the log was lost, and what is wrong with it."""


class Superseded(Exception):
    """Another writer has moved the offsets; this one's view is stale and nothing of its batch was kept."""


class LogLost(Exception):
    """Kafka no longer holds what was read or sent: it was emptied, shortened or replaced. Nobody may guess on."""


class Stuck(Exception):
    """The reader answers and reads nothing, though there is something to read."""


def digest(record: Record) -> bytes:
    """Return what tells a record from every other."""
    headers = [(name, value) for name, value in record.headers]
    return blake2b(msgspec.msgpack.encode((record.key, headers, record.value)), digest_size=16).digest()


async def taken_up(
    connection: Connection, reader: Reader, facts: Collection[str], others: Collection[str]
) -> dict[Partition, int]:
    """Return the next offset of every partition, once it is certain that the log holds what came before.

    Topics that hold no facts may have been shortened: of them the next that is there is read.
    """
    offsets = await standing(connection, reader, facts)
    partitions = [one for topic in (*facts, *others) for one in await reader.partitions(topic)]
    await connection.executemany(BEGIN, partitions)
    stored = {(row["topic"], row["partition"]): row["next"] for row in await connection.fetch(STORED, list(others))}
    for partition, (first, end) in (await reader.bounds(partitions)).items():
        if partition[0] in others:
            offsets[partition] = min(max(stored.get(partition, 0), first), end)
        elif first > offsets.setdefault(partition, 0):
            raise LogLost(f"{partition}: next is {offsets[partition]}, the log holds {first} to {end}")
    await connection.executemany(ADOPT, [(*one, next_) for one, next_ in offsets.items() if one[0] in others])
    reader.seek(offsets)
    return offsets


async def standing(connection: Connection, reader: Reader, facts: Collection[str]) -> dict[Partition, int]:
    """Return the stored offsets in topics of facts; raise `LogLost` where the log is not the one that they are of."""
    rows = await connection.fetch(STORED, list(facts))
    stored = {(row["topic"], row["partition"]): row["next"] for row in rows}
    there = {one for topic in facts for one in await reader.partitions_now(topic)}
    if gone := sorted(one for one, next_ in stored.items() if next_ and one not in there):
        raise LogLost(f"{gone[0]}: it was read up to {stored[gone[0]]}, and is not there any more")
    offsets = {one: next_ for one, next_ in stored.items() if one in there}
    for partition, (first, end) in (await reader.bounds(offsets)).items():
        if not first <= offsets[partition] <= end:
            raise LogLost(f"{partition}: next is {offsets[partition]}, the log holds {first} to {end}")
    behind = {(row["topic"], row["partition"]): row["last"] for row in rows if row["last"]}
    read = {one: (offsets[one] - 1, last) for one, last in behind.items() if offsets.get(one)}
    if differing := await otherwise(reader, read):
        raise LogLost(f"{differing[0]}: at {read[differing[0]][0]} stands another record than the one that was read")
    return offsets


async def otherwise(reader: Reader, read: Mapping[Partition, tuple[int, bytes]]) -> list[Partition]:
    """Return where, at an offset that the log holds, stands another record than the one with that digest."""
    reader.seek({partition: offset for partition, (offset, _) in read.items()})
    unseen, found = dict(read), []
    async with asyncio.timeout(ANSWERED_WITHIN):
        while unseen:
            for record in await reader.poll(1_000, 500):
                partition = (record.topic, record.partition)
                offset, last = unseen.pop(partition, (record.offset, None))
                if last is not None and (record.offset, digest(record)) != (offset, last):
                    found.append(partition)
    return sorted(found)


async def move(connection: Connection, before: Mapping[Partition, int], records: Iterable[Record]) -> None:
    """Move the offsets behind these records, if they still are where they were before."""
    last: dict[Partition, Record] = {}
    for record in records:
        partition = (record.topic, record.partition)
        if partition not in last or last[partition].offset < record.offset:
            last[partition] = record
    moved = [(*one, before[one], record.offset + 1, digest(record)) for one, record in last.items()]
    done = await connection.execute(MOVE, *map(list, zip(*moved, strict=True)))
    if int(done.split()[1]) != len(moved):
        raise Superseded


async def unmoved(connection: Connection, offsets: Mapping[Partition, int]) -> None:
    """Raise `Superseded` where the stored offsets are others: an operator has moved them, to read something again.

    A batch would notice, but only once a record comes in that partition.
    """
    rows = await connection.fetch(STORED, sorted({topic for topic, _ in offsets}))
    stored = {(row["topic"], row["partition"]): row["next"] for row in rows}
    if moved := sorted(one for one, next_ in offsets.items() if stored.get(one) != next_):
        raise Superseded(f"{moved[0]}: next is {stored.get(moved[0])}, it was left at {offsets[moved[0]]}")


async def note(connection: Connection, bounds: Mapping[Partition, tuple[int, int]]) -> None:
    """Write down where the log begins and ends, for whoever wants to know how far behind this follower is."""
    rows = [(*partition, *found) for partition, found in sorted(bounds.items())]
    if rows:
        await connection.execute(BOUNDS, *map(list, zip(*rows, strict=True)))


@dataclass
class Watch:
    """Looks now and then whether what is read is all that there is to read, and the log still the same.

    The client library can be alive and read nothing after brokers were restarted; then it is replaced.
    """

    reader: Reader
    facts: Collection[str]
    every: float = LOOK_SECONDS
    bounds: Mapping[Partition, tuple[int, int]] = field(default_factory=dict)
    """Where the log began and ended when it was looked at last."""
    _looked: float = field(default_factory=time.monotonic)
    _polls: int = 0
    _behind: dict[Partition, int] = field(default_factory=dict)

    async def look(self, offsets: Mapping[Partition, int], *, drained: bool) -> bool:
        """Look, when it is time, after a poll; `drained` says that it brought all there was. Return whether it did.

        Raises `LogLost` or `Stuck`.
        """
        self._polls += drained
        if time.monotonic() - self._looked < self.every:
            return False
        there = {one for topic in self.facts for one in await self.reader.partitions_now(topic)}
        if gone := sorted(one for one in offsets if one[0] in self.facts and one not in there):
            raise LogLost(f"{gone[0]} is not there any more")
        self.bounds = bounds = await self.reader.bounds(offsets)
        for partition, (first, end) in bounds.items():
            if partition[0] in self.facts and not first <= offsets[partition] <= end:
                raise LogLost(f"{partition}: next is {offsets[partition]}, the log holds {first} to {end}")
        behind = {one: offsets[one] for one, (_, end) in bounds.items() if offsets[one] < end}
        stuck = sorted(one for one, next_ in behind.items() if self._behind.get(one) == next_)
        if stuck and self._polls >= ENOUGH_POLLS:
            raise Stuck(f"{stuck[0]} stands at {behind[stuck[0]]}, the log ends at {bounds[stuck[0]][1]}")
        if not stuck or self._polls >= ENOUGH_POLLS:
            self._behind, self._polls = behind, 0
        self._looked = time.monotonic()
        return True
