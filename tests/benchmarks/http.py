"""A client that costs next to nothing, so that what is measured is the server: bytes out, bytes in."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools


@dataclass
class Answer:
    """What came back, and when."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0


class Line(asyncio.Protocol):
    """One connection, which is kept and carries one request at a time."""

    _transport: asyncio.Transport
    _parser: httptools.HttpResponseParser
    _waiting: asyncio.Future[Answer] | None = None
    _answer: Answer
    _chunks: list[bytes]

    async def ask(self, request: bytes) -> Answer:
        """Send a request and return its answer."""
        self._answer, self._chunks = Answer(), []
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._transport.write(request)
        answer = await self._waiting
        answer.seconds = time.perf_counter() - began
        return answer

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        assert self._waiting is not None
        self._answer.status, self._answer.body = self._parser.get_status_code(), b"".join(self._chunks)
        self._waiting.set_result(self._answer)


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a whole request."""
    said = {"Host": "bench", **headers, **({"Content-Length": str(len(body))} if body else {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def lines(url: str, count: int) -> AsyncIterator[Sequence[Line]]:
    """Open so many connections."""
    where, loop = urlsplit(url), asyncio.get_running_loop()
    made = [(await loop.create_connection(Line, where.hostname or "", where.port or 80))[1] for _ in range(count)]
    try:
        yield made
    finally:
        for line in made:
            line.close()


async def by_all(url: str, clients: int, requests: Iterable[bytes]) -> tuple[float, list[Answer]]:
    """Let so many clients send all requests, each one after the other; return the seconds and every answer."""
    turns, answers = iter(requests), list[Answer]()

    async def one(line: Line) -> None:
        for each in turns:
            answers.append(await line.ask(each))

    async with lines(url, clients) as open_lines:
        began = time.perf_counter()
        await asyncio.gather(*map(one, open_lines))
        return time.perf_counter() - began, answers


async def at_rate(url: str, clients: int, rate: float, requests: Iterable[bytes]) -> list[Answer]:
    """Send requests at a steady rate, whatever the answers take; waiting for a free connection counts as waiting."""
    answers = list[Answer]()
    free: asyncio.Queue[Line] = asyncio.Queue()
    tasks: list[asyncio.Task[None]] = []

    async def one(each: bytes, due: float) -> None:
        line = await free.get()
        answer = await line.ask(each)
        answer.seconds = time.perf_counter() - due
        answers.append(answer)
        free.put_nowait(line)

    async with lines(url, clients) as open_lines:
        for line in open_lines:
            free.put_nowait(line)
        begin = time.perf_counter()
        for number, each in enumerate(requests):
            due = begin + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(each, due)))
        await asyncio.gather(*tasks)
    return answers
