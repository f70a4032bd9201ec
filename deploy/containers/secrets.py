"""`make secrets`: what the containers of `docker-compose.yml` prove to each other who they are with.

Each is made once and kept; deploy/runbooks/secrets.md says what has to follow when one is changed.
"""

import argparse
import json
import secrets
from collections.abc import Callable
from pathlib import Path

from deploy.local.credentials import RELYING_PARTY, settle_clients, settle_secrets
from deploy.local.home import Home

DATABASES = ("projects", "training", "metrics", "gateway")
PASSWORDS = (
    "postgres_password",
    "grafana_password",
    "service_key",
    "seal_key",
    *(f"kafka_password_{user}" for user in ("broker", "admin", *DATABASES)),
)
KEYS = ("service_key", "seal_key")
"""Of these there may be several, one a line: the first signs, all are admitted."""
ISSUER_INSIDE = "http://issuer:8080"
GATEWAY, ISSUER, DATABASE = "http://127.0.0.1:8080", "http://127.0.0.1:8081", "postgres:5432"


def settle(folder: Path, *, gateway: str = GATEWAY, issuer: str = ISSUER, database: str = DATABASE) -> list[str]:
    """Make what is missing in the folder; return the names of what was made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = {name: secrets.token_urlsafe(32) for name in PASSWORDS}
    for name in DATABASES:
        wanted[f"database_url_{name}"] = _url(name, database, name)
        wanted[f"migration_url_{name}"] = _url(f"{name}_owner", database, name)
    made = [name for name in wanted if not (folder / name).exists()]
    for name in made:
        _keep(folder / name, wanted[name])
    settle_clients(Home(folder), gateway, issuer)
    _keep(folder / "issuer_clients", (folder / "clients.json").read_text())
    if not (folder / "provider").exists():
        _keep(folder / "provider", json.dumps(_provider(folder, issuer)))
        made.append("provider")
    return made


def renew(folder: Path, name: str) -> None:
    """Make one anew the next time that the folder is settled."""
    if name not in _names():
        raise SystemExit(f"{name} is none of these: {', '.join(_names())}.")
    (folder / name).unlink(missing_ok=True)


def add(folder: Path, name: str) -> None:
    """Let a new key be admitted beside the one that signs."""
    _change(folder, name, lambda known: [*known, secrets.token_urlsafe(32)])


def turn(folder: Path, name: str) -> None:
    """Let the newest key sign; those before it are admitted still."""
    _change(folder, name, lambda known: [known[-1], *known[:-1]])


def drop(folder: Path, name: str) -> None:
    """Forget every key but the one that signs."""
    _change(folder, name, lambda known: known[:1])


def _change(folder: Path, name: str, change: Callable[[list[str]], list[str]]) -> None:
    if name not in KEYS:
        raise SystemExit(f"{name} is none of the secrets of which there may be several: {', '.join(KEYS)}.")
    _keep(folder / name, "\n".join(change((folder / name).read_text().split())))


def _names() -> list[str]:
    return [*PASSWORDS, *(f"{kind}_url_{name}" for name in DATABASES for kind in ("database", "migration"))]


def _provider(folder: Path, issuer: str) -> dict[str, object]:
    """Return where people sign in: browsers by the published port, the gateway by the network of containers."""
    return {
        "issuer": issuer,
        "discovery_url": f"{ISSUER_INSIDE}/.well-known/openid-configuration",
        "client_id": RELYING_PARTY,
        "client_secret": settle_secrets(Home(folder), [RELYING_PARTY])[RELYING_PARTY],
        "speaks_for_system": True,
    }


def _url(role: str, server: str, database: str) -> str:
    return f"postgresql://{role}:{secrets.token_urlsafe(32)}@{server}/{database}"


def _keep(path: Path, content: str) -> None:
    """Write a file that containers can read, whatever user they run as; the folder is closed to everyone else."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(content)
    draft.chmod(0o444)
    draft.replace(path)


def main() -> None:
    """Settle a folder."""
    parser = argparse.ArgumentParser(prog="python -m deploy.containers.secrets", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(".secrets"))
    parser.add_argument("--gateway", default=GATEWAY, help="address of the front door")
    parser.add_argument("--issuer", default=ISSUER, help="address of the local issuer")
    parser.add_argument("--database", default=DATABASE, help="where PostgreSQL is, as the services see it")
    for does in (renew, add, turn, drop):
        parser.add_argument(f"--{does.__name__}", metavar="SECRET", action="append", default=[], help=does.__doc__)
    asked = parser.parse_args()
    for does in (renew, add, turn, drop):
        for name in getattr(asked, does.__name__):
            does(asked.folder, name)
    made = settle(asked.folder, gateway=asked.gateway, issuer=asked.issuer, database=asked.database)
    print(f"{asked.folder}: made {', '.join(made)}" if made else f"{asked.folder}: all there")


if __name__ == "__main__":
    main()
