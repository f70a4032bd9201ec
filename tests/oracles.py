"""Nothing lost, nothing doubled: what must hold of the stores, the log and the read side, whatever died when.

Oracles are pure: they take what was read and return the faults they find, none when all is well. Those of
`deploy.verification`, which asks running systems, are written for themselves: two ways to the same answer.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.stack import Stack
from deploy.verification import audit, stores
from deploy.verification.oracles import Seen, o7_nothing_is_made_or_unmade, o9_nobody_sees_what_is_anothers
from services.metrics import versions
from services.metrics.counting import Counted, Figure, Moves, Pair
from services.metrics.ledger import Row
from services.metrics.measures import MEASURES
from services.metrics.references import referred
from shared import kafka
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Recorded
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.event_store import recorded
from shared.kafka import options
from shared.moments import london_day
from tests.client import Json, eventually
from tests.metrics import plain

CONTRACTS = {contract.service: contract for contract in (PROJECTS, TRAINING, AGREEMENTS)}
SETTLED_WITHIN = 60.0
Offsets = Mapping[tuple[str, int], int]
Rows = frozenset[tuple[object, ...]]
Heard = Mapping[tuple[str, date], datetime]


@dataclass(frozen=True, slots=True)
class Stored:
    """One row of an event store."""

    fact: Recorded
    data: Json


@dataclass(frozen=True, slots=True)
class Published:
    """One record of a topic of facts, as it was read."""

    partition: int
    offset: int
    key: str
    stream: str
    version: int
    headers: tuple[tuple[str, bytes], ...]
    value: bytes


@dataclass(frozen=True)
class Log:
    """A whole topic: its records, each partition's in order, and where each partition ends."""

    records: Sequence[Published]
    ends: Offsets


@dataclass(frozen=True)
class Mark:
    """How far everything was when all was settled: where to look for what came after."""

    recorded: Mapping[str, datetime]
    ends: Offsets
    figures: Mapping[Figure, Pair]
    counts: Mapping[Counted, Pair]
    heard: Heard


NOTHING_YET = Mark({service: datetime(1, 1, 1, tzinfo=UTC) for service in CONTRACTS}, {}, {}, {}, {})


@dataclass(frozen=True)
class ReadSide:
    """What the projector keeps."""

    ledger: Rows
    facts: Rows
    refers: Rows
    figures: Mapping[Figure, Pair]
    counts: Mapping[Counted, Pair]
    """How many rows count a thing, where several may."""
    heard: Heard
    """On which days who was heard, and when first."""
    offsets: Offsets
    parked: int


def o1_acknowledged_is_stored(answers: Iterable[Json], organisation: str, stored: Iterable[Stored]) -> list[str]:
    """Every accepted fact is in the store, once, at the place and moment that its answer gave."""
    kept: dict[tuple[str, str, str], list[Recorded]] = defaultdict(list)
    for one in stored:
        kept[(one.fact.organisation, one.fact.source, one.fact.id)].append(one.fact)
    faults = []
    for answer in answers:
        found = kept[(organisation, answer["source"], answer["id"])]
        places = [(fact.stream, fact.version, written(fact.recorded_at)) for fact in found]
        if places != [(answer["stream"], answer["version"], answer["recorded_at"])]:
            faults.append(f"answered {answer}, stored {places}")
    return faults


def o2_streams_are_dense(stored: Iterable[Stored]) -> list[str]:
    """Each stream's versions are 1, 2, 3 …, each recorded later than the one before."""
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for one in stored:
        streams[one.fact.stream].append(one.fact)
    faults = []
    for stream, facts in streams.items():
        facts.sort(key=lambda fact: fact.version)
        moments = [fact.recorded_at for fact in facts]
        if [fact.version for fact in facts] != list(range(1, len(facts) + 1)):
            faults.append(f"{stream} has versions {[fact.version for fact in facts]}")
        if sorted(set(moments)) != moments:
            faults.append(f"{stream} was recorded at {moments}")
    return faults


def o3_stored_is_published(stored: Iterable[Stored], log: Log) -> list[str]:
    """The log holds what the store holds: no fact less, none more, each with the same content."""
    in_store = {(one.fact.stream, one.fact.version): one.data for one in stored}
    in_log = {(one.stream, one.version): json.loads(one.value) for one in log.records}
    missing = [f"not published: {where}" for where in in_store.keys() - in_log.keys()]
    invented = [f"not stored: {where}" for where in in_log.keys() - in_store.keys()]
    changed = [f"changed: {where}" for where in in_store.keys() & in_log.keys() if in_store[where] != in_log[where]]
    return missing + invented + changed


