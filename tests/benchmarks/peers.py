"""The peers, each in a process and an environment of its own, against the same PostgreSQL."""

import asyncio
import sys
from pathlib import Path

import asyncpg

from tests.benchmarks.bench import Bench

SCRIPTS = Path(__file__).with_name("peer")
PYTHON = Path(".venv-bench/bin/python")
SCHEMA = "peer"
SAVES, PROJECTED, REBUILT = 1_000, 2_000, 1_000


async def eventsourcing_saves(bench: Bench) -> float:
    """Facts a second by pyeventsourcing's `save()`, durable, each project alone."""
    return await _run(bench, PYTHON, "eventsourcing_.py", "save", count=SAVES)


async def eventsourcing_projects(bench: Bench) -> float:
    """Facts a second by its `ProjectionRunner`, exactly once."""
    return await _run(bench, PYTHON, "eventsourcing_.py", "project", count=PROJECTED)


async def protean_rebuilds(bench: Bench) -> float:
    """Facts a second by Protean's `rebuild_projection`."""
    return await _run(bench, PYTHON, "protean_.py", count=REBUILT)


async def sqlalchemy_projects(bench: Bench) -> float:
    """Facts a second with an ORM session for each."""
    return await _run(bench, Path(sys.executable), "sqlalchemy_.py", count=REBUILT)


async def _run(bench: Bench, python: Path, script: str, *words: str, count: int) -> float:
    url = bench.stack.database_url("training", owner=True)
    connection = await asyncpg.connect(url)
    await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
    try:
        process = await asyncio.create_subprocess_exec(
            str(python), str(SCRIPTS / script), *words, url, str(count),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, wrong = await process.communicate()
        assert process.returncode == 0, wrong.decode()
        return float(out.split()[-1])
    finally:
        await connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        await connection.close()
