"""Machines whose clocks are an hour apart: order is by version and position alone, and the database's clock counts."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.client import Door, eventually
from tests.faults.submission import submission
from tests.faults.test_silence import told
from tests.faults.test_two_of_each import leader
from tests.faults.twins import Twin, take_all_locks, twin
from tests.journeys.projects import IMPROVEMENT, Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, live, mark

YEAR = Year(2017)
DATABASES = {"projects-worker": "projects", "metrics-worker": "metrics"}


def off_by(hours: int) -> dict[str, str]:
    """Return what makes a process live in another hour; timers go by another clock, which is left alone."""
    [library] = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{hours:+}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@asynccontextmanager
async def leading(stack: Stack, program: str, hours: int) -> AsyncIterator[Twin]:
    """Let a process whose clock is off lead in the place of the stack's own, which is frozen meanwhile."""
    own, database = stack.pids()[program], DATABASES[program]
    async with connected(stack, "metrics") as connection:
        task = "public.relay" if program == "projects-worker" else f"{await live(connection)}.projector"
    before, _ = await leader(stack, database, task)

    async def led() -> bool:
        return (await leader(stack, database, task))[0] > before

    async with twin(stack, program, **off_by(hours)) as second:
        os.kill(own, signal.SIGSTOP)
        try:
            await take_all_locks(stack, database)
            await eventually(led, f"a {program} whose clock is off leads")
            yield second
        finally:
            os.kill(own, signal.SIGCONT)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_clocks_that_are_an_hour_off_change_nothing(stack: Stack, door: Door, hours: int) -> None:
    since = await mark(stack)
    async with (
        twin(stack, "projects-api", **off_by(-1)) as api,
        leading(stack, "projects-worker", hours),
        leading(stack, "metrics-worker", -hours),
    ):
        status, answers = await told(stack, api, submission(YEAR, 1)[0])
        assert status == 200
        answers += await door.submit_all(submission(YEAR, 2))
        await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
        figure = await door.measure(IMPROVEMENT, "RGP", year=YEAR.name, min_fresh=answers[-1]["recorded_at"])
        assert "stale" not in figure
    assert {one["status"] for one in answers} == {"accepted"}
    answers += await door.submit_all(submission(YEAR, 1))
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


async def test_a_service_to_which_every_passport_seems_to_have_expired_keeps_nothing(stack: Stack, door: Door) -> None:  # noqa: ARG001
    since = await mark(stack)
    async with twin(stack, "projects-api", **off_by(1)) as api:
        status, _ = await told(stack, api, [Project().registered(YEAR.day(1))])
    assert status == 401
    await assert_nothing_lost_or_doubled(stack, [], "RGP", since)
