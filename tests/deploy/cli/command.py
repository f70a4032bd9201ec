"""The command line as somebody types it, in a process of its own."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.stack import Stack


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


async def typed(*words: str | Path, stdin: str = "", cwd: Path | None = None, **environment: str) -> Done:
    """Run `goldenthread` with these words."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("GOLDENTHREAD_")}
    known["PYTHONPATH"] = str(Path(__file__).parents[3])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy.cli", *map(str, words), env={**known, **environment}, cwd=cwd,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(stdin.encode())
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


def of(stack: Stack) -> tuple[str | Path, ...]:
    """Return the words that name a stack's clients."""
    return ("--credentials", stack.home / "credentials.json")
