"""`goldenthread clients`: the machines that have tokens of their own, made, listed, renewed and revoked."""

import json
from pathlib import Path

import click

from deploy.cli.credentials import asking
from deploy.cli.shown_once import INTO, shown_once, table
from deploy.door import Door

ROLES = ("submitter", "reader", "qi_lead", "finance", "operator")
HEADINGS = ["client_id", "name", "roles", "proves itself by", "made by", "last used"]


@click.group
def clients() -> None:
    """Keep your organisation's machine clients (role `operator`)."""


@clients.command("list")
@click.option("--json", "for_machines", is_flag=True, help="The answer as it is, for machines.")
@asking()
def listed(door: Door, for_machines: bool) -> None:
    """List them, the oldest first. No secret can be shown again."""
    items = door.ask("GET", "/v1/clients")["items"]
    if for_machines:
        click.echo(json.dumps(items, indent=2, ensure_ascii=False))
        return
    rows = [
        [one["client_id"], one["name"], " ".join(one["roles"]), one["proves_itself_by"], one["created_by"],
         one["last_used_on"] or "never"]
        for one in items
    ]  # fmt: skip
    table(rows, HEADINGS)


@clients.command
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="Of your own; repeat it.")
@click.option("--organisation", help="Another's first client: only for an operator of a member of kind `icb`.")
@click.option(
    "--keys", type=click.File("r"), help="A set of public keys (RFC 7517), by which the client is to prove itself."
)
@INTO
@asking()
def create(
    door: Door, name: str, roles: tuple[str, ...], organisation: str | None, keys: click.File | None, into: Path | None
) -> None:
    """Make a client called NAME; its secret is in the answer and nowhere else."""
    body: dict[str, object] = {"name": name, "roles": list(roles)}
    if organisation is not None:
        body["organisation"] = organisation
    if keys is not None:
        body["keys"] = json.load(keys)  # type: ignore[arg-type]  # click has opened it
    with shown_once(into) as show:
        show(door.ask_once("POST", "/v1/clients", body))


@clients.command
@click.argument("client_id")
@click.option(
    "--overlap-hours", type=click.IntRange(0, 168), default=24, show_default=True, help="The old one is good."
)
@INTO
@asking()
def rotate(door: Door, client_id: str, overlap_hours: int, into: Path | None) -> None:
    """Give CLIENT_ID another secret; the one before goes on being good for some hours."""
    with shown_once(into) as show:
        show(door.ask_once("POST", f"/v1/clients/{client_id}/secrets", {"overlap_hours": overlap_hours}))


@clients.command
@click.argument("client_id")
@asking()
def revoke(door: Door, client_id: str) -> None:
    """Give CLIENT_ID no more tokens; those it has end within ten minutes."""
    door.ask("DELETE", f"/v1/clients/{client_id}")
    click.echo(f"{client_id} is revoked.")
