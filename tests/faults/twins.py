"""A second process of a program: as one replica more would be, or one that lives in other circumstances."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import asyncpg

from deploy.local import system
from deploy.local.credentials import RELYING_PARTY, SEAL_KEY
from deploy.local.home import Home
from deploy.local.programs import Program
from deploy.local.servers import Broker, Databases
from deploy.local.stack import Stack
from deploy.local.system import Place
from tests.client import eventually


@dataclass(frozen=True)
class Twin:
    """A process beside those of the stack."""

    process: asyncio.subprocess.Process
    url: str
    log: Path

    async def lives(self) -> bool:
        """Return whether it answers."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/health/live") as response:
            return response.ok


def place(stack: Stack) -> Place:
    """Return where everything of a running stack is."""
    home = Home(stack.home)
    known, secret_of = home.read("addresses.json"), home.read("secrets.json")
    databases = Databases(known["users"], known["owners"], known["backups"], known["reporting"])
    return Place(
        stack.home, home.read("ports.json"), databases, Broker(known["kafka"]),
        secret_of["service key"], secret_of[RELYING_PARTY], secret_of[SEAL_KEY],
    )  # fmt: skip


def program(stack: Stack, name: str) -> Program:
    """Return what the stack runs under a name."""
    return next(one for one in system.programs(place(stack)) if one.name == name)


@asynccontextmanager
async def twin(stack: Stack, name: str, folder: Path | None = None, **changed: str) -> AsyncIterator[Twin]:
    """Run one more of a program, in another folder or with some of its environment changed, until the end."""
    run, port = program(stack, name), free_port()
    environment = {**os.environ, **run.environment, "PORT": str(port), **changed}
    log = stack.home / "logs" / f"{name}-twin-{port}.log"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *run.command, cwd=folder or run.folder, env=environment, stdout=file, stderr=file
        )
    second = Twin(process, f"http://127.0.0.1:{port}", log)
    try:
        await eventually(second.lives, f"a second {name} lives", 60)
        yield second
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        await process.wait()


async def take_all_locks(stack: Stack, database: str) -> None:
    """End every session that leads something in a database, from outside."""
    connection = await asyncpg.connect(stack.backup_url(database))
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    finally:
        await connection.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
