"""Two of a program run at once: one leads, and one that was away while the other led changes nothing on its return."""

import asyncio
import os
import signal

import pytest

from deploy.local.stack import Stack
from tests.client import Door
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import once_after
from tests.faults.test_servers_fail import take_lock_away
from tests.faults.twins import twin
from tests.journeys.projects import Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, live, mark

YEAR = Year(2017)


async def leader(stack: Stack, database: str, task: str) -> tuple[int, int]:
    """Return the epoch of a task and the session that has its lock."""
    async with connected(stack, database) as connection:
        epoch: int = await connection.fetchval("SELECT epoch FROM leases WHERE task = $1", task)
        session: int = await connection.fetchval(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND objid = (hashtext($1)::bigint & 4294967295)"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            task,
        )
    return epoch, session


@pytest.mark.parametrize(("program", "database"), [("projects-worker", "projects"), ("metrics-worker", "metrics")])
async def test_who_was_frozen_while_another_took_over_changes_nothing_when_it_wakes(
    stack: Stack, door: Door, program: str, database: str
) -> None:
    since = await mark(stack)
    async with connected(stack, "metrics") as connection:
        task = "public.relay" if program == "projects-worker" else f"{await live(connection)}.projector"
    before, frozen = await leader(stack, database, task), stack.pids()[program]

    def freeze() -> None:
        os.kill(frozen, signal.SIGSTOP)
        take_lock_away(stack, database, task)

    async with twin(stack, program):
        try:
            answers = await door.submit_all(submission(YEAR, 5), answered=once_after(2, freeze))
            await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
            second = await leader(stack, database, task)
            assert (second[0] > before[0], second[1] != before[1]) == (True, True)
        finally:
            os.kill(frozen, signal.SIGCONT)
        answers += await door.submit_all(submission(YEAR, 2))
        await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
        assert await leader(stack, database, task) == second
    answers += await door.accepted([Project().registered(YEAR.day(1))])
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    assert (await leader(stack, database, task))[0] > second[0]


async def test_fifty_at_once_about_one_project_are_all_answered_and_each_version_is_one_of_them(
    stack: Stack, door: Door
) -> None:
    project, since = Project(), await mark(stack)
    answers = await door.accepted([project.registered(YEAR.day(1))])

    said = [door.submit([project.scored(3, YEAR.day(place + 1))]) for place in range(50)]
    answers += [one for reply in await asyncio.gather(*said) for one in reply]

    assert {one["status"] for one in answers} == {"accepted"}
    assert sorted(one["version"] for one in answers) == list(range(1, 52))
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