def o4_log_is_in_order(log: Log) -> list[str]:
    """First occurrences count up by one in each stream; what comes again is an exact repeat, in the same partition."""
    seen: dict[str, list[Published]] = defaultdict(list)
    faults = []
    for one in sorted(log.records, key=lambda record: (record.partition, record.offset)):
        earlier = seen[one.stream]
        where = f"{one.stream} version {one.version} at {one.partition}:{one.offset}"
        if one.key != one.stream or any(other.partition != one.partition for other in earlier[:1]):
            faults.append(f"{where} is not where its stream belongs")
        if one.version == len(earlier) + 1:
            earlier.append(one)
        elif one.version > len(earlier):
            faults.append(f"{where} follows version {len(earlier)}")
        elif (earlier[one.version - 1].headers, earlier[one.version - 1].value) != (one.headers, one.value):
            faults.append(f"{where} differs from what was said there before")
    return faults


def o5_read_side_is_a_pure_fold(stored: Iterable[Stored], found: ReadSide, since: Mark) -> list[str]:
    """Facts, who refers to whom, ledger, counts and figures are what a recomputation from all stores makes of them.

    After a mark it is asked of new things alone, which refer to nothing from before.
    """
    facts = [one.fact for one in stored]
    rows = plain.rows(facts)
    moves = Moves(MEASURES)
    for row in rows:
        if row.known_to is None:
            moves.add(row.measure, [row.contribution], 1)
    counts = {**since.counts, **moves.settle(since.counts)}
    figures = _sums(since.figures, {figure: (n, d) for figure, n, d in moves.moved()})
    expected: dict[str, Rows] = {
        "fact": frozenset((fact.stream, fact.version) for fact in facts),
        "reference": frozenset(
            (one, subject)
            for subject, said in plain.by_subject(facts).items()
            for fact in said
            for one in referred(fact)
        ),
        "ledger": frozenset(map(_ledger_row, rows)),
        "count": _not_nought(counts),
        "figure": _not_nought(figures),
        "heard": frozenset(_heard(facts, since.heard).items()),
    }
    actual: dict[str, Rows] = {
        "fact": found.facts,
        "reference": found.refers,
        "ledger": found.ledger,
        "count": _not_nought(found.counts),
        "figure": _not_nought(found.figures),
        "heard": frozenset(found.heard.items()),
    }
    lacking = [f"{name} lacking: {row}" for name in expected for row in expected[name] - actual[name]]
    return lacking + [f"{name} too many: {row}" for name in expected for row in actual[name] - expected[name]]


def _sums(before: Mapping[Figure, Pair], by: Mapping[Figure, Pair]) -> dict[Figure, Pair]:
    keys = before.keys() | by.keys()
    none = (0, 0)
    return {
        key: (before.get(key, none)[0] + by.get(key, none)[0], before.get(key, none)[1] + by.get(key, none)[1])
        for key in keys
    }


def _not_nought(pairs: Mapping[Any, Pair]) -> Rows:
    return frozenset((key, pair) for key, pair in pairs.items() if pair != (0, 0))


def _heard(facts: Iterable[Recorded], before: Heard) -> Heard:
    first = dict(before)
    for fact in facts:
        key = (fact.organisation, london_day(fact.recorded_at))
        first[key] = min(first.get(key, fact.recorded_at), fact.recorded_at)
    return first


def o6_offsets_are_at_the_end(found: ReadSide, logs: Iterable[Log]) -> list[str]:
    """Everything in the log has been read, and nothing waits."""
    ends = {partition: end for log in logs for partition, end in log.ends.items()}
    behind = [f"{one}: next is {found.offsets.get(one)}, end is {end}" for one, end in ends.items()]
    wrong = [words for words, one in zip(behind, ends, strict=True) if found.offsets.get(one) != ends[one]]
    return wrong + ([f"{found.parked} records are parked"] if found.parked else [])


async def mark(stack: Stack) -> Mark:
    """Wait until everything is settled and remember where that is."""
    await settled(stack)
    found = await read_side(stack, NOTHING_YET)
    recorded_at = {}
    for service in CONTRACTS:
        async with connected(stack, service) as connection:
            last = await connection.fetchval("SELECT max(recorded_at) FROM events")
            recorded_at[service] = last or NOTHING_YET.recorded[service]
    return Mark(recorded_at, found.offsets, found.figures, found.counts, found.heard)


