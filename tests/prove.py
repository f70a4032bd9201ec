"""`make prove MINUTES=2`: a scratch system, a seeded workload through the front door, kills and pauses at random.

After every round the oracles O1 to O6 are asked, and the figures are held against an independent recount. The last
lines say what was broken how often, what was seen twice, and how long the longest recovery took.
"""

import argparse
import asyncio
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from deploy.local import stack as local
from deploy.local.stack import Stack
from tests.client import Door, eventually
from tests.faults.submission import submission
from tests.journeys.projects import SLUGS, Project, Said, Year, expected
from tests.oracles import assert_nothing_lost_or_doubled, mark

PROCESSES = (
    "projects-api", "projects-worker", "training-api", "training-worker", "metrics-api", "metrics-worker", "gateway",
    "gateway-worker", "issuer", "kafka", "postgres",
)  # fmt: skip
FIRST_YEAR = 2016
MOST_FAULTS = 3
LONGEST_PAUSE = 4.0


@dataclass
class Report:
    """What happened, counted."""

    seed: int
    rounds: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    longest_recovery: float = 0.0

    def lines(self) -> str:
        """Return the report as text."""
        faults = ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items())) or "none"
        return "\n".join(
            (
                f"seed {self.seed}: {self.rounds} rounds, {self.answers.total():,} answers",
                f"  accepted {self.answers['accepted']:,}, sent again and recognised {self.answers['duplicate']:,}",
                f"  faults: {faults}",
                f"  longest recovery {self.longest_recovery:.1f} s",
                "  O1 acknowledged is stored, O2 streams are dense, O3 stored is published, O4 the log is in order,",
                "  O5 the read side is a pure fold, O6 offsets are at the end: held after every round;",
                "  figures equal an independent recount.",
            )
        )


@dataclass
class Prover:
    """One run against one stack."""

    stack: Stack
    door: Door
    chance: random.Random
    report: Report

    async def round(self) -> None:
        """Submit a year of 5,000 facts while things break, wait until all is quiet, and ask the oracles."""
        year = Year(FIRST_YEAR - self.report.rounds)
        batches, since = submission(year), await mark(self.stack)
        self.chance.shuffle(batches)
        faults = sorted(self.chance.sample(range(1, len(batches)), self.chance.randint(1, MOST_FAULTS)))
        recoveries: list[asyncio.Task[None]] = []

        def answered(count: int) -> None:
            if count in faults:
                recoveries.append(asyncio.create_task(self._break()))

        answers = await self.door.submit_all(batches, answered=answered, within=180)
        await asyncio.gather(*recoveries)
        await assert_nothing_lost_or_doubled(self.stack, answers, "RGP", since)
        await self._recount([event for batch in batches for event in batch], year)
        self.report.rounds += 1
        self.report.answers.update(one["status"] for one in answers)

    async def _break(self) -> None:
        name = self.chance.choice(PROCESSES)
        began = time.monotonic()
        if name not in self.stack.pids():
            return
        if self.chance.random() < 0.75 or name in {"kafka", "postgres"}:
            self.report.faults[f"{name} killed"] += 1
            await asyncio.to_thread(self.stack.wait_until_back, name, self.stack.kill(name), 60)
        else:
            self.report.faults[f"{name} paused"] += 1
            await self._pause(self.stack.pids()[name])
        self.report.longest_recovery = max(self.report.longest_recovery, time.monotonic() - began)

    async def _pause(self, process: int) -> None:
        os.kill(process, signal.SIGSTOP)
        await asyncio.sleep(self.chance.uniform(0.2, LONGEST_PAUSE))
        os.kill(process, signal.SIGCONT)

    async def _recount(self, events: list[Said], year: Year) -> None:
        for slug in SLUGS:
            for organisation in ("RGP", None):
                found = await self.door.counted(slug, organisation, year.name)
                assert found == expected(events, slug, organisation, year), (slug, organisation, year.name)


async def join(door: Door) -> None:
    """Let RGP join, and wait until every service knows."""
    data = {"name": "James Paget", "kind": "acute", "on": "2000-04-01"}
    await door.accepted(
        [Project().said("joined", **data) | {"type": "organisation.joined", "subject": "organisation/RGP"}]
    )

    async def known() -> bool:
        [answer] = await door.submit([Project().registered("2024-05-01")])
        return bool(answer["status"] == "accepted")

    await eventually(known, "RGP is known to every service")


async def prove(stack: Stack, seed: int, minutes: float, say: Callable[[str], None]) -> Report:
    """Run rounds until the time is over, at least one."""
    report = Report(seed)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30, connect=5)) as session:
        door = Door(stack.credentials, session)
        await join(door)
        prover = Prover(stack, door, random.Random(seed), report)
        end = time.monotonic() + minutes * 60
        while not report.rounds or time.monotonic() < end:
            await prover.round()
            say(f"round {report.rounds}: held; {report.faults.total()} faults so far")
    return report


def main() -> None:
    """Prove it."""
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = local.start(Path(folder) / "home")
        try:
            print(asyncio.run(prove(stack, asked.seed, asked.minutes, print)).lines())
        finally:
            stack.remove()


if __name__ == "__main__":
    main()
