"""Connections to a service are kept, and one that ends takes no answer with it unnoticed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from services.gateway.wire import Lost, Wire

Speak = Callable[[bytes], list[bytes]]


class Service:
    """Answers each question with what it is told to, in pieces; an empty piece hangs up."""

    def __init__(self, speak: Speak) -> None:
        self.speak, self.connections, self.asked = speak, 0, list[bytes]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        try:
            while True:
                self.asked.append(await reader.readuntil(b"\r\n\r\n"))
                for piece in self.speak(self.asked[-1]):
                    if not piece:
                        return
                    writer.write(piece)
                    await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def asked_of(speak: Speak, seconds: float = 5.0) -> AsyncIterator[tuple[Wire, Service]]:
    service = Service(speak)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    wire = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", seconds)
    try:
        yield wire, service
    finally:
        wire.close()
        server.close()


def plain(request: bytes) -> list[bytes]:
    """Answer with the path, in two pieces."""
    path = request.split()[1]
    return [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: one\r\n\r\n" % len(path), path]


async def test_questions_follow_each_other_on_one_connection() -> None:
    async with asked_of(plain) as (wire, service):
        answers = [await wire.get(path, {"X-Said": "word"}) for path in ("/a?b=c", "/d")]
    assert [(one.status, one.headers["etag"], one.body) for one in answers] == [
        (200, "one", b"/a?b=c"), (200, "one", b"/d"),
    ]  # fmt: skip
    assert service.connections == 1
    assert b"X-Said: word\r\n" in service.asked[0]


async def test_questions_at_once_each_get_their_own_answer() -> None:
    async with asked_of(plain) as (wire, _):
        answers = await asyncio.gather(*(wire.get(f"/{number}", {}) for number in range(50)))
    assert [one.body for one in answers] == [b"/%d" % number for number in range(50)]


async def test_an_answer_may_come_in_chunks_or_without_a_body() -> None:
    chunked = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n"]
    unchanged = [b"HTTP/1.1 304 Not Modified\r\nETag: one\r\n\r\n"]
    async with asked_of(lambda request: chunked if b"/chunks" in request else unchanged) as (wire, service):
        assert (await wire.get("/chunks", {})).body == b"abcde"
        assert (await wire.get("/same", {})).status == 304
        assert (await wire.get("/chunks", {})).body == b"abcde"
    assert service.connections == 1


async def test_a_connection_that_ends_within_an_answer_is_lost_and_another_is_made() -> None:
    whole = iter([False, True])

    def speak(request: bytes) -> list[bytes]:
        return plain(request) if next(whole) else [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b""]

    async with asked_of(speak) as (wire, service):
        with pytest.raises(Lost):
            await wire.get("/a", {})
        assert (await wire.get("/a", {})).body == b"/a"
    assert service.connections == 2


async def test_a_service_that_closes_after_its_answer_is_not_asked_there_again() -> None:
    last = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", b""]
    async with asked_of(lambda _: last) as (wire, service):
        assert [(await wire.get("/a", {})).body for _ in range(2)] == [b"ok", b"ok"]
    assert service.connections == 2


async def test_what_is_no_http_is_no_answer() -> None:
    async with asked_of(lambda _: [b"SSH-2.0-OpenSSH\r\n"]) as (wire, _):
        with pytest.raises(Lost):
            await wire.get("/a", {})


async def test_an_answer_that_does_not_come_in_time_ends_its_connection() -> None:
    slow = iter([True, False])

    def speak(request: bytes) -> list[bytes]:
        return [b"HTTP/1.1 200 OK\r\n"] if next(slow) else plain(request)

    async with asked_of(speak, seconds=0.05) as (wire, service):
        with pytest.raises(TimeoutError):
            await wire.get("/a", {})
        assert (await wire.get("/b", {})).body == b"/b"
    assert service.connections == 2
