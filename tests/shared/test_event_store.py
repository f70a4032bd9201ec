"""The store keeps facts in order, refuses what was taken, and its clock only goes forward within a stream."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from shared import event_store
from shared.contracts.projects import PROJECTS
from shared.event_store import Conflict
from tests.shared.conftest import Scratch, started


async def test_facts_are_numbered_for_the_outbox_in_the_order_given(scratch: Scratch) -> None:
    connection = await scratch.connect()
    facts = [started(f"project/{place % 7}", place // 7 + 1, nth=place // 7 + 1) for place in range(700)]

    await event_store.append(connection, facts)

    rows = await connection.fetch("SELECT stream, version FROM outbox JOIN events USING (position) ORDER BY position")
    assert [(row["stream"], row["version"]) for row in rows] == [(one.stream, one.version) for one in facts]
    await connection.close()


async def test_a_fact_is_recorded_after_the_one_before_it_though_the_clock_was_set_back(scratch: Scratch) -> None:
    connection = await scratch.connect()
    ahead = datetime.now(UTC) + timedelta(hours=1)

    moments = await event_store.append(
        connection, [started("project/a", 1, nth=1, after=ahead), started("project/a", 2, nth=2, after=ahead)]
    )

    assert ahead < moments[("project/a", 1)] < moments[("project/a", 2)]
    await connection.close()


async def test_a_version_that_is_taken_is_a_conflict_and_nothing_of_the_batch_is_kept(scratch: Scratch) -> None:
    connection = await scratch.connect()
    await event_store.append(connection, [started("project/a", 1)])

    with pytest.raises(Conflict):
        await event_store.append(connection, [started("project/b", 1), started("project/a", 1)])

    assert await connection.fetchval("SELECT count(*) FROM events") == 1
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 1
    await connection.close()


async def test_an_empty_append_keeps_nothing(scratch: Scratch) -> None:
    connection = await scratch.connect()

    assert await event_store.append(connection, []) == {}

    assert await connection.fetchval("SELECT count(*) FROM events") == 0
    await connection.close()


@pytest.mark.parametrize("statement", ["UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events"])
async def test_the_database_itself_refuses_to_rewrite_history(scratch: Scratch, statement: str) -> None:
    connection = await scratch.connect()
    await event_store.append(connection, [started("project/a", 1)])

    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(statement)

    await connection.close()


async def test_what_is_read_back_is_what_was_kept(scratch: Scratch) -> None:
    connection = await scratch.connect()
    facts = [started("project/a", 1), started("project/a", 2, nth=2)]
    await event_store.append(connection, facts)

    history = await event_store.read(connection, PROJECTS, ["project/a", "project/none"])

    assert [(one.version, one.event) for one in history["project/a"]] == [(1, facts[0].event), (2, facts[1].event)]
    assert "project/none" not in history
    await connection.close()


async def test_twenty_writers_on_one_stream_make_one_winner_for_each_version(scratch: Scratch) -> None:
    async def write() -> None:
        connection = await scratch.connect()
        while True:
            last = await connection.fetchval("SELECT coalesce(max(version), 0) FROM events WHERE stream = 'project/a'")
            if last >= 60:
                break
            try:
                await event_store.append(connection, [started("project/a", last + 1)])
            except Conflict:
                continue
        await connection.close()

    await asyncio.gather(*(write() for _ in range(20)))

    connection = await scratch.connect()
    rows = await connection.fetch("SELECT version, recorded_at FROM events ORDER BY version")
    assert [row["version"] for row in rows] == list(range(1, len(rows) + 1))
    await connection.close()
