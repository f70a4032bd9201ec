"""Whatever container falls in the middle of a submission, nothing is lost or doubled, and all comes back by itself."""

import asyncio

import pytest

from tests.client import Door
from tests.containers.system import System, crash, wait_until_back
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import AFTER_ANSWERS, assert_figures_are_right, once_after
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

LASTING = (
    "postgres", "kafka", "projects", "projects-worker", "training", "training-worker", "metrics", "metrics-worker",
    "gateway", "gateway-worker", "issuer",
)  # fmt: skip


def test_all_that_is_to_last_is_killed(stack: System) -> None:
    lasting = {
        one["Config"]["Labels"]["com.docker.compose.service"]
        for one in stack.containers()
        if one["HostConfig"]["RestartPolicy"]["Name"] == "unless-stopped"
    }

    assert lasting == set(LASTING)


@pytest.mark.parametrize("name", LASTING)
async def test_a_killed_container_loses_nothing_and_doubles_nothing(
    stack: System, door: Door, year: Year, name: str
) -> None:
    batches, since = submission(year), await mark(stack)
    [container] = stack.of(name)
    begun: list[str] = []

    answers = await door.submit_all(
        batches, answered=once_after(AFTER_ANSWERS, lambda: begun.append(crash(container))), within=120
    )

    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await asyncio.to_thread(wait_until_back, container, begun[0])
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, [event for batch in batches for event in batch], year)
    assert await door.new_token("RGP")


async def test_after_all_of_it_the_whole_history_is_whole(stack: System, door: Door) -> None:  # noqa: ARG001  told by it
    await assert_nothing_lost_or_doubled(stack, [], "RGP")
