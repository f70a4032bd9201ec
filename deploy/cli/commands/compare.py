"""`goldenthread compare VERSION`: what a version of the read side says otherwise than the live one."""

import asyncio
import json
from pathlib import Path

import asyncpg
import click

from deploy.cli.servers import HOME, servers
from services.metrics import comparison, versions
from services.metrics.comparison import Comparison
from services.metrics.versions import Side
from shared.moments import written
from shared.postgres import Connection


@click.command
@click.argument("version", type=int)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@HOME
def compare(version: int, home: Path, *, as_json: bool) -> None:
    """Compare VERSION with the live one, at the lesser of the moments up to which each is complete.

    Exits with 1 when they differ.
    """
    found = asyncio.run(_compare(servers(home).owners["metrics"], version))
    if found is None:
        raise click.ClickException("One of the two is not complete yet.")
    if as_json:
        click.echo(json.dumps({"at": written(found.at), "differing": found.differing}))
    else:
        click.echo(f"As at {written(found.at)}: " + ("they differ" if found.differing else "they say the same"))
        for slug, (live, new) in found.differing.items():
            click.echo(f"  {slug}: {live} rows only in the live one, {new} only in version {version}")
    if found.differing:
        raise SystemExit(1)


async def _compare(url: str, version: int) -> Comparison | None:
    connection = await asyncpg.connect(url)
    try:
        live, new = await both(connection, version)
        return await comparison.compare(connection, live, new)
    finally:
        await connection.close()


async def both(connection: Connection, version: int) -> tuple[Side, Side]:
    """Return the live version and the one of this number."""
    known = await versions.sides(connection)
    live = next((one for one in known if one.live), None)
    new = next((one for one in known if one.version == version), None)
    if live is None or new is None:
        raise click.ClickException(f"There are versions {[one.version for one in known]}.")
    return live, new
