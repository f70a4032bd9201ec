"""A disk that is full: what was kept stays, what cannot be kept is refused whole."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.stack import Stack
from shared import event_store
from tests.shared.conftest import Scratch, started


@contextmanager
def small_disk(data: Path) -> Iterator[Path]:
    """Make a disk of a few megabytes that belongs to PostgreSQL."""
    folder = Path(f"/var/tmp/golden-thread-full-{os.getpid()}")
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=True)
    try:
        os.chown(folder, data.stat().st_uid, data.stat().st_gid)
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


async def fill(scratch: Scratch) -> int:
    """Append until it fails; return how many batches were kept."""
    connection, kept = await scratch.connect(), 0
    try:
        while True:
            facts = [started(f"project/{kept}", place + 1, nth=place + 1) for place in range(500)]
            await event_store.append(connection, facts)
            kept += 1
    except asyncpg.DiskFullError:
        return kept
    finally:
        await connection.close()


@pytest.mark.long  # only root can make a disk
async def test_a_full_disk_refuses_whole_batches_and_keeps_all_that_was_kept(scratch: Scratch, stack: Stack) -> None:
    admin, connection = await asyncpg.connect(stack.backup_url("training")), await scratch.connect()
    with small_disk(Path(await admin.fetchval("SHOW data_directory"))) as folder:
        await admin.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        await admin.execute(f"ALTER TABLE {scratch.schema}.events SET TABLESPACE small")

        kept = await fill(scratch)

        assert kept > 0
        counts = await connection.fetchrow("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM outbox)")
        assert counts is not None
        assert tuple(counts) == (500 * kept, 500 * kept)
        await admin.execute(f"ALTER TABLE {scratch.schema}.events SET TABLESPACE pg_default")
        await admin.execute("DROP TABLESPACE small")
    await event_store.append(connection, [started("project/after", 1)])
    await connection.close()
    await admin.close()
