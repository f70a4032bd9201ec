"""The supervisor with stand-ins for the programs: order, restarts, failures, and nothing left."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from deploy.local import background, journal, ports
from deploy.local.background import ProgramFailed, launch
from deploy.local.processes import born
from deploy.local.programs import Exit, Http, Plan, Program
from deploy.local.stack import Stack

CHOSEN: list[int] = []
STAND_IN = Path(__file__).with_name("stand_in.py")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    background.stop(tmp_path)


def stand_in(home: Path, name: str, *after: str, port: str | None = None) -> Program:
    number = ports.choose(CHOSEN)
    CHOSEN.append(number)
    arguments = (str(home / "story"), name, port or str(number))
    return Program(
        name=name,
        command=(sys.executable, str(STAND_IN), *arguments),
        ready=Http(number),
        after=after,
    )


def run(home: Path, *programs: Program) -> Stack:
    plan = Plan(home=str(home), programs=programs, gateway_url="http://nowhere", tied=True)
    launch(plan, report=lambda _: None)
    return Stack(home)


def story(home: Path) -> list[str]:
    return (home / "story").read_text().splitlines()


def until(condition: Callable[[], bool], within: float = 20) -> None:
    """Wait for the condition; what never comes true fails the test."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        os.sched_yield()


def test_starts_in_order_and_stops_in_reverse(home: Path) -> None:
    stack = run(home, stand_in(home, "c", "b"), stand_in(home, "a"), stand_in(home, "b", "a"))

    assert story(home) == ["begin a", "begin b", "begin c"]

    assert stack.stop()
    assert story(home)[3:] == ["end c", "end b", "end a"]


def test_a_step_is_run_once_before_what_waits_for_it(home: Path) -> None:
    step = Program(name="step", command=("/bin/sh", "-c", "exit 0"), ready=Exit())

    stack = run(home, stand_in(home, "service", "step"), step)

    assert stack.state().programs["step"].status == "done"
    assert set(stack.pids()) == {"service"}


def test_a_killed_program_comes_back_under_another_number(home: Path) -> None:
    stack = run(home, stand_in(home, "a"), stand_in(home, "b"))
    untouched = stack.pids()["b"]

    stack.wait_until_back("a", stack.kill("a"))
    stack.wait_until_back("a", stack.kill("a"))

    assert stack.state().programs["a"].restarts == 2
    assert stack.pids()["b"] == untouched


def test_a_program_that_cannot_start_is_shown_and_all_is_stopped(home: Path) -> None:
    with pytest.raises(ProgramFailed, match="cannot go on: no reason"):
        run(home, stand_in(home, "a"), stand_in(home, "broken", "a", port="FAIL"))

    assert story(home) == ["begin a", *["begin broken"] * 3, "end a"]
    assert not background.is_running(home)


def test_a_missing_program_is_told_like_any_other_failure(home: Path) -> None:
    missing = Program(name="missing", command=("/no/such/program",), ready=Exit())

    with pytest.raises(ProgramFailed, match="/no/such/program"):
        run(home, missing)


def test_stop_leaves_nothing_running(home: Path) -> None:
    stack = run(home, stand_in(home, "a"), stand_in(home, "b", "a"))
    pids = [*stack.pids().values(), stack.state().supervisor]

    stack.stop()

    assert [born(pid) for pid in pids] == [None] * len(pids)
    assert not stack.stop()


def test_nothing_outlives_a_killed_supervisor(home: Path) -> None:
    stack = run(home, stand_in(home, "a"), stand_in(home, "b", "a"))
    pids = stack.pids().values()

    os.kill(stack.state().supervisor, signal.SIGKILL)

    until(lambda: not any(map(born, pids)) and not background.is_running(home))


def test_what_outlived_a_supervisor_is_cleared_at_the_next_start(home: Path) -> None:
    deaf = structs.replace(stand_in(home, "deaf"), stop=signal.SIGWINCH, patience=0.1)
    stack = run(home, deaf)
    outliving = stack.pids()["deaf"]
    os.kill(stack.state().supervisor, signal.SIGKILL)
    until(lambda: not background.is_running(home))
    assert born(outliving)

    run(home, deaf)

    assert born(outliving) is None


def test_a_reused_number_is_left_alone(home: Path) -> None:
    stack = run(home, stand_in(home, "a"))
    state = stack.state()
    stack.stop()
    state.programs["a"].pid, state.programs["a"].born = os.getpid(), "another birth"
    journal.write(home, state)

    assert not background.clear_leftovers(home)
