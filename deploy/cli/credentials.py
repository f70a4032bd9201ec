"""Who asks: from the environment, else from a credentials file as `make up` writes it."""

import json
import os
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click

from deploy.door import Door

Command = Callable[..., Any]

PREFIX = "GOLDENTHREAD_"
PARTS = ("gateway", "token_url", "client_id", "client_secret")
WHO = click.option("--as", "client", envvar=f"{PREFIX}AS", help="Which client of the file asks, for example RGP.")
FILE = click.option(
    "--credentials", type=click.Path(path_type=Path), default=".local/credentials.json", show_default=True,
    envvar=f"{PREFIX}CREDENTIALS",
    help=f"The file of clients, unless {PREFIX}GATEWAY, _TOKEN_URL, _CLIENT_ID and _CLIENT_SECRET are set.",
)  # fmt: skip


def asking(*, otherwise: str | None = None) -> Callable[[Command], Command]:
    """Give a command its way in as `door`, and the options that say whose; `otherwise` asks where nobody is named."""

    def with_a_door(command: Command) -> Command:
        @wraps(command)
        def run(*, client: str | None, credentials: Path, **others: Any) -> Any:
            return command(door=_door(credentials, client, otherwise), **others)

        return WHO(FILE(run))

    return with_a_door


def _door(file: Path, client: str | None, otherwise: str | None) -> Door:
    given = {name: os.environ[PREFIX + name.upper()] for name in PARTS if PREFIX + name.upper() in os.environ}
    if "client_id" in given or "client_secret" in given:
        if missing := [PREFIX + name.upper() for name in PARTS if name not in given]:
            raise click.UsageError(f"Set {' and '.join(missing)} too.")
        return Door(given["gateway"], given["token_url"], given["client_id"], given["client_secret"])
    known = _read(file)
    clients = known["clients"]
    name = client or (otherwise if otherwise in clients else None) or _only(clients)
    if name not in clients:
        raise click.UsageError(f"{file} has no client {name}; it has {', '.join(clients)}.")
    return Door(known["gateway"], known["token_url"], clients[name]["client_id"], clients[name]["client_secret"])


def _read(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_bytes()))
    except FileNotFoundError:
        raise click.UsageError(
            f"There is no {file}. Name a file with --credentials, or set {PREFIX}GATEWAY, {PREFIX}TOKEN_URL, "
            f"{PREFIX}CLIENT_ID and {PREFIX}CLIENT_SECRET."
        ) from None


def _only(clients: Mapping[str, object]) -> str:
    if len(clients) != 1:
        raise click.UsageError(f"Say who asks with --as: one of {', '.join(clients)}.")
    return next(iter(clients))
