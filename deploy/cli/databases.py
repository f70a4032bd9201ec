"""PostgreSQL's own programs, for back-ups: addresses are in their environment, where no other user sees them."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from deploy.local import postgres
from deploy.local.problems import Problem

# Everything that is there goes in the transaction that brings what was kept: all of it, or nothing.
EMPTY = """
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', one);
    END LOOP;
END $$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
"""
SETTINGS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


class NotDumped(Problem):
    """A database could not be written to a back-up."""


class NotRestored(Problem):
    """A database could not be brought back; it is as it was before."""


def dump(url: str, file: Path, *, snapshot: str | None = None, plain: bool = False) -> None:
    """Write a whole database to a file; as PostgreSQL's own archive unless plain SQL is wanted."""
    options = [f"--format={'plain' if plain else 'custom'}", "--no-owner", f"--file={file}"]
    if snapshot is not None:
        options.append(f"--snapshot={snapshot}")
    done = subprocess.run(
        [_program("pg_dump"), *options], env=_environment(url), stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise NotDumped(done.stderr.strip())


def restore(url: str, file: Path) -> None:
    """Replace all that a database holds by what a file holds, in one transaction, as the database's owner."""
    environment = _environment(url)
    script = subprocess.Popen([_program("pg_restore"), "--no-owner", "--file=-", str(file)], stdout=subprocess.PIPE)
    with script:
        done = subprocess.run(
            [_program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-c", EMPTY, "-f", "-"],
            stdin=script.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**environment, "PGOPTIONS": "-c client_min_messages=warning"}, text=True, check=False,
        )  # fmt: skip
    if done.returncode or script.returncode:
        raise NotRestored(done.stderr.strip())


def _program(name: str) -> str:
    """Return where a program is: beside a server, else on the path, where a machine has clients alone."""
    try:
        return str(postgres.find_programs(None) / name)
    except postgres.NoPostgres:
        if (found := shutil.which(name)) is None:
            raise
        return found


def _environment(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    said = {SETTINGS[name]: values[-1] for name, values in parse_qs(parts.query).items() if name in SETTINGS}
    return {
        **os.environ,
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
        **said,
    }
