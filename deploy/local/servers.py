"""PostgreSQL and Kafka for one stack: our own, or those that the environment names."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from deploy.local import kafka, postgres
from deploy.local.background import Report
from deploy.local.credentials import settle_secrets
from deploy.local.home import Home
from deploy.local.problems import Problem
from deploy.local.programs import Program

T = TypeVar("T")

REPORTING = "reporting"
"""The role that reads figures with SQL."""
KAFKA_VARIABLE = "KAFKA_BOOTSTRAP_SERVERS"


class VariablesMissing(Problem):
    """To use databases that exist already, set these too:"""


@dataclass(frozen=True)
class Databases:
    """How to reach each database, by its name: as its user, as its owner, and as who may read all of it.

    Row-level security hides people from users and owners alike; a back-up has to hold them.
    """

    user_urls: Mapping[str, str]
    owner_urls: Mapping[str, str]
    backup_urls: Mapping[str, str]
    reporting_url: str | None = None
    """How to read figures with SQL, where that is known here."""
    programs: tuple[Program, ...] = ()


@dataclass(frozen=True)
class Broker:
    """How to reach Kafka."""

    bootstrap: str
    programs: tuple[Program, ...] = ()


def prepare(
    home: Home,
    ports: Mapping[str, int],
    databases: Sequence[str],
    needed: Sequence[str],
    report: Report,
) -> tuple[Databases, Broker]:
    """Make both ready to be started; what is needed of databases that exist is only some."""

    def databases_ready() -> Databases:
        return external_databases(needed) or own_databases(home, ports["postgres"], databases)

    def broker_ready() -> Broker:
        return prepare_broker(home, ports, report)

    with ThreadPoolExecutor() as threads:
        first = threads.submit(_timed, "PostgreSQL", databases_ready, report)
        second = threads.submit(_timed, "Apache Kafka", broker_ready, report)
        return first.result(), second.result()


def _timed(what: str, work: Callable[[], T], report: Report) -> T:
    began = time.monotonic()
    done = work()
    report(f"  {what:<16} at hand {time.monotonic() - began:4.1f} s")
    return done


def prepare_broker(home: Home, ports: Mapping[str, int], report: Report) -> Broker:
    """Use the broker that the environment names, else make our own."""
    if named := os.environ.get(KAFKA_VARIABLE):
        return Broker(named)
    runtime = kafka.find()
    if not runtime.is_prepared:
        report("  Apache Kafka     is fetched and prepared, once for this machine")
    kafka.install(runtime)
    settings = kafka.write_settings(home.kafka, ports["kafka"], ports["kafka-controller"])
    kafka.format_storage(runtime, home.kafka / "data")
    program = kafka.program(runtime, settings, ports["kafka"])
    return Broker(f"127.0.0.1:{ports['kafka']}", (program,))


def external_databases(needed: Sequence[str]) -> Databases | None:
    """Return the databases that the environment names, if it names any; then it names all."""
    variables = {name: (f"DATABASE_URL_{name.upper()}", f"MIGRATION_URL_{name.upper()}") for name in needed}
    if not any(user in os.environ for user, _ in variables.values()):
        return None
    if missing := [each for pair in variables.values() for each in pair if each not in os.environ]:
        raise VariablesMissing(", ".join(missing))
    return Databases(
        {name: os.environ[user] for name, (user, _) in variables.items()},
        {name: os.environ[owner] for name, (_, owner) in variables.items()},
        {
            name: os.environ.get(f"BACKUP_URL_{name.upper()}", os.environ[owner])
            for name, (_, owner) in variables.items()
        },
    )


def own_databases(home: Home, port: int, names: Sequence[str]) -> Databases:
    """Make PostgreSQL ready, with a database of each name."""
    owners = [f"{name}_owner" for name in names]
    roles = [postgres.SUPERUSER, *names, *owners, REPORTING]
    secret_of = settle_secrets(home, [f"database {role}" for role in roles])
    password_of = {role: secret_of[f"database {role}"] for role in roles}
    server = postgres.install(home, password_of[postgres.SUPERUSER])

    def url(role: str, database: str) -> str:
        return f"postgresql://{role}:{password_of[role]}@127.0.0.1:{port}/{database}"

    return Databases(
        {name: url(name, name) for name in names},
        {name: url(owner, name) for name, owner in zip(names, owners, strict=True)},
        {name: url(postgres.SUPERUSER, name) for name in names},
        url(REPORTING, "metrics"),
        (
            postgres.server_program(server, port),
            postgres.databases_program(server, port, names, password_of),
        ),
    )
