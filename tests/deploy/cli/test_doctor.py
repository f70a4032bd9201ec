"""The doctor says nothing of a system that is well, and of one that is not what is wrong and what mends it."""

import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from deploy.cli import backups, erased
from deploy.cli.backups import Manifest
from deploy.cli.doctor import databases, keeping, log, reading, stores
from deploy.cli.doctor.finding import Finding, ago, several
from deploy.local.stack import Stack
from shared.postgres import Connection
from shared.settings import Servers
from tests.client import Door
from tests.deploy.cli.command import typed


@asynccontextmanager
async def owning(stack: Stack, name: str) -> AsyncIterator[Connection]:
    """Give a database's owner a transaction that leaves nothing behind."""
    connection = await asyncpg.connect(stack.database_url(name, owner=True))
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def of_store(connection: Connection) -> list[Finding]:
    return [one async for one in stores.examine("projects", connection)]


async def of_read_side(connection: Connection, bounds: log.Bounds | None = None) -> list[Finding]:
    return [one async for one in reading.examine(connection, bounds)]


async def test_of_a_system_that_is_well_it_has_nothing_to_mend(stack: Stack, door: Door) -> None:
    await door.read("/v1/measures", year="2022/23")
    done = await typed("doctor", "--json", "--home", stack.home)

    assert [one for one in json.loads(done.out) if one["where"] != "back-ups"] == []
    assert (done.code, done.err) == (0, "")


async def test_a_database_that_is_away_is_named_and_the_rest_is_looked_at(stack: Stack, door: Door) -> None:
    await door.read("/v1/measures", year="2022/23")
    away = {
        f"{kind}_URL_{name.upper()}": stack.database_url(name, owner=True)
        for kind in ("DATABASE", "MIGRATION")
        for name in ("projects", "training", "metrics", "gateway")
    }
    away["MIGRATION_URL_TRAINING"] = "postgresql://nobody@127.0.0.1:1/training"
    done = await typed("doctor", "--home", stack.home, KAFKA_BOOTSTRAP_SERVERS=stack.kafka.bootstrap, **away)

    wrong = [line for line in done.out.splitlines() if line.startswith("WRONG")]
    assert len(wrong) == 1, done.out
    assert wrong[0].startswith("WRONG  training: Its database does not answer")
    assert done.code == 1


async def test_a_log_that_nobody_serves_is_named() -> None:
    nowhere = Servers("127.0.0.1:1")
    held = await log.bounds(nowhere)
    [found] = [one async for one in log.examine(nowhere, held)]
    assert (found.weight, found.where) == ("wrong", "Kafka")
    assert "Facts are accepted and kept" in found.what


async def test_rights_to_rewrite_facts_and_a_guard_taken_off_are_named(stack: Stack) -> None:
    async with owning(stack, "projects") as connection:
        assert await of_store(connection) == []
        await connection.execute("GRANT UPDATE, DELETE ON events TO projects")
        await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_facts")
        guard, rights = await of_store(connection)
    assert guard.what == "The guard that refuses to rewrite facts is off."
    assert rights.what == "Facts could be rewritten: projects may DELETE, projects may UPDATE."


async def test_facts_that_wait_to_be_carried_are_counted(stack: Stack, door: Door) -> None:
    await door.read("/v1/measures", year="2022/23")
    async with owning(stack, "projects") as connection:
        waiting = (
            "INSERT INTO outbox SELECT position FROM events WHERE recorded_at < now() - interval '61 seconds' LIMIT 3"
        )
        await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_facts")
        await connection.execute("UPDATE events SET recorded_at = recorded_at - interval '2 hours'")
        await connection.execute("ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_facts")
        await connection.execute(waiting)
        [found] = await of_store(connection)
    assert found.what.startswith("3 facts wait to be carried to Kafka, the oldest for 2 hours")


async def test_a_relay_that_nobody_leads_is_named(stack: Stack) -> None:
    leader = stack.pids()["projects-worker"]
    async with owning(stack, "projects") as connection:
        os.kill(leader, signal.SIGSTOP)
        worker = await asyncpg.connect(stack.database_url("projects"))
        try:
            await worker.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid) "
                "WHERE locktype = 'advisory' AND datname = current_database()"
            )
            while not (found := await of_store(connection)):
                await connection.execute("SELECT pg_stat_clear_snapshot()")
        finally:
            os.kill(leader, signal.SIGCONT)
            await worker.close()
    assert found[0].what.startswith("Nobody carries its facts to Kafka")


