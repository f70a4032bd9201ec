"""The folder a stack lives in (`.local`): where things are, and how they are written there."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO


@dataclass(frozen=True)
class Home:
    """The places inside the folder."""

    path: Path

    @property
    def logs(self) -> Path:
        """One file per program."""
        return self.path / "logs"

    @property
    def kafka(self) -> Path:
        """The broker's settings and records."""
        return self.path / "kafka"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.path / "supervisor.lock"

    @property
    def up_lock(self) -> Path:
        """Held by whoever is starting the stack."""
        return self.path / "up.lock"

    def read(self, name: str) -> dict[str, Any]:
        """Return a JSON document of the folder, empty when there is none."""
        try:
            return dict(json.loads((self.path / name).read_bytes()))
        except FileNotFoundError:
            return {}

    def write_private(self, name: str, document: dict[str, Any]) -> None:
        """Replace a JSON document that only its owner may read."""
        draft = self.path / f".{name}"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(document, file, indent=2)
            file.write("\n")
        draft.replace(self.path / name)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(path: Path, within: float) -> TextIO | None:
    """Take the lock for as long as the file stays open; None if another holds it all that time."""
    deadline = time.monotonic() + within
    file = path.open("a")
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                file.close()
                return None
            time.sleep(0.02)
        else:
            return file


def is_held(path: Path) -> bool:
    """Whether some process holds the lock."""
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
