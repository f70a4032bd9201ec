"""Ports: remembered while free, chosen again when taken, and the one in the way is named."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import ports, stack
from deploy.local.home import Home
from deploy.local.stack import PortTaken


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server((ports.LOOPBACK, ports.choose([]))) as server:
        yield server


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def test_everyone_keeps_a_port_of_their_own(home: Home) -> None:
    first = ports.settle(home, ["a", "b", "c"])

    assert len(set(first.values())) == 3
    assert ports.settle(home, ["c", "b", "a"]) == first


def test_a_port_taken_meanwhile_is_chosen_again(home: Home, listener: socket.socket) -> None:
    home.write_private("ports.json", {"a": port_of(listener), "b": ports.choose([])})
    before = home.read("ports.json")

    after = ports.settle(home, ["a", "b"])

    assert after["a"] != before["a"]
    assert after["b"] == before["b"]


def test_the_gateways_port_is_the_one_asked_for(home: Home) -> None:
    wanted = ports.choose([])

    assert stack.settle_ports(home, wanted)["gateway"] == wanted


def test_who_holds_the_gateways_port_is_named(home: Home, listener: socket.socket) -> None:
    with pytest.raises(PortTaken, match=rf"process {os.getpid()}: .*pytest") as refused:
        stack.settle_ports(home, port_of(listener))

    assert "make up PORT=8081" in str(refused.value)
