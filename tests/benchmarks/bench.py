"""What every line has to hand: a running stack, its door, and requests that are ready to be sent."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.local import system
from deploy.local.stack import Stack, submit_example
from tests.benchmarks import history, processes, state
from tests.benchmarks.http import request
from tests.client import MANY, ONE, Door, Json, eventually
from tests.journeys.projects import Project, Year

YEAR = Year(2014)
FACTS_EACH = 10
MOST_AT_ONCE = 100_000


@dataclass
class Bench:
    """A stack of our own, whose door is open."""

    stack: Stack
    door: Door
    token: str = ""
    reader: str = ""
    copies: int = 0
    """How often the example year was written again under other identifiers."""
    facts: int = 0
    visible: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    longest_wait: float = 0.0
    listeners_memory: float = 0.0
    rebuild_peak: int = 0
    buffers_of_few: float = 0.0

    @property
    def url(self) -> str:
        """Where the door is."""
        return self.door.url

    async def prepare(self) -> None:
        """Submit the example year, and wait until facts about RGP's projects are accepted."""
        await asyncio.to_thread(submit_example, self.stack.home, lambda _: None)
        await eventually(self._accepts, "RGP is known to the projects service")
        await self.renew()

    async def with_facts(self, count: int) -> None:
        """Let there be so many facts, of every kind, in the stores, in Kafka and in the read side."""
        while self.facts < count:
            await self.filled(min(MOST_AT_ONCE, count - self.facts))
            await self.settle()

    async def filled(self, count: int, *, shuffled: bool = False) -> int:
        """Write about so many facts more into the stores; return how many they are."""
        facts, copies = await history.fill(self.stack, count, first=self.copies, shuffled=shuffled)
        self.copies, self.facts = self.copies + copies, self.facts + facts
        return facts

    async def settle(self) -> None:
        """Wait until everything that was said is in Kafka and in the read side."""
        await state.settled(self.stack)

    def resident(self) -> dict[str, float]:
        """Return the MiB of each Python process of ours."""
        pids = self.stack.pids()
        return {one.name: processes.resident(pids[one.name]) / 2**20 for one in system.SERVICES}

    async def renew(self) -> None:
        """Take new tokens: those of the lines before may be about to end."""
        self.door.tokens.clear()
        self.token, self.reader = await self.door.token("RGP"), await self.door.token("ICS")

    def submitted(self, facts: Sequence[Json], *, one: bool = False) -> bytes:
        """Return the request that submits facts, as a batch or one alone."""
        body = json.dumps(facts[0] if one else list(facts)).encode()
        said = {"Authorization": f"Bearer {self.token}", "Content-Type": ONE if one else MANY}
        return request("POST", "/v1/events", said, body)

    def asked(self, path: str, **headers: str) -> bytes:
        """Return the request of the reader of the whole system."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return request("GET", path, {"Authorization": f"Bearer {self.reader}", **said})

    async def _accepts(self) -> bool:
        [answer] = await self.door.submit([Project().registered(YEAR.day(30))])
        return bool(answer["status"] == "accepted")


def some_facts(count: int) -> list[Json]:
    """Return facts about new projects, ten each: registered, assessed eight times, completed."""
    facts: list[Json] = []
    while len(facts) < count:
        project = Project()
        scores = [project.scored(number / 2, YEAR.day(60 + number)) for number in range(1, FACTS_EACH - 1)]
        facts += [project.registered(YEAR.day(30)), *scores, project.completed(YEAR.day(90))]
    return facts[:count]
