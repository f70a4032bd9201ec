"""`make secrets`: what the containers of `docker-compose.yml` prove to each other who they are with.

Each is made once and kept; to change one, delete its file and run this again.
"""

import secrets
import sys
from pathlib import Path

from deploy.local.credentials import settle_clients
from deploy.local.home import Home

DATABASES = ("projects", "training", "metrics", "gateway")
PASSWORDS = (
    "postgres_password",
    "grafana_password",
    "service_key",
    *(f"kafka_password_{user}" for user in ("broker", "admin", "projects", "training", "metrics")),
)
GATEWAY, ISSUER = "http://127.0.0.1:8080", "http://127.0.0.1:8081"


def settle(folder: Path, gateway: str = GATEWAY, issuer: str = ISSUER) -> list[str]:
    """Make what is missing in the folder; return the names of what was made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = {name: secrets.token_urlsafe(32) for name in PASSWORDS}
    for name in DATABASES:
        wanted[f"database_url_{name}"] = _url(name, name)
        wanted[f"migration_url_{name}"] = _url(f"{name}_owner", name)
    made = [name for name in wanted if not (folder / name).exists()]
    for name in made:
        _keep(folder / name, wanted[name])
    settle_clients(Home(folder), gateway, issuer)
    _keep(folder / "issuer_clients", (folder / "clients.json").read_text())
    return made


def _url(role: str, database: str) -> str:
    return f"postgresql://{role}:{secrets.token_urlsafe(32)}@postgres:5432/{database}"


def _keep(path: Path, content: str) -> None:
    """Write a file that containers can read, whatever user they run as; the folder is closed to everyone else."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(content)
    draft.chmod(0o444)
    draft.replace(path)


def main() -> None:
    """Settle the folder that is named, `.secrets` if none is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".secrets")
    made = settle(folder)
    print(f"{folder}: made {', '.join(made)}" if made else f"{folder}: all there")


if __name__ == "__main__":
    main()
