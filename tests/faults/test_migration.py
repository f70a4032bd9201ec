"""A release with a migration comes while facts do: old code goes on with the new schema, and beside new code."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local import system
from deploy.local.stack import Stack
from shared.migrate import newest
from tests.client import Door
from tests.faults.submission import submission
from tests.faults.twins import twin
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, mark

YEAR = Year(2017)
NEXT = '''"""What the next release needs: more columns, and an index."""

from alembic import op

revision, down_revision = "next", {newest!r}


def upgrade() -> None:
    """Add to what every append, every batch of the relay and every look at a lease touches."""
    op.execute("ALTER TABLE events ADD COLUMN noted text")
    op.execute("ALTER TABLE outbox ADD COLUMN noted text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE leases ADD COLUMN noted text")
    op.execute("CREATE INDEX events_noted ON events (noted) WHERE noted IS NOT NULL")
'''
UNDO = """
ALTER TABLE events DROP COLUMN noted;
ALTER TABLE outbox DROP COLUMN noted;
ALTER TABLE leases DROP COLUMN noted;
UPDATE alembic_version SET version_num = '{}'
"""


@pytest.fixture
async def next_release(stack: Stack, tmp_path: Path) -> AsyncIterator[Path]:
    """This release with one migration more; in the end the schema is what it was."""
    for part in ("shared", "services"):
        shutil.copytree(system.ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    migrations = tmp_path / "services" / "projects" / "migrations" / "versions"
    (migrations / "9999_next.py").write_text(NEXT.format(newest=newest("projects")))
    yield tmp_path
    async with connected(stack, "projects") as connection:
        await connection.execute(UNDO.format(newest("projects")))


async def test_a_migration_under_load_holds_nobody_up_and_old_code_and_new_work_together(
    stack: Stack, door: Door, next_release: Path
) -> None:
    since, before = await mark(stack), stack.pids()
    coming = asyncio.create_task(door.submit_all(submission(YEAR, 12)))

    await migrate(stack, next_release)

    answers = await coming
    async with connected(stack, "projects") as connection:
        assert await connection.fetchval("SELECT version_num FROM alembic_version") == "next"
    async with twin(stack, "projects-worker", next_release), twin(stack, "metrics-worker", next_release):
        for name in ("projects-worker", "metrics-worker"):
            await asyncio.to_thread(stack.wait_until_back, name, stack.kill(name), 60)
        answers += await door.submit_all(submission(YEAR, 3))
        await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    answers += await door.submit_all(submission(YEAR, 1))
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    assert stack.pids()["projects-api"] == before["projects-api"]


async def migrate(stack: Stack, folder: Path) -> None:
    """Migrate as a release does, by the code of a folder."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.migrate", "projects", cwd=folder, stderr=asyncio.subprocess.PIPE,
        env={"MIGRATION_URL_PROJECTS": stack.database_url("projects", owner=True)},
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
