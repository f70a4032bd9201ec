"""Somebody who listens to live changes, as a client of the interface does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.client import Door, Json

SECONDS = 30


@dataclass(frozen=True)
class Told:
    """One event."""

    event: str
    id: str
    data: Json


@dataclass
class Listener:
    """An open stream, read event after event."""

    response: aiohttp.ClientResponse
    comments: int = 0

    async def next(self) -> Told | None:
        """Return the next event; None when the stream is over."""
        fields: dict[str, str] = {}
        while line := await asyncio.wait_for(self.response.content.readline(), SECONDS):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if line.startswith(b":"):
                self.comments += 1
            elif line != b"\n":
                fields[name] = value
            elif "data" in fields:
                return Told(fields["event"], fields["id"], json.loads(fields["data"]))
        return None

    async def until(self, condition: Callable[[Told], bool]) -> list[Told]:
        """Return everything up to an event for which the condition holds."""
        told: list[Told] = []
        while not told or not condition(told[-1]):
            one = await self.next()
            assert one is not None, "the stream ended before it"
            told.append(one)
        return told

    async def begun(self) -> None:
        """Wait until the stream says that it is one."""
        await asyncio.wait_for(self.response.content.readuntil(b"\n\n"), SECONDS)
        self.comments += 1


@asynccontextmanager
async def listening(
    door: Door, by: str = "RGP", after: str | None = None, path: str = "/v1/changes", **headers: str
) -> AsyncIterator[Listener]:
    """Listen as an organisation, from a position or from now on."""
    said = {"Authorization": f"Bearer {await door.token(by)}", "Accept": "text/event-stream", **headers}
    if after is not None:
        said["Last-Event-ID"] = after
    never = aiohttp.ClientTimeout(total=None, connect=30)
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.get(door.url + path, headers=said, timeout=never) as response,
    ):
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        one = Listener(response)
        await one.begun()
        yield one


def of(slug: str, organisation: str | None, year: str, numerator: int | None = None) -> Callable[[Told], bool]:
    """Return whether an event is of a figure, and says so many where that is given."""

    def holds(one: Told) -> bool:
        said: dict[str, Any] = one.data
        named = (said.get("slug"), said.get("organisation"), said.get("year")) == (slug, organisation, year)
        return named and (numerator is None or said["numerator"] == numerator)

    return holds
