"""The system that docker-compose.yml describes, asked and hurt as `deploy.local.stack.Stack` is."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testcontainers.compose import DockerCompose

from deploy.containers.secrets import settle
from deploy.local import ports
from shared.settings import Servers

ROOT = Path(__file__).parents[2]
FILES = ["docker-compose.yml", "tests/containers/compose.test.yml"]
PROJECT = "golden-thread-tests"
PUBLISHED = ("PORT", "ISSUER_PORT", "SECOND_PORT", "POSTGRES_PORT", "KAFKA_PORT", "PROMETHEUS_PORT")
ASK_AGAIN_AFTER = 0.2
Inspected = dict[str, Any]


class NotBack(AssertionError):
    """A container did not come back in time."""


@dataclass(frozen=True)
class System:
    """A running project of compose."""

    compose: DockerCompose
    folder: Path
    ports: Mapping[str, int]

    @property
    def credentials(self) -> dict[str, Any]:
        """The clients and their secrets."""
        return dict(json.loads((self.folder / "credentials.json").read_text()))

    @property
    def kafka(self) -> Servers:
        """Where Kafka is for the administrator on this machine."""
        return self.kafka_as("admin")

    def kafka_as(self, user: str) -> Servers:
        """Where Kafka is for a user on this machine."""
        password = (self.folder / f"kafka_password_{user}").read_text()
        return Servers(f"127.0.0.1:{self.ports['KAFKA_PORT']}", "SASL_PLAINTEXT", user, password)

    def database_url(self, name: str, *, owner: bool = False) -> str:
        """Return how to reach a database from this machine."""
        url = (self.folder / f"{'migration' if owner else 'database'}_url_{name}").read_text()
        return url.replace("@postgres:5432", f"@127.0.0.1:{self.ports['POSTGRES_PORT']}")

    def run(self, *arguments: str) -> str:
        """Run `docker compose` with these arguments and return what it says."""
        command = [*self.compose.compose_command_property, *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4_000:]
        return done.stdout

    def containers(self) -> list[Inspected]:
        """Return everything that is known of every container, those that have done their work included."""
        found: list[Inspected] = inspect(self.run("ps", "--all", "--quiet").split())
        return found

    def of(self, service: str) -> list[str]:
        """Return the ids of a service's containers."""
        return self.run("ps", "--quiet", service).split()

    def inside(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run something in a service's container."""
        [container, *_] = self.of(service)
        return subprocess.run(["docker", "exec", container, *command], capture_output=True, text=True, check=False)


def begin(folder: Path, project: str = PROJECT) -> tuple[DockerCompose, System]:
    """Make secrets and choose ports for a system, which is not started yet."""
    port_of = dict(zip(PUBLISHED, choose(len(PUBLISHED)), strict=True))
    door, issuer = (f"http://127.0.0.1:{port_of[name]}" for name in ("PORT", "ISSUER_PORT"))
    settle(folder, gateway=door, issuer=issuer)
    told = {"COMPOSE_PROJECT_NAME": project, "SECRETS": str(folder), **port_of}
    file = folder / "environment"
    file.write_text("".join(f"{name}={value}\n" for name, value in told.items()))
    compose = DockerCompose(ROOT, compose_file_name=FILES, env_file=str(file), build=True)
    return compose, System(compose, folder, port_of)


def choose(count: int) -> list[int]:
    """Return free ports."""
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(ports.choose(chosen))
    return chosen


def inspect(containers: Iterable[str]) -> list[Inspected]:
    """Return what the engine knows of containers."""
    said = subprocess.run(["docker", "inspect", *containers], capture_output=True, text=True, check=True).stdout
    found: list[Inspected] = json.loads(said)
    return found


def crash(container: str) -> str:
    """Kill a container's process as a crash would, and return when that process had begun.

    The engine's own `kill` would be taken for a wish that it stays down.
    """
    [known] = inspect([container])
    os.kill(known["State"]["Pid"], signal.SIGKILL)
    return str(known["State"]["StartedAt"])


def wait_until_back(container: str, since: str, within: float = 90) -> None:
    """Wait until a container that had begun then runs again and is healthy."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        [known] = inspect([container])
        state = known["State"]
        if state["StartedAt"] != since and state.get("Health", {}).get("Status") == "healthy":
            return
        time.sleep(ASK_AGAIN_AFTER)
    raise NotBack(container)
