"""`goldenthread verify`: whether nothing was lost, doubled or changed, of the running system."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import click
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from deploy.cli.servers import HOME, kafka_settings, servers
from deploy.local.credentials import SEAL_KEY
from deploy.local.home import Home
from deploy.verification.report import Report
from deploy.verification.running import SERVICES
from deploy.verification.running import verify as ask
from shared import identity, kafka
from shared.seals import Key, key_set, private_key


@click.command
@click.option(
    "--audit", is_flag=True, help="Also hold every fact against its seal, and every day against its signature."
)
@click.option(
    "--key", "files", type=click.Path(exists=True, dir_okay=False, path_type=Path), multiple=True,
    help="A public key that days are signed with, as a JWK; else those of `SEAL_KEY`, or of the local stack.",
)  # fmt: skip
@click.option("--within", type=float, default=60, show_default=True, help="How many seconds anything may be behind.")
@click.option("--json", "for_machines", is_flag=True, help="The report as JSON, for machines.")
@HOME
def verify(home: Path, *, audit: bool, files: tuple[Path, ...], within: float, for_machines: bool) -> None:
    """Ask of the running system, fact by fact, what must always hold; change nothing.

    Takes memory for one bit a fact, whatever the history. Ends with 1 where something does not hold.
    """
    report = asyncio.run(_verify(home, timedelta(seconds=within), _keys(home, files) if audit else None))
    if for_machines:
        click.echo(json.dumps(report.document(), indent=2))
    else:
        for line in report.lines():
            click.echo(line)
    if not report.holds:
        raise click.exceptions.Exit(1)


async def _verify(home: Path, within: timedelta, keys: Mapping[str, Key] | None) -> Report:
    found = servers(home)
    async with kafka.reader(kafka_settings(found).servers) as reader:
        return await ask(found.backups, reader, within, keys)


def _keys(home: Path, files: Sequence[Path]) -> dict[str, KeySet]:
    """Return the keys that each service's days may be signed with."""
    secret = os.environ.get("SEAL_KEY") or Home(home).read("secrets.json").get(SEAL_KEY)
    if not files and not secret:
        raise click.UsageError("Name the public key that days are signed with: --key FILE.")
    found = [*map(_public, files)] or [private_key(one) for one in identity.keys(str(secret))]
    return dict.fromkeys(SERVICES, key_set(found))


def _public(file: Path) -> OKPKey:
    try:
        return OKPKey.import_key(json.loads(file.read_bytes()))
    except (ValueError, KeyError, JoseError) as error:
        raise click.UsageError(f"{file} holds no Ed25519 key as a JWK: {error}") from None
