"""Processes by number: which one it is, whether it lives, and how it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


def born(pid: int) -> str | None:
    """When the process began, so that a reused number is not taken for it; None if it is gone."""
    if sys.platform == "linux":
        return _born_by_proc(pid)
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def _born_by_proc(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name before ")" may hold spaces. A zombie has ended; only its parent has not looked.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def end(pid: int, birth: str, ask: signal.Signals, patience: float) -> None:
    """Ask the process to stop, wait, and kill what is left of it and its group."""
    with suppress(ProcessLookupError):
        if born(pid) == birth:
            os.kill(pid, ask)
    deadline = time.monotonic() + patience
    while born(pid) == birth and time.monotonic() < deadline:
        time.sleep(0.02)
    if born(pid) == birth:
        kill_group(pid)


def kill_group(pid: int) -> None:
    """Kill whatever a group's leader left behind, and the leader."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def dying_with_parent(ask: signal.Signals) -> Callable[[], None] | None:
    """Return what a child runs before its program, so that it stops when its parent is killed.

    Only Linux can do this; elsewhere the next `up` or `down` clears what was left.
    """
    if sys.platform != "linux":
        return None
    # Loaded here: between fork and exec nothing may take a lock.
    prctl = ctypes.CDLL(None).prctl
    number = int(ask)

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, number)

    return arrange
