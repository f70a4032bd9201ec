"""A stack from outside: `start` one, then ask it where things are, hurt it, stop it."""

import importlib
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local import background, journal, ports, system
from deploy.local.background import Report
from deploy.local.credentials import RELYING_PARTY, SEAL_KEY, settle_clients, settle_secrets
from deploy.local.home import Home, locked
from deploy.local.problems import Problem
from deploy.local.programs import Plan
from deploy.local.servers import prepare
from deploy.local.system import Place
from shared.settings import Servers


class PortTaken(Problem):
    """The port is in use. Choose another: `make up PORT=8081`."""


class NotRunning(Problem):
    """Nothing runs in this folder; `make up` starts it."""


class NotBack(Problem):
    """A program did not come back in time."""


@dataclass(frozen=True)
class Stack:
    """A whole system whose data and settings are in one folder."""

    home: Path

    @property
    def gateway_url(self) -> str:
        """The address of the front door."""
        return self.state().gateway_url

    @property
    def credentials(self) -> dict[str, Any]:
        """The clients and their secrets, as in `credentials.json`."""
        return Home(self.home).read("credentials.json")

    @property
    def kafka(self) -> Servers:
        """Where Kafka is."""
        return Servers(str(self._places()["kafka"]))

    def database_url(self, name: str, *, owner: bool = False) -> str:
        """Return how to reach a database, as the user that works or the owner that migrates."""
        return str(self._places()["owners" if owner else "users"][name])

    def backup_url(self, name: str) -> str:
        """Return how to reach a database as who may read all of it."""
        return str(self._places()["backups"][name])

    def state(self) -> journal.State:
        """Return what the supervisor wrote last."""
        state = journal.read(self.home)
        if state is None:
            raise NotRunning(self.home)
        return state

    def pids(self) -> dict[str, int]:
        """Return the number of each running process."""
        programs = self.state().programs
        return {name: entry.pid for name, entry in programs.items() if entry.pid is not None}

    def kill(self, name: str) -> int:
        """Kill a program as a crash would; return the number it had."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_until_back(self, name: str, killed: int, within: float = 30) -> None:
        """Wait until a program that had that number is ready under another."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            entry = self.state().programs[name]
            if entry.status == "ready" and entry.pid != killed:
                return
            time.sleep(0.02)
        raise NotBack(name)

    def stop(self) -> bool:
        """Stop everything; False if nothing ran."""
        return background.stop(self.home)

    def remove(self) -> None:
        """Stop everything and delete all data, also what is kept outside the home."""
        self.stop()
        for place in Home(self.home).read("places.json").values():
            shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def _places(self) -> dict[str, Any]:
        return Home(self.home).read("addresses.json")


def is_running(home: Path) -> bool:
    """Whether a stack runs in the folder."""
    return background.is_running(home.resolve())


def start(
    home: Path,
    port: int | None = None,
    *,
    example: bool = False,
    tied: bool = True,
    report: Report = lambda _: None,
) -> Stack:
    """Start a whole system and wait until it is ready, or join the one that runs.

    Without a port the gateway is given a free one. A tied stack ends with the calling process.
    """
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    with locked(Home(home).up_lock):
        if background.is_running(home):
            background.follow(home, report, lambda: background.is_running(home))
        else:
            background.launch(plan(Home(home), port, tied=tied, report=report), report)
    if example:
        submit_example(home, report)
    return Stack(home)


def plan(home: Home, port: int | None, *, tied: bool, report: Report) -> Plan:
    """Settle ports, secrets and servers, and say what is to run."""
    port_of = settle_ports(home, port)
    databases, broker = prepare(home, port_of, system.DATABASES, system.MIGRATED, report)
    secret_of = settle_secrets(home, ["service key", RELYING_PARTY, SEAL_KEY])
    place = Place(
        home.path, port_of, databases, broker, secret_of["service key"], secret_of[RELYING_PARTY], secret_of[SEAL_KEY]
    )
    settle_clients(home, place.url("gateway"), place.url("issuer"))
    home.write_private(
        "addresses.json",
        {
            "kafka": broker.bootstrap,
            "users": dict(databases.user_urls),
            "owners": dict(databases.owner_urls),
            "backups": dict(databases.backup_urls),
            "reporting": databases.reporting_url,
        },
    )
    return Plan(
        home=str(home.path),
        programs=system.programs(place),
        gateway_url=place.url("gateway"),
        tied=tied,
    )


def settle_ports(home: Home, port: int | None) -> dict[str, int]:
    """Return everyone's port; the gateway's is the one asked for, and must be free."""
    if port is None:
        return ports.settle(home, system.PORTS)
    if not ports.is_free(port):
        raise PortTaken(f"Port {port} is held by {ports.holder(port) or 'another program'}.")
    others = [name for name in system.PORTS if name != "gateway"]
    return {**ports.settle(home, others), "gateway": port}


def submit_example(home: Path, report: Report) -> None:
    """Submit the example year through the front door."""
    began = time.monotonic()
    # Imported only when wanted: it brings the whole of the contracts with it.
    importlib.import_module("deploy.local.example").submit(home, echo=report)
    report(f"  {'example':<16} done   {time.monotonic() - began:5.1f} s")
