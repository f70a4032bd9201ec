"""What is measured, and against which floor."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

import asyncpg

from deploy.local.stack import Stack
from shared.event_store import APPEND
from tests.client import Door, Json, eventually
from tests.journeys.projects import IMPROVEMENT, Project

YEAR = "2014/15"
CLIENTS = 32
FACTS_EACH = 10


@dataclass
class Bench:
    """A running stack, and a scratch copy of the event store's tables for the floor."""

    stack: Stack
    door: Door
    scratch: str = "bench"

    async def prepare(self) -> None:
        """Let RGP join, and wait until facts about its projects are accepted."""
        joined = {"name": "James Paget", "kind": "acute", "on": "2010-04-01"}
        fact = Project().said("joined", **joined) | {"type": "organisation.joined", "subject": "organisation/RGP"}
        await self.door.accepted([fact])
        await eventually(self._accepts, "RGP is known to the projects service")
        connection = await asyncpg.connect(self.stack.database_url("training", owner=True))
        parts = [(files("shared") / "schema" / f"event_store_{part}.sql").read_text() for part in (1, 2)]
        store = "".join(parts).replace(":role", "training_owner")
        await connection.execute(f"CREATE SCHEMA {self.scratch}; SET search_path TO {self.scratch}; {store}")
        await connection.close()

    async def _accepts(self) -> bool:
        [answer] = await self.door.submit([Project().registered("2014-05-01")])
        return bool(answer["status"] == "accepted")


def some_facts(count: int) -> list[Json]:
    """Return facts about new projects, ten each: registered, assessed eight times, completed."""
    facts: list[Json] = []
    while len(facts) < count:
        project = Project()
        scores = [
            project.said("score_assessed", score=number / 2, assessed_on=f"2014-06-{number:02}", assessor="team")
            for number in range(1, FACTS_EACH - 1)
        ]
        facts += [project.registered("2014-05-01"), *scores, project.completed("2014-07-01")]
    return facts[:count]


async def front_door_batches(bench: Bench) -> float:
    """Facts a second, five batches of 1,000 one after the other, through gateway, decision and commit."""
    batches = [some_facts(1_000) for _ in range(5)]
    return await _per_second(5_000, lambda: _in_turn(bench, batches))


async def raw_unnest(bench: Bench) -> float:
    """Rows a second: the same statement with the same sizes, on one connection, and nothing else."""
    url = bench.stack.database_url("training", owner=True)
    connection = await asyncpg.connect(url, server_settings={"search_path": bench.scratch})
    batches = [_columns(1_000) for _ in range(5)]

    async def write() -> None:
        for columns in batches:
            await connection.fetch(APPEND, *columns)

    rate = await _per_second(5_000, write)
    await connection.close()
    return rate


async def front_door_singles(bench: Bench) -> float:
    """Facts a second, one at a time, from 32 clients."""
    facts = iter([Project().registered("2014-05-01") for _ in range(1_600)])

    async def client() -> None:
        for fact in facts:
            assert (await bench.door.submit_one(fact)).status == 201

    return await _per_second(1_600, lambda: _together(client))


async def empty_route(bench: Bench) -> float:
    """Requests a second that the gateway answers without looking at anything, from 32 clients."""
    turns = iter(range(3_200))

    async def client() -> None:
        for _ in turns:
            assert (await bench.door.ask("GET", "/health/live")).status == 200

    return await _per_second(3_200, lambda: _together(client))


async def figures(bench: Bench) -> float:
    """Figures a second, from 32 clients."""
    turns = iter(range(1_600))

    async def client() -> None:
        for _ in turns:
            await bench.door.measure(IMPROVEMENT, "RGP", year=YEAR)

    return await _per_second(1_600, lambda: _together(client))


async def until_visible(bench: Bench) -> float:
    """Milliseconds from the answer that a fact is kept to a figure that knows it: the median of 40."""
    taken = []
    for _ in range(40):
        reply = await bench.door.submit_one(Project().registered("2014-05-01"))
        began = time.perf_counter()
        await bench.door.measure(IMPROVEMENT, "RGP", year=YEAR, min_fresh=reply.json["recorded_at"])
        taken.append((time.perf_counter() - began) * 1_000)
    return sorted(taken)[20]


async def _per_second(count: int, work: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await work()
    return count / (time.perf_counter() - began)


async def _in_turn(bench: Bench, batches: list[list[Json]]) -> None:
    for batch in batches:
        await bench.door.accepted(batch)


async def _together(client: Callable[[], Awaitable[None]]) -> None:
    await asyncio.gather(*(client() for _ in range(CLIENTS)))


def _columns(count: int) -> list[list[object]]:
    stream = f"project/{uuid.uuid4()}"
    now = asyncio.get_running_loop().time()
    ids = [f"{now}-{place}" for place in range(count)]
    versions = list(range(1, count + 1))
    text = '{"score":3.0,"assessed_on":"2014-06-01","assessor":"team"}'
    same = ["project.score_assessed", "RGP", "urn:nhs:ods:RGP:bench"]
    at = datetime.now(UTC)
    columns: list[list[object]] = [[stream] * count, list(versions)]
    columns += [[value] * count for value in same]
    return [*columns, list(ids), [b"x" * 32] * count, [at] * count, [text] * count, [at] * count, list(versions)]


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    unit: str
    ours: Callable[[Bench], Awaitable[float]]
    goal: str
    met: Callable[[float, float | None], bool]
    floor: Callable[[Bench], Awaitable[float]] | None = None
    which: str = ""


LINES = (
    Line(
        "front door, batches of 1,000", "facts/s", front_door_batches, ">= 10,000/s and 0.25 of the floor",
        lambda ours, ratio: ours >= 10_000 and (ratio or 0) >= 0.25, raw_unnest, "the append alone, one connection",
    ),
    Line(
        "front door, single facts, 32 clients", "facts/s", front_door_singles, ">= 1,000/s and 0.4 of the floor",
        lambda ours, ratio: ours >= 1_000 and (ratio or 0) >= 0.4, empty_route, "an empty route of the gateway",
    ),
    Line(
        "GET /v1/measures/{slug}, 32 clients", "/s", figures, ">= 0.6 of the floor",
        lambda _, ratio: (ratio or 0) >= 0.6, empty_route, "an empty route of the gateway",
    ),
    Line("acknowledged to visible, one by one, median", "ms", until_visible, "<= 60 ms", lambda ours, _: ours <= 60),
)  # fmt: skip
