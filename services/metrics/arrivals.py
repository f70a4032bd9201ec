"""Wake whoever waits for announcements: one connection of this process listens for all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

import asyncpg

from services.metrics.announcements import CHANNEL
from shared.telemetry import log

AGAIN_AFTER_SECONDS = 1.0


class Arrivals:
    """Knows that something may have been announced; what, is to be read."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._news = asyncio.Event()
        self.stopping = False

    def next(self) -> asyncio.Event:
        """Return what is set when something is announced from now on, or when nobody is to wait any longer."""
        return self._news

    async def wait(self, news: asyncio.Event, seconds: float) -> bool:
        """Wait for it, but not longer than this; return whether it came."""
        if self.stopping:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), seconds)
        return news.is_set() and not self.stopping

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self.stopping = True
        self._wake()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        """Listen for as long as this is open."""
        task = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("arrivals.interrupted", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=10)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._wake())
            # What was announced before this one listened is there to be read.
            self._wake()
            await lost.wait()
        finally:
            connection.terminate()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
