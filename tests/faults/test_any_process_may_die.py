"""Whatever process dies in the middle of a submission, nothing is lost or doubled, and all catches up by itself."""

import asyncio
import os
import signal
from collections.abc import Callable

import pytest

from deploy.local.stack import Stack
from tests.client import Door
from tests.faults.conftest import Telling
from tests.faults.submission import BATCHES
from tests.journeys.projects import SLUGS, Said, Year, expected
from tests.oracles import assert_nothing_lost_or_doubled, mark

ESSENTIAL = ("projects-worker", "metrics-worker", "kafka", "postgres")
OTHERS = ("projects-api", "training-api", "training-worker", "metrics-api", "gateway", "issuer")
AFTER_ANSWERS = 3
PAUSED_SECONDS = 3.0
BACK_WITHIN = 60.0


def once_after(answers: int, act: Callable[[], object]) -> Callable[[int], None]:
    """Do something when so many batches have been answered, at once and not again."""

    def answered(count: int) -> None:
        if count == answers:
            act()

    return answered


async def assert_figures_are_right(door: Door, events: list[Said], year: Year) -> None:
    """Hold both measures' figures against an independent recount of what was submitted."""
    for slug in SLUGS:
        for organisation in ("RGP", None):
            found = await door.counted(slug, organisation, year.name)
            assert found == expected(events, slug, organisation, year), (slug, organisation)
            assert found[1] > 0


@pytest.mark.parametrize("name", [*ESSENTIAL, *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)])
async def test_a_killed_process_loses_nothing_and_doubles_nothing(
    stack: Stack, door: Door, telling: Telling, name: str
) -> None:
    batches, since = telling.batches(), await mark(stack)
    killed: list[int] = []

    answers = await door.submit_all(
        batches, answered=once_after(AFTER_ANSWERS, lambda: killed.append(stack.kill(name)))
    )

    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    [before] = killed
    await asyncio.to_thread(stack.wait_until_back, name, before, BACK_WITHIN)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, telling.events, telling.year)
    assert await door.new_token("RGP")


@pytest.mark.long
@pytest.mark.parametrize("name", ["projects-worker", "metrics-worker"])
async def test_a_paused_process_goes_on_where_it_was(stack: Stack, door: Door, telling: Telling, name: str) -> None:
    batches, since = telling.batches(), await mark(stack)
    process = stack.pids()[name]
    gone_on = asyncio.Event()

    def go_on() -> None:
        os.kill(process, signal.SIGCONT)
        gone_on.set()

    def pause() -> None:
        os.kill(process, signal.SIGSTOP)
        asyncio.get_running_loop().call_later(PAUSED_SECONDS, go_on)

    answers = await door.submit_all(batches, answered=once_after(AFTER_ANSWERS, pause))

    await gone_on.wait()
    assert {one["status"] for one in answers} == {"accepted"}
    assert len(answers) == sum(map(len, batches)) == BATCHES * 100
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, telling.events, telling.year)
    assert stack.pids()[name] == process


async def test_a_gateway_that_has_just_begun_knows_everyone_who_comes_at_once(stack: Stack, door: Door) -> None:
    callers = list(door.credentials["clients"]) * 3
    for caller in set(callers):
        await door.token(caller)
    await asyncio.to_thread(stack.wait_until_back, "gateway", stack.kill("gateway"), BACK_WITHIN)

    replies = await asyncio.gather(*(door.ask("GET", "/v1/organisations", by=caller) for caller in callers))

    assert [one.status for one in replies] == [200] * len(callers)


@pytest.mark.long
async def test_after_all_of_it_the_whole_history_is_whole(stack: Stack, door: Door) -> None:  # noqa: ARG001  told by it
    await assert_nothing_lost_or_doubled(stack, [], "RGP")
