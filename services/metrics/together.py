"""One question to the database for all who ask the same while the one before is on its way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """Asks again for whoever comes: an answer is never older than the question, and at most one is on its way."""

    def __init__(self, question: Callable[[], Awaitable[T]]) -> None:
        self._question = question
        self._running: asyncio.Future[T] | None = None
        self._next: asyncio.Future[T] | None = None

    async def ask(self) -> T:
        """Return an answer to the question as it is asked from now on."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._after(self._running))
        # Others wait for it too, so that one who gives up does not take it from them.
        return await asyncio.shield(self._next)

    async def _after(self, running: asyncio.Future[T] | None) -> T:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._next = self._next, None
        return await self._question()
