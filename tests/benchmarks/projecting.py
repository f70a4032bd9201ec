"""How fast facts are folded into the read side: real PostgreSQL, the projector as it runs, and nothing else.

`python -m tests.benchmarks.projecting --mix mixed --facts 100000` measures it; `--profile FILE` keeps a profile.
"""

import asyncio
import cProfile
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import asyncpg
import click
import msgspec

from deploy.local import ports, servers
from deploy.local.background import launch
from deploy.local.home import Home
from deploy.local.programs import Plan
from deploy.local.stack import Stack
from services.metrics import versions
from services.metrics.followed import FOLLOWED
from services.metrics.measures import MEASURES
from services.metrics.projector import Projector
from shared.consumer import Consumer
from shared.contracts.event import Recorded
from shared.envelope import message
from shared.kafka import Record
from shared.postgres import lease
from tests.benchmarks.told import MIXES
from tests.metrics.readside import shuffled
from tests.metrics.told import CONTRACTS

SCHEMA = "bench"
DATABASE = "metrics"


@dataclass
class Measured:
    """What some facts took: seconds altogether, and of processor time here and in PostgreSQL."""

    facts: int
    seconds: float
    here: float
    there: float

    def __str__(self) -> str:
        here, there = (f"{1e6 * value / self.facts:.0f} us" for value in (self.here, self.there))
        rate = self.facts / self.seconds
        return f"{self.facts} facts, {rate:,.0f}/s; processor time a fact: {here} here, {there} in PostgreSQL"


@contextmanager
def postgres() -> Iterable[str]:
    """Start a PostgreSQL of its own; the address is its owner's."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.path.mkdir()
        port = ports.settle(home, ("postgres",))["postgres"]
        own = servers.own_databases(home, port, [DATABASE])
        launch(Plan(home=str(home.path), programs=own.programs, gateway_url="", tied=True), lambda _: None)
        try:
            yield own.owner_urls[DATABASE]
        finally:
            Stack(home.path).remove()


def records(facts: Iterable[Recorded]) -> list[Record]:
    """Return facts as they are read from Kafka, all from one partition a topic."""
    found, offsets = [], dict.fromkeys(FOLLOWED, 0)
    for fact in facts:
        row = {name: getattr(fact, name) for name in ("stream", "version", "id", "source", "organisation")}
        row |= {"type": fact.event.type, "time": fact.time, "recorded_at": fact.recorded_at, "content": b"x" * 32}
        sent = message(row | {"data": msgspec.json.encode(fact.event).decode()})
        topic = CONTRACTS[fact.event.type].topic
        found.append(Record(topic, 0, offsets[topic], sent.key, sent.value, sent.headers))
        offsets[topic] += 1
    return found


def spent(process: int) -> float:
    """Return the processor seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@asynccontextmanager
async def consumer(url: str) -> AsyncIterator[Consumer]:
    """Make an empty read side, and who writes it."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
    await connection.execute("CREATE TABLE IF NOT EXISTS public.leases (task text PRIMARY KEY, epoch bigint NOT NULL)")
    await versions.lay_out(connection, SCHEMA, "CURRENT_USER")
    for topic in FOLLOWED:
        await connection.execute(f"INSERT INTO {SCHEMA}.offsets (topic, partition, next) VALUES ($1, 0, 0)", topic)
    async with lease(url, "projector", schema=SCHEMA) as held:
        yield Consumer(
            "projector", FOLLOWED, held, None, Projector(MEASURES).apply,
            offsets={(topic, 0): 0 for topic in FOLLOWED},
        )  # fmt: skip
    await connection.close()


async def measure(following: Consumer, batches: Iterable[Sequence[Record]]) -> Measured:
    """Apply batches one after the other."""
    server = await following.lease.connection.fetchval("SELECT pg_backend_pid()")
    facts, began, here, there = 0, time.perf_counter(), time.process_time(), spent(server)
    for batch in batches:
        await following.take(batch)
        facts += len(batch)
    return Measured(facts, time.perf_counter() - began, time.process_time() - here, spent(server) - there)


def cut(all_of: Sequence[Record], size: int) -> list[Sequence[Record]]:
    """Return records in batches."""
    return [all_of[place : place + size] for place in range(0, len(all_of), size)]


async def run(url: str, facts: list[Record], size: int, profile: str | None) -> None:
    async with consumer(url) as following:
        warm = len(facts) // 10
        print("warming", await measure(following, cut(facts[:warm], size)), flush=True)
        profiler = cProfile.Profile()
        if profile:
            profiler.enable()
        print("measured", await measure(following, cut(facts[warm:], size)), flush=True)
        if profile:
            profiler.disable()
            profiler.dump_stats(profile)


@click.command()
@click.option("--mix", type=click.Choice(sorted(MIXES)), default="mixed")
@click.option("--facts", "number", default=50_000)
@click.option("--batch", default=2_000)
@click.option("--shuffle", is_flag=True)
@click.option("--profile")
def main(mix: str, number: int, batch: int, shuffle: bool, profile: str | None) -> None:
    """Measure."""
    facts = list(islice(MIXES[mix](1), number))
    if shuffle:
        facts = shuffled(facts, Random(1))
    with postgres() as url:
        asyncio.run(run(url, records(facts), batch, profile))


if __name__ == "__main__":
    main()
