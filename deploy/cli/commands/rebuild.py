"""`goldenthread rebuild`: a new version of the read side, built from the topics beside the live one."""

import asyncio
from pathlib import Path

import asyncpg
import click

from deploy.cli.servers import HOME, servers
from services.metrics import versions
from services.metrics.comparison import complete_to
from services.metrics.versions import Side
from shared.postgres import Connection


@click.command
@click.option("--follow", is_flag=True, help="Wait until it is built, and say how far it is.")
@HOME
def rebuild(home: Path, *, follow: bool) -> None:
    """Make another version of the read side. The metrics worker builds it while the live one is read on.

    It is promoted by itself once it says the same as the live one, or what differs is agreed; else by
    `goldenthread promote`. A worker that dies half-way goes on where it was.
    """
    asyncio.run(_rebuild(servers(home).owners["metrics"], follow=follow))


async def _follow(connection: Connection, made: Side) -> None:
    live = next(one for one in await versions.sides(connection) if one.live)
    with click.progressbar(length=await _facts(connection, live), label="facts") as bar:
        while await complete_to(connection, made) is None:
            bar.update(await _facts(connection, made) - bar.pos)
            await asyncio.sleep(1)


async def _facts(connection: Connection, side: Side) -> int:
    found: int = await connection.fetchval(f"SELECT count(*) FROM {side.schema}.facts")  # noqa: S608
    return found


async def _rebuild(url: str, *, follow: bool) -> None:
    connection = await asyncpg.connect(url)
    try:
        made = await versions.create(connection)
        click.echo(f"Version {made.version} is being built.")
        if follow:
            await _follow(connection, made)
    finally:
        await connection.close()
