"""The read side: a backlog of real facts from Kafka, folded into everything; and the whole of it again."""

import asyncio
import os
import signal
import time

import asyncpg

from services.metrics import versions
from services.metrics.comparison import complete_to
from tests.benchmarks import history, peers, state
from tests.benchmarks.bench import Bench
from tests.benchmarks.line import Goal, Line, at_most
from tests.benchmarks.processes import peak, reset_peak
from tests.client import eventually

BACKLOG, SHUFFLED, MILLION = 60_000, 30_000, 1_000_000
WORKER = "metrics-worker"
ROWS_A_BATCH = 2_000
WRITTEN = ("facts", "refers", "ledger", "distinct_counts", "figures", "things", "words", "accepted_days", "streams")


async def in_order(bench: Bench) -> float:
    """Facts a second, as they were recorded."""
    return await _backlog(bench, BACKLOG, shuffled=False)


async def out_of_order(bench: Bench) -> float:
    """Facts a second, one stream after the other in no order, so that nearly all come late."""
    return await _backlog(bench, SHUFFLED, shuffled=True)


async def _backlog(bench: Bench, count: int, *, shuffled: bool) -> float:
    """Let facts wait in Kafka while the projector stands still, and see how long it takes over them."""
    await bench.settle()
    pid = bench.stack.pids()[WORKER]
    os.kill(pid, signal.SIGSTOP)
    try:
        facts = await bench.filled(count, shuffled=shuffled)
        await eventually(lambda: state.is_sent(bench.stack, history.SERVICES), "everything is in Kafka", within=300)
    finally:
        os.kill(pid, signal.SIGCONT)
    began = time.perf_counter()
    await bench.settle()
    return facts / (time.perf_counter() - began)


async def same_rows_by_copy(bench: Bench) -> float:
    """Facts a second, when the rows that their projection left are written and nothing is folded."""
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True), command_timeout=600)
    try:
        schema = (await state.live(connection)).schema
        facts: int = await connection.fetchval(f"SELECT count(*) FROM {schema}.facts")
        batches = max(1, facts // ROWS_A_BATCH)
        await connection.execute("DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor")
        tables = {}
        for table in WRITTEN:
            await connection.execute(f"CREATE TABLE floor.{table} (LIKE {schema}.{table} INCLUDING ALL)")
            rows = await connection.fetch(f"SELECT * FROM {schema}.{table}")
            names = list(rows[0].keys()) if rows else []
            names = [name for name in names if name not in await _generated(connection, schema, table)]
            tables[table] = names, [tuple(row[name] for name in names) for row in rows]
        began = time.perf_counter()
        for batch in range(batches):
            async with connection.transaction():
                for table, (names, rows) in tables.items():
                    part = rows[batch * len(rows) // batches : (batch + 1) * len(rows) // batches]
                    if part:
                        await connection.copy_records_to_table(table, schema_name="floor", columns=names, records=part)
        return facts / (time.perf_counter() - began)
    finally:
        await connection.execute("DROP SCHEMA IF EXISTS floor CASCADE")
        await connection.close()


async def _generated(connection: "asyncpg.Connection[asyncpg.Record]", schema: str, table: str) -> set[str]:
    rows = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2"
        " AND (is_generated = 'ALWAYS' OR identity_generation = 'ALWAYS')",
        schema, table,
    )  # fmt: skip
    return {row[0] for row in rows}


async def rebuilt(bench: Bench) -> float:
    """Seconds until another version, made from the topics' beginning, is as complete as the live one."""
    await bench.with_facts(MILLION)
    await bench.settle()
    reset_peak(bench.stack.pids()[WORKER])
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True), command_timeout=600)
    try:
        for side in await versions.sides(connection):
            if not side.live:
                await versions.drop(connection, side.version)
        known = await complete_to(connection, await state.live(connection))
        assert known is not None
        began = time.perf_counter()
        made = await versions.create(connection)

        async def complete() -> bool:
            at = await complete_to(connection, made)
            return at is not None and at >= known

        await eventually(complete, "the new version is complete", within=1_800)
        seconds = time.perf_counter() - began
        bench.rebuild_peak = peak(bench.stack.pids()[WORKER])
        return seconds
    finally:
        await connection.close()


async def rebuild_memory(bench: Bench) -> float:
    """MiB that the worker had at most during the rebuild before."""
    return bench.rebuild_peak / 2**20


async def processes_after_a_million(bench: Bench) -> float:
    """MiB of the largest Python process, at rest with a million facts behind it."""
    await bench.with_facts(MILLION)
    return max(bench.resident().values())


async def processes_after_the_example(bench: Bench) -> float:
    """MiB of the largest Python process after the example year."""
    await asyncio.sleep(2)
    return max(bench.resident().values())


LINES = (
    Line("memory of the largest process, example year", "MiB", processes_after_the_example, at_most(150), rounds=1),
    Line(
        "projector from Kafka, in recorded order", "facts/s", in_order,
        Goal(30_000, {"the same rows by COPY": 0.5, "pyeventsourcing ProjectionRunner": 30, "Protean rebuild": 100}),
        {
            "the same rows by COPY": same_rows_by_copy,
            "pyeventsourcing ProjectionRunner": peers.eventsourcing_projects,
            "Protean rebuild": peers.protean_rebuilds,
            "SQLAlchemy, a transaction a fact": peers.sqlalchemy_projects,
        },
    ),
    Line("projector from Kafka, fully shuffled", "facts/s", out_of_order, Goal(10_000)),
    Line("rebuild of 1,000,000 facts", "s", rebuilt, at_most(30), rounds=1, group="million"),
    Line("memory of that rebuild", "MiB", rebuild_memory, at_most(2_048), rounds=1, group="million"),
    Line(
        "memory of the largest process, 1,000,000 facts", "MiB", processes_after_a_million, at_most(300), rounds=1,
        group="million",
    ),
)  # fmt: skip