async def assert_nothing_lost_or_doubled(
    stack: Stack, answers: Sequence[Json], organisation: str, since: Mark = NOTHING_YET
) -> None:
    """Wait until everything has caught up by itself (O8), then hold all others against what came after the mark.

    Seals are held against all of history.
    """
    await settled(stack)
    stores = {service: await stored(stack, service, since) for service in CONTRACTS}
    logs = {service: await published(stack, contract.topic, since) for service, contract in CONTRACTS.items()}
    found = await read_side(stack, since)
    assert o1_acknowledged_is_stored(answers, organisation, stores["projects"])[:5] == []
    for service in CONTRACTS:
        assert o2_streams_are_dense(stores[service])[:5] == []
        assert o3_stored_is_published(stores[service], logs[service])[:5] == []
        assert o4_log_is_in_order(logs[service])[:5] == []
    everything = [one for service in CONTRACTS for one in stores[service]]
    o5 = o5_read_side_is_a_pure_fold(everything, found, since)
    assert o5[:5] == [], o5[:5]
    assert o6_offsets_are_at_the_end(found, logs.values())[:5] == []
    assert list(o7_nothing_is_made_or_unmade(counts(everything, logs.values())))[:5] == []
    assert list(o9_nobody_sees_what_is_anothers(said_by(everything, logs.values())))[:5] == []
    for service in CONTRACTS:
        assert [words for words in await o10_faults(stack, service) if words][:5] == []


def counts(stored: Iterable[Stored], logs: Iterable[Log]) -> dict[str, Counter[tuple[str, str]]]:
    """Return how many facts of each organisation and type there are in the stores, and in the log."""
    records = {(one.stream, one.version): dict(one.headers) for log in logs for one in log.records}
    said = [(one["ce_organisation"].decode(), one["ce_type"].decode()) for one in records.values()]
    return {
        "in the stores": Counter((one.fact.organisation, one.fact.event.type) for one in stored),
        "in the log": Counter(said),
    }


def said_by(stored: Iterable[Stored], logs: Iterable[Log]) -> Iterator[Seen]:
    """Yield whose each record of the log says to be, and whose it is."""
    whose = {(one.fact.stream, one.fact.version): one.fact.organisation for one in stored}
    for one in (one for log in logs for one in log.records):
        by = dict(one.headers)["ce_organisation"].decode()
        yield Seen(by, f"{one.stream} version {one.version}", whose.get((one.stream, one.version), "nobody"))


async def o10_faults(stack: Stack, service: str) -> list[str]:
    """Hold every fact that is sealed against its seal."""
    connection = await stores.opened(stack.database_url(service, owner=True))
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return [words async for _, words in audit.faults(connection, None)]
    finally:
        connection.terminate()


async def settled(stack: Stack, within: float = SETTLED_WITHIN) -> None:
    """Wait until every fact in the stores has been published and is in the read side, and nothing is left to be read.

    What is read again is behind the watermark, which does not go back.
    """

    async def caught_up() -> bool:
        try:
            lasts = [await _last_recorded(stack, service) for service in CONTRACTS]
            async with connected(stack, "metrics") as connection:
                found = await connection.fetch(f"SELECT topic, at FROM {await live(connection)}.watermarks")
                marks = {row["topic"]: row["at"] for row in found}
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        topics = [contract.topic for contract in CONTRACTS.values()]
        return all(
            last is not None and topic in marks and marks[topic] >= last
            for last, topic in zip(lasts, topics, strict=True)
        )

    await eventually(caught_up, "everything catches up by itself", within)
    ends = await _ends(stack)

    async def read_to_the_end() -> bool:
        try:
            async with connected(stack, "metrics") as connection:
                rows = await connection.fetch(f"SELECT * FROM {await live(connection)}.offsets")
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        offsets = {(row[0], row[1]): row[2] for row in rows}
        return all(offsets.get(one, 0) >= end for one, end in ends.items())

    await eventually(read_to_the_end, "everything in the log is read", within)


async def _ends(stack: Stack) -> dict[kafka.Partition, int]:
    async with kafka.reader(stack.kafka) as reader:
        partitions = [one for contract in CONTRACTS.values() for one in await reader.partitions(contract.topic)]
        return {one: end for one, (_, end) in (await reader.bounds(partitions)).items()}


async def _last_recorded(stack: Stack, service: str) -> datetime | None:
    """Return when the last fact was recorded; None while some wait to be published."""
    async with connected(stack, service) as connection:
        row = await connection.fetchrow(
            "SELECT (SELECT count(*) FROM outbox), (SELECT max(recorded_at) FROM events), clock_timestamp()"
        )
    assert row is not None
    return None if row[0] else row[1] or NOTHING_YET.recorded[service]


async def count_events(stack: Stack) -> int:
    """Return how many facts the stores hold."""
    total = 0
    for service in CONTRACTS:
        async with connected(stack, service) as connection:
            total += await connection.fetchval("SELECT count(*) FROM events")
    return total


async def stored(stack: Stack, service: str, since: Mark = NOTHING_YET) -> list[Stored]:
    """Return what an event store holds after a mark, in the order of recording."""
    query = "SELECT * FROM events WHERE recorded_at > $1 ORDER BY recorded_at, position"
    async with connected(stack, service) as connection:
        rows = await connection.fetch(query, since.recorded[service])
    return [Stored(recorded(row, CONTRACTS[service]), json.loads(row["data"])) for row in rows]


