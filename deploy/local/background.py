"""The supervisor as seen from outside: start it, follow it, stop it, clear up after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from deploy.local import journal
from deploy.local.home import Home, is_held
from deploy.local.journal import Entry, State
from deploy.local.logs import last_lines, open_log
from deploy.local.problems import Problem
from deploy.local.processes import born, dying_with_parent, end
from deploy.local.programs import Plan

Report = Callable[[str], None]
ROOT = Path(__file__).parents[2]
# The slowest programs may take 20 s each to stop, one kind after the other.
STOPPED_WITHIN = 60.0
TAIL = 20
# Supervisors this process has started, by number: their ends are its to collect.
OURS: dict[int, "subprocess.Popen[bytes]"] = {}


class ProgramFailed(Problem):
    """A program cannot start, so everything was stopped again."""


def is_running(home: Path) -> bool:
    """Whether a supervisor looks after the home."""
    return is_held(Home(home).supervisor_lock)


def launch(plan: Plan, report: Report) -> None:
    """Start a supervisor for the plan and wait until all is ready."""
    home = Home(Path(plan.home))
    clear_leftovers(home.path)
    (home.path / "state.json").unlink(missing_ok=True)
    process = _spawn(plan, home)
    try:
        follow(home.path, report, lambda: process.poll() is None)
    except BaseException:
        # Whoever gives up waiting does not want half a system.
        stop(home.path)
        raise


def _spawn(plan: Plan, home: Home) -> "subprocess.Popen[bytes]":
    with open_log(home.logs / "supervisor.log") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.supervisor"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGTERM) if plan.tied else None,  # noqa: PLW1509 -- one call into C
        )
    OURS[process.pid] = process
    if process.stdin is not None:
        with process.stdin as pipe:
            pipe.write(msgspec.json.encode(plan))
    return process


def follow(home: Path, report: Report, lives: Callable[[], bool]) -> None:
    """Tell of each program as it becomes ready, until all are."""
    told: set[str] = set()
    while True:
        # Asked first: what it wrote last is read after it has ended.
        alive = lives()
        state = journal.read(home)
        for name, entry in state.programs.items() if state else ():
            if entry.status in {"ready", "done"} and name not in told:
                told.add(name)
                report(f"  {name:<16} {entry.status:<6} {entry.seconds or 0:5.1f} s")
        if state is not None and state.phase == "ready":
            return
        if not alive:
            raise ProgramFailed(_explain(home, state))
        time.sleep(0.03)


def _explain(home: Path, state: State | None) -> str:
    programs = state.programs.items() if state else ()
    failed = next((name for name, entry in programs if entry.status == "failed"), "supervisor")
    log = Home(home).logs / f"{failed}.log"
    return "\n".join([f"The last lines of {log}:", *last_lines(log, TAIL)])


def stop(home: Path) -> bool:
    """Stop everything; False if nothing ran."""
    state = journal.read(home)
    ran = is_running(home)
    if ran and state is not None:
        with suppress(ProcessLookupError):
            os.kill(state.supervisor, signal.SIGTERM)
        _wait_for_end(home, state)
    return clear_leftovers(home) or ran


def _wait_for_end(home: Path, state: State) -> None:
    deadline = time.monotonic() + STOPPED_WITHIN
    while is_running(home) and time.monotonic() < deadline:
        time.sleep(0.02)
    if is_running(home):
        os.kill(state.supervisor, signal.SIGKILL)


def clear_leftovers(home: Path) -> bool:
    """End what outlived a supervisor that was killed; False if there is none."""
    state = journal.read(home)
    if state is None:
        return False
    if process := OURS.pop(state.supervisor, None):
        process.wait()
    # In reverse: whoever was started last needs the others to stop well.
    cleared = [_clear(entry) for entry in reversed(state.programs.values())]
    return any(cleared)


def _clear(entry: Entry) -> bool:
    if entry.pid is None or entry.born is None or born(entry.pid) != entry.born:
        return False
    end(entry.pid, entry.born, signal.Signals(entry.stop), entry.patience)
    return True
