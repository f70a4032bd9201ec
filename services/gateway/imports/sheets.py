"""A file as sheets of cells, read in a process of its own: what a file makes of memory and time ends there.

A spreadsheet is a program's output that anybody can write by hand: a few bytes can stand for billions of cells. The
child may have so much memory and so much time, gives back no more than an import can hold, and is gone afterwards.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from services.gateway.imports.cells import Cell
from services.gateway.imports.limits import PATIENCE_SECONDS
from shared.http import Problem

AT_ONCE = 2
CHILD = "services.gateway.imports.opening"

_gate = asyncio.Semaphore(AT_ONCE)


@dataclass(frozen=True)
class Sheet:
    """One sheet; a CSV file is one."""

    name: str
    rows: Sequence[Sequence[Cell]]


async def sheets(content: bytes) -> list[Sheet]:
    """Return what a file holds, or refuse it as a whole."""
    async with _gate:
        said, code = await _opened(content)
    if code != 0:
        raise Problem(422, "UnreadableFile", "The file cannot be opened: it is damaged, or far larger than it looks.")
    answer: dict[str, Any] = msgspec.msgpack.decode(said)
    if "refused" in answer:
        raise Problem(answer["status"], answer["type"], answer["refused"])
    return [Sheet(one["name"], [[_cell(cell) for cell in row] for row in one["rows"]]) for one in answer["sheets"]]


async def _opened(content: bytes) -> tuple[bytes, int]:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", CHILD, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env={"LC_ALL": "C"}
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            said, _ = await child.communicate(content)
    except TimeoutError:
        raise Problem(422, "UnreadableFile", "The file takes too long to open: split it, or save it anew.") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return said, child.returncode or 0


def _cell(said: Any) -> Cell:
    """Return a cell as the child wrote it: a day or a moment stands alone in a list."""
    if not isinstance(said, list):
        return said  # type: ignore[no-any-return]  # a text, a number, a boolean or nothing
    return datetime.fromisoformat(said[0]) if "T" in said[0] else date.fromisoformat(said[0])
