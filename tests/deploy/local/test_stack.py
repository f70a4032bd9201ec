"""The whole system, as `make up` starts it."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from deploy.local import stack, system
from deploy.local.processes import born
from deploy.local.stack import NotRunning, Stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    started = stack.start(tmp_path_factory.mktemp("stack") / "home")
    yield started
    started.remove()


def is_healthy(url: str) -> bool:
    with urlopen(f"{url}/health/ready", timeout=10) as answer:
        return bool(answer.status == 200)


def test_every_service_runs_and_the_door_is_open(running: Stack) -> None:
    expected = {"postgres", "kafka", *(service.name for service in system.SERVICES)}

    assert set(running.pids()) == expected
    assert is_healthy(running.gateway_url)
    assert running.credentials["gateway"] == running.gateway_url


def test_starting_again_joins_what_runs(running: Stack) -> None:
    before = running.pids()

    assert stack.start(running.home).pids() == before


def test_a_killed_gateway_comes_back_at_its_address(running: Stack) -> None:
    address = running.gateway_url

    running.wait_until_back("gateway", running.kill("gateway"))

    assert running.gateway_url == address
    assert is_healthy(address)


def test_stop_leaves_nothing_and_a_start_finds_the_same_places(running: Stack) -> None:
    before, pids = running.state(), running.pids().values()
    databases = running.database_url("projects"), running.database_url("projects", owner=True)

    assert running.stop()
    assert not any(map(born, pids))
    assert not running.stop()

    again = stack.start(running.home)
    assert again.gateway_url == before.gateway_url
    assert (again.database_url("projects"), again.database_url("projects", owner=True)) == databases


def test_what_never_ran_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="make up"):
        Stack(tmp_path).kill("gateway")


def test_secrets_stay_with_their_owner(running: Stack) -> None:
    private = ("secrets.json", "credentials.json", "clients.json", "addresses.json", "ports.json")

    for name in private:
        known = (running.home / name).stat()
        assert (known.st_uid, known.st_mode & 0o777) == (os.geteuid(), 0o600)
