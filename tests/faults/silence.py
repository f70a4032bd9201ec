"""A wire in which everything may get stuck: nothing arrives, nothing is refused, nothing is closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit


@dataclass
class Wire:
    """Carries bytes to a server and back, unless it is silent; what was sent then arrives afterwards, as in TCP."""

    host: str
    port: int
    own_port: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: list[asyncio.StreamWriter] = field(default_factory=list)
    _servers: list[asyncio.StreamWriter] = field(default_factory=list)

    def swallow(self) -> None:
        """Let nothing through any more."""
        self._open.clear()

    def carry(self) -> None:
        """Let everything through."""
        self._open.set()

    def sever(self) -> None:
        """Close the server's ends, as a server does to whose probes nobody answers; nobody else hears of it."""
        for one in self._servers:
            one.transport.abort()

    def instead_of(self, url: str) -> str:
        """Return an address by way of this wire."""
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{self.own_port}"))

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, both ways."""
        await self._open.wait()
        far_reader, far_writer = await asyncio.open_connection(self.host, self.port)
        self._ends += [writer, far_writer]
        self._servers.append(far_writer)
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        await self._open.wait()
        sink.close()

    def close(self) -> None:
        """Close what is still open."""
        self.carry()
        for one in self._ends:
            one.transport.abort()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[Wire]:
    """Lay a wire to the server of an address."""
    parts = urlsplit(url)
    wire = Wire(str(parts.hostname), int(parts.port or 0))
    server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
    wire.own_port = server.sockets[0].getsockname()[1]
    wire.carry()
    try:
        yield wire
    finally:
        wire.close()
        server.close()
