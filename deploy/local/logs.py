"""One log file per program, kept from growing for ever."""

from pathlib import Path
from typing import BinaryIO

LIMIT = 10_000_000


def open_log(path: Path) -> BinaryIO:
    """Open a log to append to; a large one first makes room, and one older is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_lines(path: Path, count: int) -> list[str]:
    """Return the end of a log."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64_000))
        return file.read().decode(errors="replace").splitlines()[-count:]
