"""What processes hold: memory, open files, sessions of the database. What only ever grows is a leak."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.stack import Stack
from tests.oracles import connected

MOST_MEGABYTES: Mapping[str, int] = {"kafka": 1_200}
OTHERS_MEGABYTES = 500
"""More than any process of ours may ever hold, whatever is in the stores."""
MORE_FILES, MORE_SESSIONS = 30, 30
"""So many more than at first may be open when all is quiet: pools and clients keep what they may need again."""
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"


@dataclass(frozen=True)
class Held:
    """What a process holds, in megabytes and numbers."""

    memory: int
    most_memory: int
    files: int


@dataclass
class Footprint:
    """What was seen each time when all was quiet, the first time and the last, and the most memory ever."""

    first: dict[str, Held] = field(default_factory=dict)
    last: dict[str, Held] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    sessions: list[int] = field(default_factory=list)

    async def look(self, stack: Stack) -> None:
        """Look at every process; where the system does not tell, nothing is known."""
        for name, pid in stack.pids().items():
            if (found := held(pid)) is not None:
                self.first.setdefault(name, found)
                self.last[name] = found
                self.most[name] = max(self.most.get(name, 0), found.most_memory)
        async with connected(stack, "metrics") as connection:
            self.sessions.append(await connection.fetchval(SESSIONS))

    def faults(self) -> list[str]:
        """Return who holds more than it may, or ever more."""
        return [
            *(
                f"{name} held {most} MB"
                for name, most in self.most.items()
                if most > MOST_MEGABYTES.get(name, OTHERS_MEGABYTES)
            ),
            *(
                f"{name} held {self.first[name].files} files at first, {now.files} in the end"
                for name, now in self.last.items()
                if name not in {"kafka", "postgres"} and now.files > self.first[name].files + MORE_FILES
            ),
            *(
                f"PostgreSQL had {self.sessions[0]} sessions at first, {self.sessions[-1]} in the end"
                for _ in self.sessions[:1]
                if self.sessions[-1] > self.sessions[0] + MORE_SESSIONS
            ),
        ]

    def lines(self) -> list[str]:
        """Return what was seen, as text."""
        return [
            f"sessions of PostgreSQL when quiet: {self.sessions[0]} at first, {self.sessions[-1]} in the end",
            *(
                f"{name}: {self.first[name].memory} MB and {self.first[name].files} files at first, {now.memory} MB and"
                f" {now.files} files in the end, at most {self.most[name]} MB"
                for name, now in sorted(self.last.items())
            ),
        ]


def held(pid: int) -> Held | None:
    """Return what a process holds, as Linux tells it."""
    process = Path(f"/proc/{pid}")
    try:
        lines = (process / "status").read_text().splitlines()
        files = len(os.listdir(process / "fd"))  # noqa: PTH208  names alone
    except OSError:
        return None
    said = dict(line.split(":", 1) for line in lines)
    return Held(_megabytes(said["VmRSS"]), _megabytes(said["VmHWM"]), files)


def _megabytes(words: str) -> int:
    return int(words.split(maxsplit=1)[0]) // 1024
