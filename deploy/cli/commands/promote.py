"""`goldenthread promote VERSION`: let a version of the read side be read in place of the live one."""

import asyncio
from pathlib import Path

import asyncpg
import click

from deploy.cli.commands.compare import both
from deploy.cli.servers import HOME, servers
from services.metrics import comparison, versions


@click.command
@click.argument("version", type=int)
@click.option("--anyway", is_flag=True, help="Also when the two differ, or one is not complete.")
@HOME
def promote(version: int, home: Path, *, anyway: bool) -> None:
    """Promote VERSION. Reads go over to it within a second; the one before stays until `goldenthread drop`."""
    asyncio.run(_promote(servers(home).owners["metrics"], version, anyway=anyway))


async def _promote(url: str, version: int, *, anyway: bool) -> None:
    connection = await asyncpg.connect(url)
    try:
        live, new = await both(connection, version)
        found = await comparison.compare(connection, live, new)
        if not anyway and (found is None or found.differing):
            raise click.ClickException("`goldenthread compare` shows what is in the way; --anyway promotes it.")
        await versions.promote(connection, new.version)
        click.echo(f"Version {new.version} is read now.")
    finally:
        await connection.close()
