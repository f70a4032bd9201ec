"""Whoever is slow, or silent, waits alone."""

import asyncio
import json
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.local.stack import Stack
from shared.patience import MOST_HEAD_BYTES, Impatient
from tests.client import ONE, Door
from tests.gateway.beside import gateway
from tests.journeys.projects import IMPROVEMENT, Project

IDLE = 2_000
SILENT = 10_000
MOST_EACH = 64 * 1024
"""Bytes that a connection may cost the gateway, its request included."""
HALF_A_HEAD = b"POST /v1/events HTTP/1.1\r\nHost: x\r\nX-Slow: "
SOON = 0.01


@asynccontextmanager
async def connection(door: Door, sent: bytes = b"") -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    address = urlsplit(door.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(sent)
        yield reader, writer
    finally:
        writer.close()


async def head(door: Door, length: int) -> bytes:
    token = await door.token("RGP")
    lines = ["POST /v1/events HTTP/1.1", "Host: x", f"Authorization: Bearer {token}", f"Content-Type: {ONE}"]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()


async def test_many_idle_connections_keep_nobody_from_being_served(door: Door) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, IDLE + 1_000)), hard))
    async with AsyncExitStack() as idle:
        for number in range(IDLE):
            await idle.enter_async_context(connection(door, HALF_A_HEAD if number % 2 else b""))
        half_a_body = await head(door, 1_000) + b'{"specversion": '
        for _ in range(100):
            await idle.enter_async_context(connection(door, half_a_body))

        accepted = await door.submit_one(Project().registered("2024-05-01"))
        figure = await door.measure(IMPROVEMENT, "RGP")

    assert (accepted.status, figure["organisation"]) == (201, "RGP")


@pytest.mark.long
async def test_ten_thousand_that_stop_in_the_middle_hold_up_nobody_and_cost_little(stack: Stack, door: Door) -> None:
    """Each is known, has begun to submit and says no more: none is let go meanwhile, and none is in another's way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, SILENT + 1_000)), hard))
    half_a_body, before = await head(door, 1_000) + b'{"specversion": ', memory_of(stack, "gateway")
    async with AsyncExitStack() as opened:
        silent = [(await opened.enter_async_context(connection(door, half_a_body)))[0] for _ in range(SILENT)]
        accepted = await door.submit_one(Project().registered("2024-05-01"))
        figure = await door.measure(IMPROVEMENT, "RGP")
        each = (memory_of(stack, "gateway") - before) / SILENT
        still_open = sum(not reader.at_eof() for reader in silent)

    assert (accepted.status, figure["organisation"]) == (201, "RGP")
    assert still_open == SILENT
    assert each < MOST_EACH
    assert (await door.submit_one(Project().registered("2024-05-01"))).status == 201


def memory_of(stack: Stack, program: str) -> int:
    """Return the bytes of memory that a program of the stack holds."""
    status = Path(f"/proc/{stack.pids()[program]}/status").read_text()
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


@pytest.mark.parametrize("sent", [b"", b"GET", HALF_A_HEAD])
async def test_a_head_that_does_not_end_is_not_waited_for(
    stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(Impatient, "head_seconds", SOON)
    async with gateway(stack, door) as beside, connection(beside, sent) as (reader, _):
        answered = await asyncio.wait_for(reader.read(), 30)

    assert answered == b""


async def test_nor_is_that_of_a_later_request(stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        gateway(stack, door) as beside,
        connection(beside, b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n") as (reader, writer),
    ):
        answered = await asyncio.wait_for(reader.readuntil(b"}"), 30)
        monkeypatch.setattr(Impatient, "head_seconds", SOON)
        writer.write(HALF_A_HEAD)
        rest = await asyncio.wait_for(reader.read(), 30)

    assert answered.startswith(b"HTTP/1.1 200 ")
    assert rest == b""


async def test_a_body_that_does_not_end_is_not_waited_for(
    stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Impatient, "body_seconds", SOON)
    async with (
        gateway(stack, door) as beside,
        connection(beside, await head(door, 1_000) + b'{"specversion": ') as (reader, _),
    ):
        answered = await asyncio.wait_for(reader.read(), 30)

    assert answered == b""


async def test_a_head_without_end_is_cut_off(door: Door) -> None:
    async with connection(door, HALF_A_HEAD + b"x" * (MOST_HEAD_BYTES + 1)) as (reader, _):
        answered = await asyncio.wait_for(reader.read(), 30)

    assert answered.startswith(b"HTTP/1.1 431 ")


async def test_whoever_sends_slowly_is_served_all_the_same(door: Door) -> None:
    body = json.dumps(Project().registered("2024-05-01")).encode()
    sent = await head(door, len(body)) + body
    async with connection(door) as (reader, writer):
        for start in range(0, len(sent), 40):
            writer.write(sent[start : start + 40])
            await writer.drain()
        answered = await asyncio.wait_for(reader.readline(), 30)

    assert answered == b"HTTP/1.1 201 Created\r\n"


async def test_whoever_leaves_in_the_middle_of_a_body_disturbs_nobody(door: Door) -> None:
    for _ in range(20):
        async with connection(door, await head(door, 1_000) + b'{"specversion": '):
            pass

    assert (await door.submit_one(Project().registered("2024-05-01"))).status == 201


async def test_an_answer_that_is_not_read_is_not_kept(
    stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Impatient, "unread_seconds", SOON)
    loop = asyncio.get_running_loop()
    asked = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100

    async def ask_on(never_reads: socket.socket) -> None:
        async with asyncio.timeout(30):
            while True:
                await loop.sock_sendall(never_reads, asked)

    async with gateway(stack, door) as beside:
        address = urlsplit(beside.url)
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as never_reads:
            never_reads.setblocking(False)
            with pytest.raises(ConnectionError):
                await ask_on(never_reads)
