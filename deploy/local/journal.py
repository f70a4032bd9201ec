"""`state.json`: what runs, for whoever asks."""

from pathlib import Path
from typing import Literal

import msgspec

Phase = Literal["starting", "ready", "stopping", "stopped", "failed"]
Status = Literal["waiting", "starting", "ready", "restarting", "done", "failed", "stopped"]


class Entry(msgspec.Struct, kw_only=True):
    """One program as it is now."""

    status: Status = "waiting"
    pid: int | None = None
    # With the number, what tells this process from a later one of the same number.
    born: str | None = None
    # How to end it: the signal to ask with, and the seconds to wait before killing it.
    stop: int = 15
    patience: float = 10
    restarts: int = 0
    # From being started to being ready, the last time.
    seconds: float | None = None


class State(msgspec.Struct, kw_only=True):
    """One supervisor and all it looks after."""

    supervisor: int
    born: str | None
    phase: Phase = "starting"
    gateway_url: str
    programs: dict[str, Entry]


def read(home: Path) -> State | None:
    """Return the last state written, whether or not its supervisor still lives."""
    try:
        return msgspec.json.decode((home / "state.json").read_bytes(), type=State)
    except FileNotFoundError:
        return None


def write(home: Path, state: State) -> None:
    """Replace the state as a whole, so that no reader sees half of it."""
    draft = home / ".state.json"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(state)) + b"\n")
    draft.replace(home / "state.json")
