"""A second of what can be had twice: who takes over, and how reading grows."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path

import asyncpg

from deploy.local import ports
from deploy.local.home import Home
from deploy.local.system import ROOT
from services.metrics.measures import MEASURES
from shared.identity import Caller, passport
from tests.benchmarks import state
from tests.benchmarks.bench import YEAR, Bench
from tests.benchmarks.http import Answer, by_all, request
from tests.benchmarks.line import Goal, Line, at_most
from tests.client import eventually
from tests.journeys.projects import Project

CLIENTS, QUESTIONS = 32, 4_000
FACTS = 500


async def taken_over(bench: Bench) -> float:
    """Seconds from the death of the metrics worker that leads until its twin has applied what was said meanwhile.

    The supervisor begins the dead one again; by then the twin leads.
    """
    async with _twin(bench, "metrics-worker", "services.metrics.worker"):
        facts = [Project().registered(YEAR.day(30)) for _ in range(FACTS)]
        began = time.perf_counter()
        killed = bench.stack.kill("metrics-worker")
        answers = await bench.door.accepted(facts)
        await _applied(bench, [str(one["stream"]) for one in answers])
        seconds = time.perf_counter() - began
        await asyncio.to_thread(bench.stack.wait_until_back, "metrics-worker", killed)
    return seconds


async def _applied(bench: Bench, streams: list[str]) -> None:
    connection = await asyncpg.connect(bench.stack.database_url("metrics", owner=True))
    try:
        schema = (await state.live(connection)).schema
        counted = f"SELECT count(*) FROM {schema}.streams WHERE stream = ANY($1::text[])"

        async def all_there() -> bool:
            return bool(await connection.fetchval(counted, streams) == len(streams))

        await eventually(all_there, "the twin has applied everything")
    finally:
        await connection.close()


async def one_replica(bench: Bench) -> float:
    """Figures a second from one process of the read side, asked as the gateway asks."""
    return await _figures(bench, [_url(_port(bench, "metrics-api"))])


async def two_replicas(bench: Bench) -> float:
    """The same from two."""
    async with _twin(bench, "metrics-api", "services.metrics.app") as port:
        return await _figures(bench, [_url(_port(bench, "metrics-api")), _url(port)])


async def _figures(bench: Bench, urls: list[str]) -> float:
    key = str(Home(bench.stack.home).read("secrets.json")["service key"])
    said = passport(Caller(roles=frozenset({"reader"}), scope="system"), key)
    asked = [
        request("GET", f"/v1/measures/{slug}?year=2024/25", {"Authorization": f"Bearer {said}"}) for slug in MEASURES
    ]

    async def of(url: str, count: int) -> list[Answer]:
        _, answers = await by_all(url, CLIENTS // len(urls), islice(cycle(asked), count))
        return answers

    await asyncio.gather(*(of(url, len(asked)) for url in urls))
    began = time.perf_counter()
    answered = await asyncio.gather(*(of(url, QUESTIONS // len(urls)) for url in urls))
    seconds = time.perf_counter() - began
    assert all(answer.status == 200 for answers in answered for answer in answers)
    return QUESTIONS / seconds


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _port(bench: Bench, name: str) -> int:
    return int(_environment(bench, name)["PORT"])


def _environment(bench: Bench, name: str) -> dict[str, str]:
    """Return what a process of the stack was told."""
    said = Path(f"/proc/{bench.stack.pids()[name]}/environ").read_bytes().split(b"\0")
    return dict(one.decode().split("=", 1) for one in said if b"=" in one)


@asynccontextmanager
async def _twin(bench: Bench, name: str, module: str) -> AsyncIterator[int]:
    """Run a second process of the same kind, beside the supervisor's."""
    port = ports.choose([])
    environment = {**_environment(bench, name), "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await eventually(lambda: _is_ready(port), "the twin is ready")
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _is_ready(port: int) -> bool:
    _, [answer] = await by_all(_url(port), 1, [request("GET", "/health/ready", {})])
    return answer.status == 200


LINES = (
    Line("a second metrics worker takes over", "s", taken_over, at_most(5)),
    Line(
        "figures from two replicas of the read side", "/s", two_replicas, Goal(),
        {"the same from one": one_replica},
    ),
)  # fmt: skip
