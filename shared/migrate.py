"""Bring databases to their service's newest schema: `python -m shared.migrate projects metrics`.

A service that has a module `prepare` says in it what else a release needs made by the database's owner.
"""

import asyncio
import os
import sys
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.script import Script, ScriptDirectory

from shared.settings import SECRETS


def upgrade(service: str, url: str, to: str = "head") -> None:
    """Run the migrations of a service that its database has not seen yet, as the database's owner."""
    config = _config(service)
    config.attributes["url"] = url.replace("postgresql://", "postgresql+asyncpg://", 1)
    command.upgrade(config, to)


def revisions(service: str) -> list[Script]:
    """Return every migration of a service, the first first."""
    return [*ScriptDirectory.from_config(_config(service)).walk_revisions()][::-1]


def knows(service: str, revision: str) -> bool:
    """Return whether this release has the migration that a database was last brought to."""
    return revision in {one.revision for one in ScriptDirectory.from_config(_config(service)).walk_revisions()}


def newest(service: str) -> str | None:
    """Return the migration to which this release brings a database."""
    return ScriptDirectory.from_config(_config(service)).get_current_head()


def _config(service: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files(f"services.{service}") / "migrations"))
    return config


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
        url = owner_url(service)
        upgrade(service, url)
        if find_spec(f"services.{service}.prepare"):
            asyncio.run(import_module(f"services.{service}.prepare").prepare(url))


def owner_url(service: str) -> str:
    """Return the address of a database for its owner: `MIGRATION_URL_<SERVICE>`, or the secret file of that name."""
    name = f"migration_url_{service}"
    return os.environ.get(name.upper()) or (SECRETS / name).read_text().strip()


if __name__ == "__main__":
    main()
