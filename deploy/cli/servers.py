"""Where the system's own servers are, for the commands that look after it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from deploy.local import background, stack, system
from deploy.local.background import Report
from deploy.local.home import Home
from deploy.local.problems import Problem
from deploy.local.programs import Plan
from deploy.local.servers import KAFKA_VARIABLE, external_databases
from shared.settings import KafkaSettings

HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=".local", show_default=True,
    envvar="GOLDENTHREAD_HOME",
    help="The folder of the local stack, and of the list of back-ups.",
)  # fmt: skip
OURS = ("postgres", "databases", "kafka")
"""The programs of a plan that are servers, or make them ready."""


class NoServers(Problem):
    """Neither the environment (`DATABASE_URL_*`, `MIGRATION_URL_*`) nor this folder says where the databases are:"""


class StillRunning(Problem):
    """The services must not serve while their databases are replaced; `make down` stops them."""


@dataclass(frozen=True)
class Servers:
    """How to reach each database, by its name, as its owner and as who may read all of it; and Kafka."""

    owners: Mapping[str, str]
    backups: Mapping[str, str]
    kafka: str


def servers(home: Path) -> Servers:
    """Return the servers that the environment names, else those of the local stack."""
    known = Home(home).read("addresses.json")
    if (named := external_databases(system.MIGRATED)) is not None:
        kafka = os.environ.get(KAFKA_VARIABLE) or known.get("kafka", "")
        return Servers(named.owner_urls, named.backup_urls, kafka)
    if not known:
        raise NoServers(home)
    return Servers(known["owners"], known["backups"], known["kafka"])


def kafka_settings(found: Servers) -> KafkaSettings:
    """Return how Kafka is reached, and how topics are made there, as the environment says of services."""
    return KafkaSettings(kafka_bootstrap_servers=found.kafka)


@contextmanager
def without_services(home: Path, report: Report) -> Iterator[Servers]:
    """Run the local stack's servers, and none of its services, as long as it takes; others run already."""
    home = home.resolve()
    if stack.is_running(home):
        raise StillRunning(home)
    home.mkdir(parents=True, exist_ok=True)
    if external_databases(system.MIGRATED) is not None and KAFKA_VARIABLE in os.environ:
        yield servers(home)
        return
    whole = stack.plan(Home(home), None, tied=True, report=report)
    own = tuple(program for program in whole.programs if program.name in OURS)
    if own:
        background.launch(Plan(home=whole.home, programs=own, gateway_url=whole.gateway_url, tied=True), report)
    try:
        yield servers(home)
    finally:
        background.stop(home)
