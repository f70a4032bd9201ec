"""Which port belongs to whom, chosen once per home and chosen again only when taken."""

import random
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from deploy.local.home import Home

LOOPBACK = "127.0.0.1"
# Below the range that systems give to outgoing connections: a client that keeps knocking at the
# port of a server that has just died could otherwise be given that very port, and keep it.
RANGE = range(20_000, 32_000)
LISTENING = "0A"


def settle(home: Home, names: Sequence[str]) -> dict[str, int]:
    """Return a free port for each name, the same as last time where it is still free."""
    known = home.read("ports.json")
    ports: dict[str, int] = {}
    for name in names:
        port = known.get(name)
        usable = isinstance(port, int) and port not in ports.values() and is_free(port)
        ports[name] = port if isinstance(port, int) and usable else choose([*ports.values()])
    home.write_private("ports.json", {**known, **ports})
    return ports


def choose(taken: Sequence[int]) -> int:
    """Return a port nobody listens on."""
    return next(port for port in random.sample(RANGE, len(RANGE)) if port not in taken and is_free(port))


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def holder(port: int) -> str | None:
    """Name the process that listens on the port, where the system tells (Linux)."""
    sockets = {f"socket:[{inode}]" for inode in _inodes_listening(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                return f"process {process.name}: {command.decode(errors='replace').strip()[:120]}"
    return None


def _inodes_listening(port: int) -> list[str]:
    rows: list[list[str]] = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with suppress(OSError):
            rows += [row.split() for row in table.read_text().splitlines()[1:]]
    return [row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == LISTENING]
