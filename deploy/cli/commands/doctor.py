"""`goldenthread doctor`: what is wrong with a running system, and what mends it."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path

import asyncpg
import click

from deploy.cli.credentials import PREFIX
from deploy.cli.doctor import databases, door, keeping, log, reading, stores
from deploy.cli.doctor.finding import Finding
from deploy.cli.servers import HOME, Servers, servers
from deploy.local.home import Home
from shared.settings import KafkaSettings
from shared.settings import Servers as Brokers

STORES = ("projects", "training", "metrics")
SECONDS = 10.0


@click.command
@click.option("--json", "as_json", is_flag=True, help="One JSON array, for a program.")
@HOME
def doctor(home: Path, *, as_json: bool) -> None:
    """Look at every part of a running system and say in words what is wrong, and what mends it.

    It reads and changes nothing, as who makes back-ups; one who may also `pg_read_all_stats` is told of transactions
    that hold figures back. The exit code is 1 if anything needs somebody now.
    """
    found = sorted(asyncio.run(_findings(home)), key=lambda one: one.weight != "wrong")
    click.echo(json.dumps([asdict(one) for one in found], indent=2) if as_json else _said(found))
    if any(one.weight == "wrong" for one in found):
        raise SystemExit(1)


def _said(found: list[Finding]) -> str:
    if not found:
        return "All is well."
    lines = []
    for one in found:
        lines += [
            f"{'WRONG' if one.weight == 'wrong' else 'watch':<6} {one.where}: {one.what}",
            f"       {one.mend}",
            "",
        ]
    return "\n".join(lines).rstrip()


async def _findings(home: Path) -> list[Finding]:
    where = servers(home)
    brokers = Brokers(where.kafka) if "KAFKA_BOOTSTRAP_SERVERS" not in os.environ else KafkaSettings().servers
    held = await log.bounds(brokers)
    found = [one async for one in log.examine(brokers, held)]
    for name in where.owners:
        found += [one async for one in _database(name, where, held)]
    if gateway := os.environ.get(f"{PREFIX}GATEWAY") or Home(home).read("credentials.json").get("gateway"):
        found += door.examine(gateway)
    return [*found, *keeping.examine(home)]


async def _database(name: str, where: Servers, held: log.Bounds | None) -> AsyncIterator[Finding]:
    try:
        connection = await asyncpg.connect(where.backups[name], timeout=SECONDS, command_timeout=SECONDS)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        yield Finding("wrong", name, f"Its database does not answer: {error}", "Start PostgreSQL; look at its log.")
        return
    try:
        async for one in databases.examine(name, connection):
            yield one
        if name in STORES:
            async for one in stores.examine(name, connection):
                yield one
        if name == "metrics":
            async for one in reading.examine(connection, held):
                yield one
    except asyncpg.PostgresError as error:
        yield Finding("wrong", name, f"It could not be looked at: {error}", "Mend what is said above it first.")
    finally:
        await connection.close()
