"""A process may be killed at every line; these are the lines at which it hurts most."""

import asyncio
import importlib
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.client import Door
from tests.faults.conftest import Telling
from tests.faults.deaths import DEATHS
from tests.faults.test_any_process_may_die import BACK_WITHIN, assert_figures_are_right
from tests.oracles import assert_nothing_lost_or_doubled, mark

failpoints_of_all = importlib.import_module("failpoints").POINTS
ASSERTED = [one for one in DEATHS if one[1] != "sealer.sealed"]  # it comes there in its own time


@pytest.mark.parametrize("point", failpoints_of_all)
def test_every_failpoint_is_somewhere(point: str) -> None:
    module = importlib.import_module(failpoints_of_all[point].module)
    *path, name = failpoints_of_all[point].name.split(".")
    owner = module
    for part in path:
        owner = getattr(owner, part)
    assert callable(vars(owner)[name])


@pytest.mark.parametrize(("program", "point", "passes"), ASSERTED, ids=[f"{one[0]}-{one[1]}" for one in ASSERTED])
async def test_a_process_that_dies_there_loses_nothing_and_doubles_nothing(
    stack: Stack, door: Door, telling: Telling, failpoints: Path, program: str, point: str, passes: int
) -> None:
    batches, since = telling.batches(8), await mark(stack)
    before = stack.pids()[program]
    armed = failpoints / f"{program}.{point}"
    armed.write_text(str(passes))
    try:
        answers = await door.submit_all(batches)

        await asyncio.to_thread(stack.wait_until_back, program, before, BACK_WITHIN)
        assert not armed.exists()
    finally:
        armed.unlink(missing_ok=True)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    await assert_figures_are_right(door, telling.events, telling.year)
