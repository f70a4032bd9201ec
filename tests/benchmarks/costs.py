"""What grows with history, what is counted again, and how long a start takes."""

import asyncio
import json
import time
import uuid
from collections.abc import Iterable

import asyncpg

from deploy.local import stack as local
from deploy.local.home import Home
from tests.benchmarks import state
from tests.benchmarks.bench import YEAR, Bench, some_facts
from tests.benchmarks.http import lines
from tests.benchmarks.line import Goal, Line, at_most
from tests.benchmarks.read_side import MILLION
from tests.client import eventually
from tests.journeys.projects import Project

FEW, MANY, MEASURED, ENOUGH = 10_000, MILLION, 4_000, 50_000
SIZE = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname = $1
"""
COMPLETIONS, APPEND = 50_000, 5_000
COUNTERS = """
SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::float8
FROM pg_statio_user_tables
"""


async def buffers_with_a_million(bench: Bench) -> float:
    """Blocks that PostgreSQL touches in the read side for a fact, with a million behind it."""
    if not bench.buffers_of_few:
        bench.buffers_of_few = await _blocks_a_fact(bench)
    await bench.with_facts(MANY)
    return await _blocks_a_fact(bench)


async def buffers_with_few(bench: Bench) -> float:
    """The same with ten thousand; measured before the million came."""
    if not bench.buffers_of_few:
        await bench.with_facts(FEW)
        bench.buffers_of_few = await _blocks_a_fact(bench)
    return bench.buffers_of_few


async def _blocks_a_fact(bench: Bench) -> float:
    await bench.settle()
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    try:
        await asyncio.sleep(1)  # counters come with a delay
        before = await connection.fetchval(COUNTERS)
        facts = some_facts(MEASURED)
        for part in range(0, MEASURED, 1_000):
            await bench.door.accepted(facts[part : part + 1_000])
        await bench.settle()
        await asyncio.sleep(1)
        return float(await connection.fetchval(COUNTERS) - before) / MEASURED
    finally:
        await connection.close()


async def reclassified(bench: Bench) -> float:
    """Seconds until 50,000 completions are counted again after their course is of another class, under live load."""
    course = str(uuid.uuid4())
    await bench.door.accepted([_course(course)])
    await _complete(bench, course)
    await bench.settle()
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    try:
        schema = (await state.live(connection)).schema
        live_load = asyncio.create_task(_longest_wait(bench))
        began = time.perf_counter()
        said = _about(course, "course.reclassified", {"class": "foundation", "from": "2013-01-01"})
        await bench.door.accepted([said])

        async def begun() -> bool:
            return bool(await connection.fetchval(f"SELECT count(*) FROM {schema}.recounts"))

        async def done() -> bool:
            return not await connection.fetchval(f"SELECT count(*) FROM {schema}.recounts")

        await eventually(begun, "completions wait to be counted again")
        await eventually(done, "completions are counted again", within=300)
        seconds = time.perf_counter() - began
        live_load.cancel()
        bench.longest_wait = max(bench.waits)
        return seconds
    finally:
        await connection.close()


async def longest_live_wait(bench: Bench) -> float:
    """Milliseconds that a fact waited at most, meanwhile, to be applied."""
    return bench.longest_wait


def _about(course: str, type_: str, data: dict[str, object]) -> dict[str, object]:
    return Project().said("x", **data) | {"type": type_, "subject": f"course/{course}"}


def _course(course: str) -> dict[str, object]:
    return _about(
        course,
        "course.announced",
        {"title": "QI for all", "provider_organisation": "RGP", "class": "awareness", "ics_programme": True},
    )


async def _complete(bench: Bench, course: str) -> None:
    """Let 50,000 people complete the course, through the door."""
    for part in range(0, COMPLETIONS, APPEND):
        facts = []
        for _ in range(part, part + APPEND):
            person = str(uuid.uuid4())
            data = {"course": course, "organisation": "RGP", "completed_on": YEAR.day(60)}
            said = Project().said("x", **data)
            facts.append(said | {"type": "training.completed", "subject": f"person/{person}"})
        await bench.door.accepted(facts)


async def _longest_wait(bench: Bench) -> None:
    """Say one fact after the other, and note how long each was on its way into the read side."""
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    schema, bench.waits = (await state.live(connection)).schema, [0.0]
    try:
        async with lines(bench.url, 1) as [line]:
            while True:
                fact = Project().registered(YEAR.day(30))
                answer = await line.ask(bench.submitted([fact], one=True))
                assert answer.status == 201, json.loads(answer.body)
                began = time.perf_counter()
                while not await connection.fetchval(
                    f"SELECT 1 FROM {schema}.streams WHERE stream = $1", fact["subject"]
                ):
                    await asyncio.sleep(0.002)
                bench.waits.append((time.perf_counter() - began) * 1_000)
    finally:
        await connection.close()


async def warm_start(bench: Bench) -> float:
    """Seconds of `make up` where everything was there before."""
    home = bench.stack.home
    await asyncio.to_thread(bench.stack.stop)
    began = time.perf_counter()
    await asyncio.to_thread(local.start, home)
    seconds = time.perf_counter() - began
    await bench.renew()
    return seconds


async def bytes_in_the_store(bench: Bench) -> float:
    """Bytes of the stores on disk, indexes included, for each fact."""
    return await _bytes_a_fact(bench, ("projects", "training"), "public", "events")


async def bytes_in_the_read_side(bench: Bench) -> float:
    """Bytes of everything that the read side keeps, indexes included, for each fact."""
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    schema = (await state.live(connection)).schema
    await connection.close()
    return await _bytes_a_fact(bench, ("metrics",), schema, "facts")


async def _bytes_a_fact(bench: Bench, databases: Iterable[str], schema: str, table: str) -> float:
    await bench.with_facts(ENOUGH)
    await bench.settle()
    size = facts = 0
    for name in databases:
        connection = await asyncpg.connect(bench.stack.database_url(name, owner=True))
        size += await connection.fetchval(SIZE, schema)
        facts += await connection.fetchval(f"SELECT count(*) FROM {schema}.{table}")
        await connection.close()
    return size / facts


async def bytes_in_the_log(bench: Bench) -> float:
    """Bytes of the topics of facts on disk for each fact, once; replicas come on top."""
    await bench.settle()
    size = sum(path.stat().st_blocks * 512 for path in Home(bench.stack.home).kafka.glob("data/qi.*-*/*.log"))
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    schema = (await state.live(connection)).schema
    facts = await connection.fetchval(f"SELECT count(*) FROM {schema}.facts")
    await connection.close()
    return float(size / facts)


LINES = (
    Line("disk for a fact: store with its indexes", "bytes", bytes_in_the_store, Goal(), rounds=1),
    Line("disk for a fact: Kafka, each replica", "bytes", bytes_in_the_log, Goal(), rounds=1),
    Line("disk for a fact: read side with its indexes", "bytes", bytes_in_the_read_side, Goal(), rounds=1),
    Line("make up, warm", "s", warm_start, at_most(15)),
    Line("50,000 completions counted again, under load", "s", reclassified, at_most(5), rounds=1),
    Line("the longest that a fact waited meanwhile", "ms", longest_live_wait, at_most(250), rounds=1),
    Line(
        "blocks touched for a fact, 1,000,000 behind it", "blocks", buffers_with_a_million,
        Goal(None, {"the same with 10,000": 1.1}, less_is_better=True), {"the same with 10,000": buffers_with_few},
        rounds=1, group="million",
    ),
)  # fmt: skip
