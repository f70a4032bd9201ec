"""`goldenthread backup DIRECTORY`: every database, with a manifest."""

import asyncio
from pathlib import Path

import click

from deploy.cli import backups, erased
from deploy.cli.servers import HOME, servers


@click.command
@click.argument("directory", type=click.Path(path_type=Path))
@HOME
def backup(directory: Path, home: Path) -> None:
    """Write every service's database into the new folder DIRECTORY, while the system goes on.

    The folder holds names: who may read it may read the people directory. Back-ups that were made before are told
    who was erased since.
    """
    found = servers(home)
    gone = asyncio.run(backups.erased_keys(found.backups["training"]))
    _, missing = erased.note_everywhere(home, gone)
    manifest = backups.take(found.backups, directory, click.echo)
    erased.remember(home, directory)
    click.echo(f"{directory}: as of {manifest.moment:%Y-%m-%d %H:%M:%S} UTC")
    for one in missing:
        click.echo(f"{one} is not there any more, so it was not told who was erased since.", err=True)
