"""Reading: figures, pages, what was just said, and a thousand who listen."""

import asyncio
import json
import time
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import quantiles

from services.metrics.measures import MEASURES
from tests.benchmarks.bench import YEAR, Bench
from tests.benchmarks.door import CLIENTS, empty_route
from tests.benchmarks.http import Answer, at_rate, by_all, lines, request
from tests.benchmarks.line import Goal, Line, at_most
from tests.benchmarks.processes import resident
from tests.journeys.projects import Project

QUESTIONS, RATE, SECONDS, PAGES = 4_000, 200, 10, 30
FACTS_A_SECOND, PROBES = 500, 150
LISTENERS = 1_000
EMPTY = "an empty route of the gateway"


def _paths(**more: str) -> list[str]:
    """Return questions of every kind: each measure, of two organisations and of the whole system."""
    asked = [*(f"organisation={code}&" for code in ("RGP", "RM1")), ""]
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return [f"/v1/measures/{slug}?{organisation}{query}" for slug in MEASURES for organisation in asked]


async def figures(bench: Bench) -> float:
    """Figures a second, from 32 clients who each ask for another one."""
    return await _rate(bench, [bench.asked(path) for path in _paths(year="2024/25")])


async def unchanged(bench: Bench) -> float:
    """The same by clients who have them already."""
    asked = []
    for path in _paths(year="2024/25"):
        _, [answer] = await by_all(bench.url, 1, [bench.asked(path)])
        asked.append(bench.asked(path, If_None_Match=answer.headers[b"etag"].decode()))
    return await _rate(bench, asked)


async def _rate(bench: Bench, asked: Sequence[bytes]) -> float:
    await by_all(bench.url, CLIENTS, asked)
    seconds, answers = await by_all(bench.url, CLIENTS, islice(cycle(asked), QUESTIONS))
    assert all(answer.status in {200, 304} for answer in answers), {answer.status for answer in answers}
    return QUESTIONS / seconds


async def figures_at_a_rate(bench: Bench) -> float:
    """Milliseconds that 99 of 100 figures take at 200 a second."""
    return await _worst(bench, _paths(year="2024/25"))


async def past_figures_at_a_rate(bench: Bench) -> float:
    """The same as at a moment before the last facts."""
    found = await bench.door.measure(next(iter(MEASURES)), year="2024/25")
    return await _worst(bench, _paths(year="2024/25", as_at=found["fresh_as_of"]))


async def _worst(bench: Bench, paths: Sequence[str]) -> float:
    asked = islice(cycle([bench.asked(path) for path in paths]), RATE * SECONDS)
    answers = await at_rate(bench.url, CLIENTS, RATE, asked)
    assert all(answer.status == 200 for answer in answers)
    return _percentile(answers, 99)


async def overview(bench: Bench) -> float:
    """Milliseconds of the overview page, one after the other."""
    page = request("GET", "/", {"Accept": "text/html"})
    _, answers = await by_all(bench.url, 1, [page] * PAGES)
    assert all(answer.status == 200 for answer in answers)
    return _percentile(answers, 50)


def _percentile(answers: Sequence[Answer], percent: int) -> float:
    return quantiles([answer.seconds * 1_000 for answer in answers], n=100)[percent - 1]


async def half_are_visible(bench: Bench) -> float:
    """Milliseconds from acknowledged to visible in the figure, under 500 facts a second: the median."""
    bench.visible = await _visible(bench)
    return quantiles(bench.visible, n=100)[49]


async def nearly_all_are_visible(bench: Bench) -> float:
    """The same, of 99 in 100; measured with the median before."""
    return quantiles(bench.visible or await _visible(bench), n=100)[98]


async def _visible(bench: Bench) -> list[float]:
    facts = FACTS_A_SECOND * SECONDS
    asked = [bench.submitted([Project().registered(YEAR.day(30))], one=True) for _ in range(facts)]
    load = asyncio.create_task(at_rate(bench.url, CLIENTS, FACTS_A_SECOND, asked))
    taken = []
    async with lines(bench.url, 1) as [line]:
        for _ in range(PROBES):
            answer = await line.ask(bench.submitted([Project().registered(YEAR.day(30))], one=True))
            said = json.loads(answer.body)["recorded_at"]
            began, path = time.perf_counter(), f"/v1/measures/modest-improvement?organisation=RGP&year={YEAR.name}"
            found = await line.ask(bench.asked(path, X_Min_Fresh=said))
            assert b'"stale"' not in found.body
            taken.append((time.perf_counter() - began) * 1_000)
    assert all(answer.status == 201 for answer in await load)
    return taken


async def heard_by_all(bench: Bench) -> float:
    """Seconds until a changed figure has come to each of a thousand who listen."""
    gateway = bench.stack.pids()["gateway"]
    before, ears = resident(gateway), [_Ear() for _ in range(LISTENERS)]
    listening = bench.asked("/v1/changes", Accept="text/event-stream")
    loop = asyncio.get_running_loop()
    host, port = bench.url.removeprefix("http://").split(":")
    for ear in ears:
        transport, _ = await loop.create_connection(lambda one=ear: one, host, int(port))
        transport.write(listening)
    await asyncio.gather(*(ear.heard(b"200 OK") for ear in ears))
    project = Project()
    bench.listeners_memory = (resident(gateway) - before) / 2**20
    await bench.door.accepted([project.registered(YEAR.day(30)), project.scored(4, YEAR.day(60))])
    [answer] = await bench.door.accepted([project.completed(YEAR.day(90))])
    await bench.door.measure("modest-improvement", "RGP", year=YEAR.name, min_fresh=answer["recorded_at"])
    began = time.perf_counter()
    await asyncio.gather(*(ear.heard(b"event: figure") for ear in ears))
    seconds = time.perf_counter() - began
    for ear in ears:
        ear.close()
    return seconds


async def listeners_memory(bench: Bench) -> float:
    """MiB more in the gateway with a thousand who listen."""
    return bench.listeners_memory


class _Ear(asyncio.Protocol):
    """One who listens."""

    def __init__(self) -> None:
        self._came, self._news = b"", asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        self._news.set()

    async def heard(self, word: bytes) -> None:
        """Wait until this has come."""
        while word not in self._came:
            self._news.clear()
            await self._news.wait()

    def close(self) -> None:
        """Stop listening."""
        self._transport.close()


LINES = (
    Line("GET /v1/measures/{slug}, 32 clients", "/s", figures, Goal(None, {EMPTY: 0.6}), {EMPTY: empty_route}),
    Line("the same with If-None-Match", "/s", unchanged, Goal(None, {EMPTY: 0.6}), {EMPTY: empty_route}),
    Line("a figure at 200 a second, 99 in 100", "ms", figures_at_a_rate, at_most(20)),
    Line("a figure as at a past moment, 99 in 100", "ms", past_figures_at_a_rate, at_most(50)),
    Line("overview page", "ms", overview, at_most(50)),
    Line("acknowledged to visible at 500 facts/s, half", "ms", half_are_visible, at_most(60)),
    Line("acknowledged to visible at 500 facts/s, 99 in 100", "ms", nearly_all_are_visible, at_most(250)),
    Line("a change heard by 1,000 who listen", "s", heard_by_all, at_most(1)),
    Line("memory of 1,000 who listen", "MiB", listeners_memory, at_most(100), rounds=1),
    Line("a figure at 200 a second, 99 in 100, 1,000,000 facts", "ms", figures_at_a_rate, at_most(20), group="million"),
    Line("a past figure, 99 in 100, 1,000,000 facts", "ms", past_figures_at_a_rate, at_most(50), group="million"),
)  # fmt: skip
