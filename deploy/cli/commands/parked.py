"""`goldenthread parked`: what waits because it could not be applied, and what to do about it."""

import asyncio
import json
from pathlib import Path

import click

from deploy.cli import waiting
from deploy.cli.servers import HOME, servers
from deploy.cli.waiting import Waiting
from shared.moments import written


@click.group
def parked() -> None:
    """Look after records that could not be applied. With each waits its stream, and no other."""


@parked.command("list")
@click.option("--json", "for_machines", is_flag=True, help="One JSON document a line, for machines.")
@HOME
def list_(home: Path, *, for_machines: bool) -> None:
    """List what waits, and why, the oldest first."""
    found = asyncio.run(waiting.find(servers(home)))
    for one in found:
        click.echo(json.dumps(_described(one)) if for_machines else _line(one))
    if not for_machines:
        click.echo(f"{len(found):,} records wait.")


@parked.command
@click.argument("names", nargs=-1, metavar="[ID]...")
@click.option("--stream", help="All that waits of a stream, for example project/3f0c….")
@click.option("--all", "everything", is_flag=True, help="All that waits anywhere.")
@HOME
def replay(home: Path, names: tuple[str, ...], *, stream: str | None, everything: bool) -> None:
    """Try again to apply what waits: by ID, as `parked list` names it, by stream, or all.

    The consumer goes back to the first of them and reads on from there; what it has it passes over. What still cannot
    be applied waits again.
    """
    if not (names or stream or everything):
        raise click.UsageError("Say which: an ID, --stream, or --all.")
    found = servers(home)
    wanted = [
        one
        for one in asyncio.run(waiting.find(found))
        if everything or one.name in names or (stream is not None and one.stream == stream)
    ]
    _require(names, wanted)
    asyncio.run(waiting.replay(found, wanted))
    click.echo(f"{len(wanted):,} records are read again.")


@parked.command
@click.argument("names", nargs=-1, required=True, metavar="ID...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@HOME
def drop(home: Path, names: tuple[str, ...], *, yes: bool) -> None:
    """Give up records that are no facts of ours: bytes that are nothing, or forged.

    A record that a store holds as a fact cannot be dropped: figures would be wrong and nobody would know.
    """
    found = servers(home)
    wanted = [one for one in asyncio.run(waiting.find(found)) if one.name in names]
    _require(names, wanted)
    if facts := asyncio.run(waiting.known_to_stores(found, wanted)):
        words = ", ".join(f"{one.name} ({one.stream} version {one.version})" for one in facts)
        raise click.ClickException(f"The store holds these as facts; they can only be replayed: {words}.")
    if not yes:
        click.confirm(f"Give up {len(wanted)} records for ever?", abort=True, err=True)
    asyncio.run(waiting.drop(found, wanted))
    click.echo(f"{len(wanted):,} records are given up.")


def _require(names: tuple[str, ...], found: list[Waiting]) -> None:
    if missing := set(names) - {one.name for one in found}:
        raise click.ClickException(f"Nothing waits under {', '.join(sorted(missing))}; `parked list` names what does.")


def _described(one: Waiting) -> dict[str, object]:
    return {
        "id": one.name, "stream": one.stream, "version": one.version, "reason": one.reason, "topic": one.topic,
        "partition": one.partition, "offset": one.offset, "parked_at": written(one.parked_at),
    }  # fmt: skip


def _line(one: Waiting) -> str:
    where = f"{one.stream} version {one.version}" if one.stream else "no stream"
    return f"{one.name}  {where}  {one.topic} {one.partition}:{one.offset}  {written(one.parked_at)}  {one.reason}"