async def test_records_that_wait_are_counted_by_why(stack: Stack) -> None:
    async with owning(stack, "metrics") as connection:
        [live] = await connection.fetch("SELECT version FROM read_sides WHERE live")
        for offset, reason in enumerate(
            ("version 3 of its stream has not come yet", "version 7 of its stream has not come yet", "NoSuchType")
        ):
            await connection.execute(
                f"INSERT INTO read_{live['version']}.parked "
                '(topic, partition, "offset", stream, version, reason, headers, value) '
                "VALUES ('qi.projects', 0, $1, $2, 9, $3, '[]', '')",
                -1 - offset,
                f"project/{offset % 2}",
                reason,
            )
        first, second = await of_read_side(connection)
    assert first.what == "2 records of 2 streams wait: version N of its stream has not come yet."
    assert second.what == "1 record of 1 stream wait: NoSuchType."


async def test_a_log_that_was_emptied_is_told_from_one_that_is_ahead(stack: Stack) -> None:
    held = await log.bounds(stack.kafka)
    assert held is not None
    [partition] = [one for one, (_, end) in held.items() if one[0] == "qi.agreements" and end][:1]
    async with owning(stack, "metrics") as connection:
        [lost] = await of_read_side(connection, {**held, partition: (0, 0)})
        [behind] = await of_read_side(connection, {**held, partition: (0, held[partition][1] + 20_000)})
    assert (lost.where, lost.weight) == ("log", "wrong")
    assert "Kafka has lost what it held" in lost.what
    assert behind.what == "It is 20,000 facts behind the log."


async def test_what_a_service_has_not_been_heard_of_is_named(stack: Stack) -> None:
    async with owning(stack, "metrics") as connection:
        [live] = await connection.fetch("SELECT version FROM read_sides WHERE live")
        await connection.execute(f"DELETE FROM read_{live['version']}.watermarks WHERE topic = 'qi.training'")
        await connection.execute(
            f"UPDATE read_{live['version']}.watermarks SET at = at - interval '3 days' WHERE topic = 'qi.projects'"
        )
        old, never = await of_read_side(connection)
    assert old.what == "It has heard nothing of qi.projects for 3 days."
    assert never.what.startswith("It has never heard how far qi.training is")


async def test_a_transaction_that_was_left_open_is_named(stack: Stack) -> None:
    left = await asyncpg.connect(stack.database_url("training"))
    looking = await asyncpg.connect(stack.backup_url("training"))
    await left.execute("BEGIN")
    since = await left.fetchval("SELECT now()")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(databases, "LONG", timedelta(0))
            found = [one async for one in databases.examine("training", looking)]
    finally:
        await left.close()
        await looking.close()
    assert since
    assert [one.what.partition(" has been open")[0] for one in found] == ["A transaction"]


async def test_a_schema_of_another_release_and_an_unsafe_setting_are_named(stack: Stack) -> None:
    async with owning(stack, "training") as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
        await connection.execute("SET LOCAL synchronous_commit = off")
        later, unsafe = [one async for one in databases.examine("training", connection)]
        await connection.execute("UPDATE alembic_version SET version_num = '0001'")
        older, _ = [one async for one in databases.examine("training", connection)]
    assert later.what == "It was brought to migration 9999, which this release does not know."
    assert unsafe.what.startswith("synchronous_commit is off: what was acknowledged may be lost")
    assert older.mend == "python -m shared.migrate training"


@pytest.mark.parametrize(("age", "said"), [(timedelta(hours=29), []), (timedelta(days=3), ["The last is 3 days old."])])
def test_a_back_up_grows_old(tmp_path: Path, age: timedelta, said: list[str]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    folder = tmp_path / "back-up"
    folder.mkdir()
    manifest = Manifest(format=1, release="0", moment=now - age, databases={})
    (folder / backups.MANIFEST).write_text(
        json.dumps(
            {
                **{n: getattr(manifest, n) for n in ("format", "release")},
                "moment": manifest.moment.isoformat(),
                "databases": {},
            }
        )
    )
    erased.remember(tmp_path, folder)
    assert [one.what for one in keeping.examine(tmp_path, now)] == said


def test_where_no_back_up_is_known_that_is_said(tmp_path: Path) -> None:
    assert [one.what for one in keeping.examine(tmp_path)] == ["None is known here."]


def test_lengths_of_time_and_counts_are_said_as_people_do() -> None:
    spans = [timedelta(seconds=s) for s in (0, 59, 60, 7_300, 86_400, 900_000)]
    assert [ago(one) for one in spans] == ["0 seconds", "59 seconds", "1 minute", "2 hours", "1 day", "10 days"]
    assert [several(1, "fact"), several(1_200, "fact")] == ["1 fact", "1,200 facts"]
