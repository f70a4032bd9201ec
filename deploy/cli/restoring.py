"""Bringing a whole system back from one back-up, so that nothing lies when it serves again."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg

from deploy.cli import backups, databases, erased
from deploy.cli.backups import Manifest
from deploy.cli.erased import Erased
from deploy.cli.servers import Servers, StillRunning, kafka_settings
from deploy.local.background import Report
from deploy.local.problems import Problem
from services.training.people import directory as people
from services.training.people import persons
from shared import event_store, kafka, membership, migrate
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract, Recorded
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.kafka import Reader
from shared.moments import london_day
from shared.postgres import Connection
from shared.recovery import TwoHistories, recover

# The agreement first: a log of another system is told by it before anything is taken.
OWNERS: tuple[Contract, ...] = (AGREEMENTS, PROJECTS, TRAINING)
LEARNERS = ("projects", "training")
"""Who keeps a list of members that it learned from the log."""

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
HAVE_SEEN = "INSERT INTO streams (stream, version) SELECT * FROM unnest($1::text[], $2::int[])"
STREAMS = "SELECT stream, max(version) AS version FROM events GROUP BY stream"
SAID_TO_BE_ERASED = "SELECT stream, organisation, recorded_at FROM events WHERE type = 'person.erased'"
SAID_OF_PEOPLE = """
SELECT DISTINCT stream, organisation FROM events WHERE type IN ('person.merged', 'person.fact_withdrawn')
"""
LIST = """
INSERT INTO erased_people (person_key, organisation, "on") VALUES ($1::text::uuid, $2, $3)
ON CONFLICT (person_key) DO NOTHING
"""


class NowhereToGo(Problem):
    """The back-up holds databases for which the environment names no server:"""


class LogIsAnothers(Problem):
    """Kafka tells another history than the back-up, so nothing was started. It belongs to another system, or this one
    was carried on without it:"""


def bring_back(directory: Path, manifest: Manifest, servers: Servers, report: Report) -> None:
    """Replace every database, then bring stores, log, caches and people together. Nothing serves meanwhile."""
    if missing := [name for name in manifest.databases if name not in servers.owners]:
        raise NowhereToGo(", ".join(missing))
    asyncio.run(_alone(manifest, servers))
    gone = erased.listed(directory) | asyncio.run(backups.erased_keys(servers.backups["training"]))
    erased.note(directory, gone)  # what the database that is about to go knew
    for name, one in manifest.databases.items():
        databases.restore(servers.owners[name], directory / one.file)
        if one.revision is not None:
            migrate.upgrade(name, servers.owners[name])
        report(f"  {name:<10} {one.facts or 0:>10,} facts restored")
    asyncio.run(_settle(servers, gone, report))


async def _alone(manifest: Manifest, servers: Servers) -> None:
    for name in manifest.databases:
        async with _owner(servers, name) as connection:
            if others := await connection.fetchval(OTHERS):
                raise StillRunning(f"{others} sessions are open in the database {name}.")


async def _settle(servers: Servers, gone: Iterable[Erased], report: Report) -> None:
    async with kafka.reader(kafka_settings(servers).servers) as reader:
        for contract in OWNERS:
            async with _owner(servers, contract.service) as connection:
                await _catch_up(connection, reader, contract, report)
        for name in servers.owners:
            async with _owner(servers, name) as connection:
                await _read_from_the_beginning(connection, reader)
    async with _owner(servers, AGREEMENTS.service) as agreements:
        for name in LEARNERS:
            async with _owner(servers, name) as connection:
                await _learn_members(agreements, connection)
    async with _owner(servers, TRAINING.service) as connection:
        count = await _erase_again(connection, gone)
        report(f"  {'people':<10} {count:>10,} keys are erased")


async def _catch_up(connection: Connection, reader: Reader, contract: Contract, report: Report) -> None:
    try:
        done = await recover(connection, reader, contract.topic)
    except TwoHistories as error:
        raise LogIsAnothers(error) from error
    words = f"{done.added:>10,} facts taken from the log, {done.to_send:,} to be sent"
    report(f"  {contract.service:<10} {words}")


async def _read_from_the_beginning(connection: Connection, reader: Reader) -> None:
    """Let whoever follows begin with the log: what they have they pass over, and another log has other offsets."""
    for schema in await backups.schemas_that_read(connection):
        topics = [row[0] for row in await connection.fetch(f'SELECT DISTINCT topic FROM "{schema}".offsets')]  # noqa: S608
        await connection.execute(f'DELETE FROM "{schema}".offsets')  # noqa: S608
        # The door follows submissions, which are answered and never parked.
        if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".parked') is not None:
            await connection.execute(f'DELETE FROM "{schema}".parked')  # noqa: S608
        partitions = [one for topic in topics for one in await reader.partitions_now(topic)]
        first = [(*one, first) for one, (first, _) in (await reader.bounds(partitions)).items()]
        await connection.executemany(f'INSERT INTO "{schema}".offsets VALUES ($1, $2, $3)', first)  # noqa: S608


async def _learn_members(agreements: Connection, connection: Connection) -> None:
    """Write down who is a member as the agreement says, so that nobody is refused until the log was read."""
    versions = {row["stream"]: row["version"] for row in await agreements.fetch(STREAMS)}
    histories = await event_store.read(agreements, AGREEMENTS, [one for one in versions if _is_organisation(one)])
    facts: list[Recorded] = [fact for history in histories.values() for fact in history]
    categories = [category.name for category in AGREEMENTS.categories]
    async with connection.transaction():
        await connection.execute("DELETE FROM members")
        await connection.execute("DELETE FROM streams WHERE split_part(stream, '/', 1) = ANY($1)", categories)
        await connection.execute(HAVE_SEEN, [*versions], [*versions.values()])
        await membership.apply(connection, facts)


def _is_organisation(stream: str) -> bool:
    return stream.startswith("organisation/")


async def _erase_again(connection: Connection, gone: Iterable[Erased]) -> int:
    """Erase everybody whom a list or a fact says to be erased, and settle who is one person, before anybody looks."""
    said = [
        Erased(row["stream"].partition("/")[2], row["organisation"], london_day(row["recorded_at"]).isoformat())
        for row in await connection.fetch(SAID_TO_BE_ERASED)
    ]
    everybody = {one.person_key: one for one in (*said, *gone)}.values()
    async with connection.transaction():
        for one in everybody:
            await people.speak_for(connection, one.organisation)
            await persons.erase(connection, one.organisation, [one.person_key], date.fromisoformat(one.on))
            await connection.execute(LIST, one.person_key, one.organisation, date.fromisoformat(one.on))
        for row in await connection.fetch(SAID_OF_PEOPLE):
            await people.speak_for(connection, row["organisation"])
            await persons.settle(connection, row["organisation"], [row["stream"].partition("/")[2]])
    await connection.execute("VACUUM FULL people")
    return len(everybody)


@asynccontextmanager
async def _owner(servers: Servers, name: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(servers.owners[name])
    try:
        yield connection
    finally:
        await connection.close()
