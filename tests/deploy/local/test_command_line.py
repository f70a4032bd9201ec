"""What people type, and what it tells them when something is in the way."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import ports


def command(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    whole = [sys.executable, "-m", "deploy.local", *arguments, "--home", str(home)]
    return subprocess.run(whole, capture_output=True, text=True, check=False)


def test_down_when_nothing_runs_is_no_failure(tmp_path: Path) -> None:
    done = command(tmp_path / "home", "down")

    assert (done.returncode, done.stdout) == (0, "Nothing was running.\n")


def test_status_says_that_nothing_runs(tmp_path: Path) -> None:
    done = command(tmp_path / "home", "status")

    assert (done.returncode, done.stdout) == (1, "Nothing is running.\n")


def test_up_on_a_taken_port_says_who_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server((ports.LOOPBACK, ports.choose([]))) as server:
        port = str(server.getsockname()[1])
        done = command(tmp_path / "home", "up", "--port", port)

    assert done.returncode == 1
    assert f"Port {port} is held by process" in done.stderr
    assert "make up PORT=8081" in done.stderr


@pytest.mark.parametrize("wrong", ["sideways", ""])
def test_an_unknown_command_is_refused(tmp_path: Path, wrong: str) -> None:
    assert command(tmp_path, wrong).returncode == 2
