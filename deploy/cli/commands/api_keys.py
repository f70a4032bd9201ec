"""`goldenthread api-keys`: keys for tools that can do no OAuth, made, listed, renewed and revoked."""

import json
from pathlib import Path

import click

from deploy.cli.commands.clients import ROLES
from deploy.cli.credentials import asking
from deploy.cli.shown_once import INTO, shown_once, table
from deploy.door import Door

HEADINGS = ["id", "begins with", "name", "roles", "good until", "made by", "last used"]


@click.group
def api_keys() -> None:
    """Keep your organisation's API keys (role `operator` or `qi_lead`)."""


@api_keys.command("list")
@click.option("--json", "for_machines", is_flag=True, help="The answer as it is, for machines.")
@asking()
def listed(door: Door, for_machines: bool) -> None:
    """List those that are good, the oldest first. No key can be shown again."""
    items = door.ask("GET", "/v1/api-keys")["items"]
    if for_machines:
        click.echo(json.dumps(items, indent=2, ensure_ascii=False))
        return
    rows = [
        [one["id"], one["prefix"], one["name"], " ".join(one["roles"]), one["expires_at"][:10], one["created_by"],
         one["last_used_on"] or "never"]
        for one in items
    ]  # fmt: skip
    table(rows, HEADINGS)


@api_keys.command
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Of your own; repeat it.")
@click.option("--expires-on", metavar="DAY", help="Its last day, YYYY-MM-DD; 90 days from now without it.")
@INTO
@asking()
def create(door: Door, name: str, roles: tuple[str, ...], expires_on: str | None, into: Path | None) -> None:
    """Make a key for the tool NAME; the key is in the answer and nowhere else."""
    body = {"name": name, "roles": list(roles)} | ({"expires_on": expires_on} if expires_on else {})
    with shown_once(into) as show:
        show(door.ask_once("POST", "/v1/api-keys", body))


@api_keys.command
@click.argument("key_id")
@click.option(
    "--overlap-hours", type=click.IntRange(0, 168), default=24, show_default=True, help="The old one is good."
)
@INTO
@asking()
def rotate(door: Door, key_id: str, overlap_hours: int, into: Path | None) -> None:
    """Replace KEY_ID by another of the same name and roles; the one before goes on being good for some hours."""
    with shown_once(into) as show:
        show(door.ask_once("POST", f"/v1/api-keys/{key_id}/rotate", {"overlap_hours": overlap_hours}))


@api_keys.command
@click.argument("key_id")
@asking()
def revoke(door: Door, key_id: str) -> None:
    """End KEY_ID at once."""
    door.ask("DELETE", f"/v1/api-keys/{key_id}")
    click.echo(f"{key_id} is revoked.")