async def published(stack: Stack, topic: str, since: Mark = NOTHING_YET) -> Log:
    """Return what a topic of facts holds after a mark, from the earliest record on without one."""
    consumer = AIOKafkaConsumer(**options(stack.kafka), group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    try:
        cluster = await consumer._client.fetch_all_metadata()
        partitions = [TopicPartition(topic, number) for number in sorted(cluster.partitions_for_topic(topic))]
        consumer.assign(partitions)
        for one in partitions:
            consumer.seek(one, since.ends.get((topic, one.partition), 0))
        ends = await consumer.end_offsets(partitions)
        records: list[Published] = []
        async with asyncio.timeout(SETTLED_WITHIN):
            while any([await consumer.position(one) < ends[one] for one in partitions]):
                fetched = await consumer.getmany(timeout_ms=100, max_records=5_000)
                records += [_record(one) for batch in fetched.values() for one in batch]
    finally:
        await consumer.stop()
    return Log(records, {(one.topic, one.partition): end for one, end in ends.items()})


def _record(one: Any) -> Published:
    headers = dict(one.headers)
    return Published(
        partition=one.partition,
        offset=one.offset,
        key=one.key.decode(),
        stream=headers["ce_subject"].decode(),
        version=int(headers["ce_version"]),
        headers=tuple(one.headers),
        value=one.value,
    )


async def live(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Return the schema of the version of the read side that questions are answered from."""
    side = versions.read_from(await versions.sides(connection))
    assert side is not None
    return side.schema


async def read_side(stack: Stack, since: Mark = NOTHING_YET) -> ReadSide:
    """Return what the projector has written of the facts after a mark, in one snapshot."""
    async with connected(stack, "metrics") as connection, connection.transaction(isolation="repeatable_read"):
        await connection.execute(f"SET LOCAL search_path TO {await live(connection)}")
        return await written_down(connection, since)


async def written_down(connection: "asyncpg.Connection[asyncpg.Record]", since: Mark = NOTHING_YET) -> ReadSide:
    """Return what is in the read side that a connection sees: rows after a mark; sums and days are all of them."""
    marks = [
        (category.name, since.recorded[service])
        for service, contract in CONTRACTS.items()
        for category in contract.categories
    ]

    async def after_mark(query: str) -> Rows:
        statement = f"WITH mark AS (SELECT * FROM unnest($1::text[], $2::timestamptz[]) AS _ (of, at)) {query}"
        return frozenset(map(tuple, await connection.fetch(statement, *map(list, zip(*marks, strict=True)))))

    return ReadSide(
        ledger=await after_mark(
            "SELECT measure, subject, grain, first, last, organisation, counted, numerator, denominator, in_system,"
            " reason, known_from, known_to FROM ledger JOIN mark ON of = split_part(subject, '/', 1)"
            " WHERE known_from > at OR known_to > at"
        ),
        facts=await after_mark(
            "SELECT stream, version FROM facts JOIN mark ON of = split_part(stream, '/', 1) WHERE recorded_at > at"
        ),
        refers=await after_mark(
            "SELECT refers_to, subject FROM refers WHERE subject IN (SELECT subject FROM facts JOIN mark"
            " ON of = split_part(stream, '/', 1) WHERE recorded_at > at)"
        ),
        figures={Figure(*row[:4]): (row[4], row[5]) for row in await connection.fetch("SELECT * FROM figures")},
        counts={
            Counted(Figure(*row[:4]), row[4]): (row[5], row[6])
            for row in await connection.fetch("SELECT * FROM distinct_counts")
        },
        heard={(row[0], row[1]): row[2] for row in await connection.fetch("SELECT * FROM accepted_days")},
        offsets={(row[0], row[1]): row[2] for row in await connection.fetch("SELECT * FROM offsets")},
        parked=await connection.fetchval("SELECT count(*) FROM parked"),
    )


def _ledger_row(row: Row) -> tuple[object, ...]:
    one = row.contribution
    return (
        row.measure, row.subject, one.grain.value, one.first, one.last, one.organisation, one.counted, one.numerator,
        one.denominator, one.in_system, one.reason, row.known_from, row.known_to,
    )  # fmt: skip


@asynccontextmanager
async def connected(stack: Stack, name: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """Open a connection of the owner, who may read everything."""
    connection = await asyncpg.connect(stack.database_url(name, owner=True), timeout=5, command_timeout=30)
    try:
        yield connection
    finally:
        connection.terminate()


def written(moment: datetime) -> str:
    """Return a moment as the interface writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
