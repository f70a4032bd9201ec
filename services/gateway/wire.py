"""Questions to a service over connections that are kept: plain HTTP/1.1, whose answers httptools reads.

A general client spends four times as long on a question: on cookies, redirects, proxies, and encodings that no service
of ours uses. It still asks everything that is not asked often.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

IDLE_SECONDS = 3.0
"""Less than services keep a connection, lest a question meets one that is being closed."""
CONNECT_SECONDS = 5.0
MOST = 200


class Lost(ConnectionError):
    """The connection ended before the answer did."""


@dataclass
class Answered:
    """What came back; the names of headers are in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Line(asyncio.Protocol):
    """One connection, which carries one question at a time."""

    def __init__(self) -> None:
        self.usable = False
        self.idle_since = 0.0
        self._waiting: asyncio.Future[Answered] | None = None
        self._answer, self._body = Answered(), list[bytes]()

    async def ask(self, request: bytes) -> Answered:
        """Send a question and return its answer; an answer that nobody waits for any more ends the connection."""
        self._answer, self._body = Answered(), []
        self._parser = httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            self._transport.write(request)
            return await self._waiting
        finally:
            if not self._waiting.done() or self._waiting.cancelled():
                self.close()

    def close(self) -> None:
        """Hang up."""
        self.usable = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.usable = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Lost(repr(exc)))

    def data_received(self, data: bytes) -> None:
        if self._waiting is None or self._waiting.done():
            self.close()  # nobody asked
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        assert self._waiting is not None
        self._answer.status, self._answer.body = self._parser.get_status_code(), b"".join(self._body)
        self.usable = self.usable and self._parser.should_keep_alive()
        if not self._waiting.done():
            self._waiting.set_result(self._answer)


class Wire:
    """The connections to one service."""

    def __init__(self, url: str, seconds: float) -> None:
        where = urlsplit(url)
        self._host, self._tls = where.hostname or "", where.scheme == "https"
        self._port = where.port or (443 if self._tls else 80)
        self._named, self._seconds = where.netloc, seconds
        self._idle: deque[_Line] = deque()
        self._places = asyncio.Semaphore(MOST)

    async def get(self, target: str, headers: Mapping[str, str]) -> Answered:
        """Ask for a path with its query. Raises `OSError` or `TimeoutError` where no whole answer came."""
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"GET {target} HTTP/1.1\r\nHost: {self._named}\r\n{said}\r\n".encode("latin-1")
        async with asyncio.timeout(self._seconds), self._places:
            line = self._kept() or await self._connected()
            try:
                return await line.ask(request)
            finally:
                if line.usable:
                    line.idle_since = time.monotonic()
                    self._idle.append(line)

    def _kept(self) -> _Line | None:
        while self._idle:
            line = self._idle.pop()
            if line.usable and time.monotonic() - line.idle_since < IDLE_SECONDS:
                return line
            line.close()
        return None

    async def _connected(self) -> _Line:
        async with asyncio.timeout(CONNECT_SECONDS):
            loop = asyncio.get_running_loop()
            _, line = await loop.create_connection(_Line, self._host, self._port, ssl=self._tls or None)
        return line

    def close(self) -> None:
        """Hang up whatever is idle."""
        while self._idle:
            self._idle.pop().close()
