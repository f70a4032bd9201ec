"""`goldenthread drop VERSION`: remove a version of the read side that is not live."""

import asyncio
from pathlib import Path

import asyncpg
import click

from deploy.cli.servers import HOME, servers
from services.metrics import versions


@click.command
@click.argument("version", type=int)
@HOME
def drop(version: int, home: Path) -> None:
    """Remove VERSION with its tables. Everything in it can be built again from the topics."""
    asyncio.run(_drop(servers(home).owners["metrics"], version))


async def _drop(url: str, version: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await versions.drop(connection, version)
        left = [f"{one.version}{' (live)' if one.live else ''}" for one in await versions.sides(connection)]
        click.echo(f"There are versions {', '.join(left)}.")
    finally:
        await connection.close()
