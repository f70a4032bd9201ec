"""`make prove MINUTES=2`: a scratch system, a seeded workload through the front door, and everything breaks.

Processes are killed and paused at random, killed at named lines, and once in a while Kafka is lost with all that it
holds. After every round the oracles O1 to O10 are asked twice, by the tests and by `goldenthread verify`, and the
figures are held against an independent recount. The last lines say what was broken how often, what was seen twice, how
long the longest recovery took, and what each oracle was held against.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp

from deploy.cli.servers import servers
from deploy.local import kafka as broker
from deploy.local import stack as local
from deploy.local.credentials import SEAL_KEY
from deploy.local.home import Home
from deploy.local.stack import Stack
from deploy.verification.report import Report as Verified
from deploy.verification.running import SERVICES, verify
from shared import kafka
from shared.seals import private_key
from tests.client import Door, eventually
from tests.deploy.cli.command import typed
from tests.faults.deaths import ARMED, DEATHS
from tests.faults.submission import BATCHES, submission
from tests.footprint import Footprint
from tests.journeys.projects import SLUGS, Project, Said, Year, expected
from tests.oracles import NOTHING_YET, assert_nothing_lost_or_doubled, mark

PROCESSES = (
    "projects-api", "projects-worker", "training-api", "training-worker", "metrics-api", "metrics-worker", "gateway",
    "gateway-worker", "issuer", "kafka", "postgres",
)  # fmt: skip
FIRST_YEAR, YEARS = 2016, 68
"""Backwards, since what is left open lasts into later years; when all have been told of, there is more to tell."""
MOST_FAULTS = 3
LONGEST_PAUSE = 4.0
AT_NAMED_LINES = 0.5
"""How many of the faults are deaths at a named line."""
LOST_EVERY = 4
"""The last of so many rounds loses Kafka."""


@dataclass
class Report:
    """What happened, counted."""

    seed: int
    rounds: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    longest_recovery: float = 0.0
    restarts: int = 0
    verified: Verified = field(default_factory=Verified)
    footprint: Footprint = field(default_factory=Footprint)

    def lines(self) -> str:
        """Return the report as text."""
        faults = ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items())) or "none"
        return "\n".join(
            (
                f"seed {self.seed}: {self.rounds} rounds, {self.answers.total():,} answers",
                f"  accepted {self.answers['accepted']:,}, sent again and recognised {self.answers['duplicate']:,}",
                f"  faults: {faults}",
                f"  processes started again {self.restarts:,}",
                f"  records sent twice and absorbed {self.verified.repeats:,}",
                f"  longest recovery {self.longest_recovery:.1f} s",
                "  held after every round, as are figures against an independent recount; the last time:",
                *(f"  {line}" for line in self.verified.lines()),
                "  what processes held when all was quiet:",
                *(f"  {line}" for line in self.footprint.lines()),
            )
        )


@dataclass
class Prover:
    """One run against one stack."""

    stack: Stack
    door: Door
    chance: random.Random
    report: Report
    failpoints: Path
    batches: int = BATCHES
    said: dict[Year, list[Said]] = field(default_factory=lambda: defaultdict(list))

    async def round(self) -> None:
        """Submit a year of thousands of facts while things break, wait until all is quiet, and ask the oracles."""
        year = Year(FIRST_YEAR - self.report.rounds % YEARS)
        batches, since = submission(year, self.batches), await mark(self.stack)
        self.chance.shuffle(batches)
        faults = sorted(self.chance.sample(range(1, len(batches)), self.chance.randint(1, MOST_FAULTS)))
        recoveries: list[asyncio.Task[None]] = []

        def answered(count: int) -> None:
            if count in faults:
                recoveries.append(asyncio.create_task(self._break()))

        answers = await self.door.submit_all(batches, answered=answered, within=180)
        await asyncio.gather(*recoveries)
        for armed in self.failpoints.iterdir():
            armed.unlink(missing_ok=True)  # nobody came there
        if self.report.rounds % LOST_EVERY == LOST_EVERY - 1:
            await self._lose_kafka()
            since = NOTHING_YET
        await assert_nothing_lost_or_doubled(self.stack, answers, "RGP", since)
        self.said[year] += [event for batch in batches for event in batch]
        await self._recount(self.said[year], year)
        await self._verify()
        await self.report.footprint.look(self.stack)
        assert not self.report.footprint.faults(), self.report.footprint.faults()
        self.report.rounds += 1
        self.report.answers.update(one["status"] for one in answers)

    async def _verify(self) -> None:
        found = servers(self.stack.home)
        key = private_key(Home(self.stack.home).read("secrets.json")[SEAL_KEY])
        async with kafka.reader(self.stack.kafka) as reader:
            keys = dict.fromkeys(SERVICES, key)
            self.report.verified = await verify(found.backups, reader, timedelta(seconds=60), keys)
        assert self.report.verified.holds, "\n".join(self.report.verified.lines())
        self.report.restarts = sum(one.restarts for one in self.stack.state().programs.values())

    async def _lose_kafka(self) -> None:
        """Put an empty broker in the place of the one that runs, and send it what was lost."""
        home = Home(self.stack.home)
        (home.kafka / "data").rename(home.kafka / "lost")
        broker.format_storage(broker.find(), home.kafka / "data")
        self.report.faults["kafka lost with all that it held"] += 1
        await asyncio.to_thread(self.stack.wait_until_back, "kafka", self.stack.kill("kafka"), 60)
        await asyncio.to_thread(shutil.rmtree, home.kafka / "lost")
        done = await typed("republish", "--home", self.stack.home)
        assert done.code == 0, done

    async def _die_at(self) -> None:
        """Let a process kill itself at a named line, when it comes there."""
        program, point, passes = self.chance.choice(DEATHS)
        armed = self.failpoints / f"{program}.{point}"
        armed.write_text(str(self.chance.randint(0, passes)))
        self.report.faults[f"{program} killed at {point}"] += 1

    async def _break(self) -> None:
        if self.chance.random() < AT_NAMED_LINES:
            await self._die_at()
            return
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


async def prove(stack: Stack, asked: argparse.Namespace, say: Callable[[str], None], failpoints: Path) -> Report:
    """Run rounds until the time is over and so many facts were accepted, at least one."""
    seed: int = asked.seed
    report = Report(seed)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30, connect=5)) as session:
        door = Door(stack.credentials, session)
        await join(door)
        prover = Prover(stack, door, random.Random(seed), report, failpoints, asked.batches)
        end = time.monotonic() + asked.minutes * 60
        while not report.rounds or time.monotonic() < end or report.answers["accepted"] < asked.events:
            await prover.round()
            say(f"round {report.rounds}: held; {report.faults.total()} faults so far")
    return report


def say(words: str) -> None:
    """Say at once what happens."""
    print(words, flush=True)


def main() -> None:
    """Prove it."""
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--events", type=int, default=0, help="go on until so many facts were accepted")
    parser.add_argument("--batches", type=int, default=BATCHES, help="how many hundreds of facts are told in a round")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        failpoints = Path(folder) / "failpoints"
        failpoints.mkdir()
        os.environ |= {"FAILPOINTS": str(failpoints), "PYTHONPATH": str(ARMED)}
        stack = local.start(Path(folder) / "home")
        try:
            print(asyncio.run(prove(stack, asked, say, failpoints)).lines())
        finally:
            stack.remove()


if __name__ == "__main__":
    main()
