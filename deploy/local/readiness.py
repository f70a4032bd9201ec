"""Is it ready? One small question per kind of program, asked until the answer is yes."""

import asyncio
import struct
from collections.abc import Awaitable
from pathlib import Path
from typing import assert_never

from deploy.local.programs import Exit, Http, Kafka, Postgres, Ready, Tcp

LOOPBACK = "127.0.0.1"
PATIENCE_FOR_AN_ANSWER = 5.0
# Metadata, version 1, correlation 0, no client id, no topics.
METADATA = struct.pack(">hhihi", 3, 1, 0, -1, 0)


async def is_ready(ready: Ready, pid: int) -> bool:
    """Ask once; what does not answer is not ready."""
    try:
        return await asyncio.wait_for(_ask(ready, pid), PATIENCE_FOR_AN_ANSWER)
    except (OSError, EOFError, ValueError, IndexError, TimeoutError):
        return False


def _ask(ready: Ready, pid: int) -> Awaitable[bool]:
    match ready:
        case Exit():
            return _never()
        case Tcp(port=port):
            return _accepts(port)
        case Http(port=port):
            return _says_ready(port)
        case Kafka(port=port):
            return _has_brokers(port)
        case Postgres(data=data):
            return _postmaster_is_ready(Path(data), pid)
        case _:
            assert_never(ready)


async def _never() -> bool:
    return False


async def _accepts(port: int) -> bool:
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.close()
    return True


async def _says_ready(port: int) -> bool:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        status = await reader.readline()
    finally:
        writer.close()
    return status.split()[1] == b"200"


async def _has_brokers(port: int) -> bool:
    """Ask for metadata: the port opens a little before the broker may lead anything."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(struct.pack(">i", len(METADATA)) + METADATA)
        (size,) = struct.unpack(">i", await reader.readexactly(4))
        answer = await reader.readexactly(size)
    finally:
        writer.close()
    brokers: int = struct.unpack_from(">i", answer, 4)[0]
    return brokers > 0


async def _postmaster_is_ready(data: Path, pid: int) -> bool:
    lines = (data / "postmaster.pid").read_text().splitlines()
    return int(lines[0]) == pid and lines[7].strip() == "ready"
