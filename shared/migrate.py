"""Bring databases to their service's newest schema: `python -m shared.migrate projects metrics`."""

import os
import sys
from importlib.resources import files
from pathlib import Path

from alembic import command, op
from alembic.config import Config

from shared.settings import SECRETS


def upgrade(service: str, url: str) -> None:
    """Run the migrations of a service that its database has not seen yet, as the database's owner."""
    config = Config()
    config.set_main_option("script_location", str(files(f"services.{service}") / "migrations"))
    config.attributes["url"] = url.replace("postgresql://", "postgresql+asyncpg://", 1)
    command.upgrade(config, "head")


def execute_file(path: Path, **names: str) -> None:
    """Run a file of SQL statements inside a migration; `:name` stands for an identifier given here."""
    statements = path.read_text()
    for name, value in names.items():
        statements = statements.replace(f":{name}", f'"{value}"')
    connection = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda raw: raw.execute(statements))  # type: ignore[union-attr]


def shared_schema(name: str) -> Path:
    """Return a frozen file of SQL that several services' migrations run."""
    return Path(str(files("shared") / "schema" / name))


def main() -> None:
    """Migrate each service named on the command line."""
    for service in sys.argv[1:]:
        upgrade(service, owner_url(service))


def owner_url(service: str) -> str:
    """Return the address of a database for its owner: `MIGRATION_URL_<SERVICE>`, or the secret file of that name."""
    name = f"migration_url_{service}"
    return os.environ.get(name.upper()) or (SECRETS / name).read_text().strip()


if __name__ == "__main__":
    main()
