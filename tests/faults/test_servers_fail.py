"""Servers fail as servers do: stopped at once, full, held, emptied from behind; nothing is lost, nothing is doubled."""

import asyncio
import os
import signal
import subprocess

import pytest

from deploy.local.home import Home
from deploy.local.postgres import find_programs
from deploy.local.stack import Stack
from shared import kafka
from shared.contracts.projects import PROJECTS
from shared.kafka import Message
from tests.client import Door, eventually
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import BACK_WITHIN, assert_figures_are_right, once_after
from tests.journeys.projects import Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, live, mark, settled


def immediately_stop_postgres(stack: Stack) -> int:
    """Stop PostgreSQL as a power cut would: no checkpoint, no goodbye. Return the number it had."""
    pid = stack.pids()["postgres"]
    os.kill(pid, signal.SIGQUIT)
    return pid


async def test_postgres_that_is_stopped_at_once_under_load_loses_nothing_that_was_acknowledged(
    stack: Stack, door: Door, year: Year
) -> None:
    batches, since = submission(year, 20), await mark(stack)
    stopped: list[int] = []

    answers = await door.submit_all(
        batches, answered=once_after(3, lambda: stopped.append(immediately_stop_postgres(stack)))
    )

    await asyncio.to_thread(stack.wait_until_back, "postgres", stopped[0], BACK_WITHIN)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, [event for batch in batches for event in batch], year)


@pytest.mark.parametrize("task", ["public.relay", "read_1.projector"])
async def test_a_leader_whose_lock_is_taken_from_it_is_followed_by_one_leader(
    stack: Stack, door: Door, any_year: Year, task: str
) -> None:
    database = "projects" if task == "public.relay" else "metrics"
    batches, since = submission(any_year, 8), await mark(stack)
    async with connected(stack, database) as connection:
        before = await connection.fetchval("SELECT epoch FROM leases WHERE task = $1", task)

    answers = await door.submit_all(batches, answered=once_after(2, lambda: take_lock_away(stack, database, task)))

    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    async with connected(stack, database) as connection:
        assert await connection.fetchval("SELECT epoch FROM leases WHERE task = $1", task) > before
        held = await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = (hashtext($1)::bigint & 4294967295)"
            " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            task,
        )
        assert held == 1


def take_lock_away(stack: Stack, database: str, task: str) -> None:
    """End the session that holds a lock, from outside."""
    statement = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        f" AND objid = (hashtext('{task}')::bigint & 4294967295)"
        f" AND database = (SELECT oid FROM pg_database WHERE datname = '{database}')"
    )
    program = str(find_programs(None) / "psql")
    subprocess.run([program, stack.backup_url(database), "-qc", statement], check=True, capture_output=True)


async def test_every_record_twice_and_out_of_order_is_applied_once_and_in_order(
    stack: Stack, door: Door, year: Year
) -> None:
    batches, since = submission(year, 4), await mark(stack)
    answers = await door.submit_all(batches)
    await settled(stack)
    async with kafka.reader(stack.kafka) as reader:
        bounds = await reader.bounds(await reader.partitions(PROJECTS.topic))
        reader.seek({one: since.ends.get(one, first) for one, (first, _) in bounds.items()})
        wanted, records = {one: end for one, (_, end) in bounds.items()}, []
        while any(end > since.ends.get(one, 0) for one, end in wanted.items()):
            records += await reader.poll(5_000, 500)
            reached = {(one.topic, one.partition): one.offset + 1 for one in records}
            wanted = {one: end for one, end in wanted.items() if reached.get(one, 0) < end}
    assert len(records) >= 400
    async with kafka.producer(stack.kafka) as producer:
        again = [Message(one.key or b"", one.value or b"", list(one.headers)) for one in reversed(records)]
        await producer.send(PROJECTS.topic, again)

    after = [Project().registered(year.day(1))]
    answers += await door.accepted(after)

    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, [*(event for batch in batches for event in batch), *after], year)


async def test_a_long_writing_transaction_elsewhere_delays_no_delivery(
    stack: Stack, door: Door, any_year: Year
) -> None:
    since = await mark(stack)
    async with connected(stack, "gateway") as elsewhere, elsewhere.transaction():
        await elsewhere.fetchval("SELECT pg_current_xact_id()")
        answers = await door.accepted([Project().registered(any_year.day(1)) for _ in range(200)])

        async def delivered() -> bool:
            async with connected(stack, "metrics") as connection:
                streams, schema = [one["stream"] for one in answers], await live(connection)
                query = f"SELECT count(*) FROM {schema}.facts WHERE stream = ANY($1::text[])"
                found = await connection.fetchval(query, streams)
                return bool(found == len(streams))

        await eventually(delivered, "facts are delivered while somebody else writes on")
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


async def test_a_client_that_hangs_up_in_the_middle_leaves_no_connection_behind(
    stack: Stack, door: Door, any_year: Year
) -> None:
    since, batches = await mark(stack), submission(any_year, 6)
    await door.token("RGP")
    leaving = [asyncio.create_task(door.submit(batch)) for batch in batches]
    await asyncio.wait(leaving, timeout=0.05)
    for one in leaving:
        one.cancel()
    await asyncio.gather(*leaving, return_exceptions=True)

    answers = await door.submit_all(batches)

    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    async with connected(stack, "projects") as connection:
        held = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'projects' AND state LIKE 'idle in transaction%'"

        async def let_go() -> bool:
            return int(await connection.fetchval(held)) == 0

        await eventually(let_go, "no session is left in a transaction")


async def test_no_connection_to_be_had_is_said_and_passes(stack: Stack, door: Door, any_year: Year) -> None:
    since = await mark(stack)
    async with connected(stack, "projects") as owner:
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
        submitted = door.submit_all([[Project().registered(any_year.day(1))] for _ in range(40)])
        waiting = asyncio.ensure_future(submitted)
        done, _ = await asyncio.wait({waiting}, timeout=2)
        assert not done
        port = Home(stack.home).read("ports.json")["projects-api"]
        async with door.session.get(f"http://127.0.0.1:{port}/health/live") as live:
            assert live.status == 200
        await transaction.rollback()
        answers = await waiting
    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
