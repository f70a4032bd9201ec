"""With two of every process, one after the other is replaced while facts are submitted, and nothing is lost."""

import asyncio
import itertools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from tests.client import Door
from tests.containers.system import System, inspect, wait_until_back
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import assert_figures_are_right
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

DOUBLED = (
    "projects",
    "projects-worker",
    "training",
    "training-worker",
    "metrics",
    "metrics-worker",
    "gateway-worker",
    "gateway",
)
TOPICS = {"projects-worker": PROJECTS.topic, "training-worker": TRAINING.topic, "metrics-worker": AGREEMENTS.topic}


@dataclass
class Doors(Door):
    """Two doors, asked in turn, as a load balancer would."""

    addresses: list[str] = field(default_factory=list)
    _turns: Iterator[str] | None = None

    @property
    def url(self) -> str:
        self._turns = self._turns or itertools.cycle(self.addresses)
        return next(self._turns)


@pytest.fixture(scope="module")
async def doubled(stack: System, door: Door) -> Doors:
    scale = [part for name in DOUBLED for part in ("--scale", f"{name}=2")]
    second = ("-f", "tests/containers/compose.second.yml")
    stack.run(*second, "up", "--detach", "--wait", "--no-recreate", "--no-build", *scale)
    addresses = [f"http://127.0.0.1:{published(container)}" for container in stack.of("gateway")]
    return Doors(door.credentials, door.session, addresses=addresses)


def published(container: str) -> str:
    [known] = inspect([container])
    return str(known["NetworkSettings"]["Ports"]["8080/tcp"][0]["HostPort"])


def epochs(stack: System, worker: str) -> list[float]:
    """Return what each replica says of its leadership of the relay; 0 is none."""
    script = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:8080/metrics').read().decode())"
    found = []
    for container in stack.of(worker):
        said = subprocess.check_output(["docker", "exec", container, "python", "-c", script], text=True)
        wanted = f'qi_relay_epoch{{topic="{TOPICS[worker]}"}}'
        found.append(next((float(line.split()[1]) for line in said.splitlines() if line.startswith(wanted)), 0.0))
    return found


def replace_one_after_the_other(stack: System) -> None:
    """Stop and start each replica of each process as an upgrade does, waiting until it is healthy."""
    for name in DOUBLED:
        for container in stack.of(name):
            [known] = inspect([container])
            subprocess.run(["docker", "restart", "--time", "20", container], check=True, capture_output=True)
            wait_until_back(container, str(known["State"]["StartedAt"]))


def test_of_two_workers_one_leads(stack: System, doubled: Doors) -> None:
    assert len(doubled.addresses) == 2
    for worker in TOPICS:
        found = epochs(stack, worker)
        assert len(found) == 2
        assert sorted(bool(epoch) for epoch in found) == [False, True], (worker, found)


async def test_a_roll_loses_nothing_and_doubles_nothing(stack: System, doubled: Doors, year: Year) -> None:
    since, before = await mark(stack), {worker: max(epochs(stack, worker)) for worker in TOPICS}
    rolling = asyncio.create_task(asyncio.to_thread(replace_one_after_the_other, stack))
    sent, answers = [], []

    while not rolling.done() or not sent:
        batches = submission(year)[:4]
        answers += await doubled.submit_all(batches, within=120)
        sent += [event for batch in batches for event in batch]
    await rolling

    assert {one["status"] for one in answers} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
    async with aiohttp.ClientSession() as session:
        await assert_figures_are_right(Doors(doubled.credentials, session, addresses=doubled.addresses), sent, year)
    for worker in TOPICS:
        assert sorted(map(bool, epochs(stack, worker))) == [False, True], worker
        assert max(epochs(stack, worker)) > before[worker], worker
