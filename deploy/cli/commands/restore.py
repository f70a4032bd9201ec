"""`goldenthread restore DIRECTORY`: the whole system, from one back-up."""

from pathlib import Path

import click

from deploy.cli import backups, erased, restoring
from deploy.cli.servers import HOME, without_services


@click.command
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@HOME
def restore(directory: Path, yes: bool, home: Path) -> None:
    """Replace every database by what DIRECTORY holds, and bring it together with Kafka; the services are stopped.

    What Kafka holds beyond the back-up comes back with it, and what Kafka lacks is sent again: a restore repairs, it
    does not undo. Whoever was erased since is erased again before anything serves.
    """
    manifest = backups.verified(directory)
    if not yes:
        when = f"{manifest.moment:%Y-%m-%d %H:%M:%S} UTC"
        click.confirm(f"Replace every database by the back-up of {when}?", abort=True, err=True)
    with without_services(home, click.echo) as servers:
        restoring.bring_back(directory, manifest, servers, click.echo)
    erased.remember(home, directory)
    click.echo("Everything is back, and the services may be started.")
