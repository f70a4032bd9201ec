"""Submitting: through gateway, decision and commit, against the raw statement and an empty route."""

import json
import time

from tests.benchmarks import raw
from tests.benchmarks.bench import YEAR, Bench, some_facts
from tests.benchmarks.http import by_all, request
from tests.benchmarks.line import Goal, Line
from tests.benchmarks.peers import eventsourcing_saves
from tests.journeys.projects import Project

CLIENTS, SINGLES, EMPTY = 32, 3_000, 6_000
BATCHES, BATCH, AT_ONCE = 16, 1_000, 4


async def batches(bench: Bench) -> float:
    """Facts a second, in batches of 1,000 from four clients."""
    requests = [bench.submitted(some_facts(BATCH)) for _ in range(BATCHES)]
    seconds, answers = await by_all(bench.url, AT_ONCE, requests)
    assert all(one["status"] == "accepted" for answer in answers for one in json.loads(answer.body))
    return BATCHES * BATCH / seconds


async def singles(bench: Bench) -> float:
    """Facts a second, one at a time, from 32 clients."""
    requests = [bench.submitted([Project().registered(YEAR.day(30))], one=True) for _ in range(SINGLES)]
    seconds, answers = await by_all(bench.url, CLIENTS, requests)
    assert all(answer.status == 201 for answer in answers)
    return SINGLES / seconds


async def empty_route(bench: Bench) -> float:
    """Requests a second that the gateway answers without looking at anything, from 32 clients."""
    seconds, answers = await by_all(bench.url, CLIENTS, [request("GET", "/health/live", {})] * EMPTY)
    assert all(answer.status == 200 for answer in answers)
    return EMPTY / seconds


async def unnest(bench: Bench) -> float:
    """Rows a second: event, identity and outbox of as many facts, by the one statement and nothing else."""
    began, columns = 0.0, [raw.columns(BATCH) for _ in range(BATCHES)]
    async with raw.scratch(bench.stack) as connection:
        began = time.perf_counter()
        for one in columns:
            await connection.fetch(raw.APPEND, *one)
        return BATCHES * BATCH / (time.perf_counter() - began)


LINES = (
    Line(
        "front door, batches of 1,000", "facts/s", batches,
        Goal(10_000, {"the raw unnest of the same rows": 0.25, "pyeventsourcing save()": 20}),
        {"the raw unnest of the same rows": unnest, "pyeventsourcing save()": eventsourcing_saves},
    ),
    Line(
        "front door, single facts, 32 clients", "facts/s", singles,
        Goal(1_000, {"an empty route of the gateway": 0.4}), {"an empty route of the gateway": empty_route},
    ),
)  # fmt: skip
