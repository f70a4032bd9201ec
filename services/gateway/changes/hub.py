"""Hand what the read side announces to everybody who listens here: read once, encoded once for each audience.

The last changes are held in memory; a listener is a place among them, so that a slow one holds nothing up and costs
nothing. Whoever falls behind what is held has to come again, and goes on where they were from what is kept for days.
"""

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

from prometheus_client import Gauge

from services.gateway.changes.audience import Audience
from services.gateway.changes.feed import Change, Feed, Page
from shared.http import Problem
from shared.telemetry import log

HELD = 2_000
BEAT_SECONDS = 10.0
AGAIN_AFTER_SECONDS = 1.0
FIRST_SECONDS = 5.0
MOST_LISTENERS = 10_000
MOST_OF_ONE = 4_000
"""How many may listen to one process, and how many of them for one organisation."""
LISTENERS = Gauge("qi_change_listeners", "Who listens to live changes here")


@dataclass(frozen=True)
class Form:
    """How changes are written, each on one line, given the figure and its definition."""

    write: Callable[[dict[str, Any], dict[str, Any]], bytes]
    most: int | None = None
    """How many at a time are worth writing: whoever misses more is told to ask again, once."""


class Behind(Exception):
    """What this listener is still to be told is no longer held here, or stands in another order."""


@dataclass
class Hub:
    """The changes that are held, and whoever is to be woken by more."""

    feed: Feed
    position: str | None = None
    """Up to where everything has been taken in; None before the read side was reached."""
    beats: int = 0
    closing: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the next change, beat or end; then another stands here."""
    _changes: list[Change] = field(default_factory=list)
    _definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    _held_from: int = 0
    _dropped: int = 0
    _chunks: dict[tuple[Audience, Form, int], bytes] = field(default_factory=dict)
    _listeners: Counter[str | None] = field(default_factory=Counter)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Take changes in for as long as this is open."""
        tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat())]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def stop(self) -> None:
        """Let everybody who listens go."""
        self.closing = True
        self._wake()

    async def begun(self) -> None:
        """Wait a while for a process that has just begun to know where it is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SECONDS):
                while self.position is None and not self.closing:
                    await self.news.wait()

    @contextmanager
    def listening(self, audience: Audience) -> Iterator[None]:
        """Count somebody in, as long as this is open, unless there are too many."""
        whose = audience.organisation
        if self.closing or self.position is None or self._listeners.total() >= MOST_LISTENERS:
            raise Problem(503, "ServiceUnavailable", "Changes cannot be listened to here now.", headers=_LATER)
        if self._listeners[whose] >= MOST_OF_ONE:
            raise Problem(429, "TooManyRequests", f"At most {MOST_OF_ONE:,} may listen for one.", headers=_LATER)
        self._listeners[whose] += 1
        LISTENERS.inc()
        try:
            yield
        finally:
            self._listeners[whose] -= 1
            LISTENERS.dec()

    def place_after(self, position: str) -> int | None:
        """Return the place of what came after a position; None when that is not held here, or not yet."""
        if self.position is None or not self._held_from <= int(position) <= int(self.position):
            return None
        return self._dropped + bisect_right(self._changes, int(position), key=lambda one: one.place)

    def chunk(self, place: int, audience: Audience, form: Form) -> tuple[bytes, int]:
        """Return what an audience is told from a place on, and the place after it; raises `Behind`."""
        end = self._dropped + len(self._changes)
        if not self._dropped <= place <= end:
            raise Behind
        key = (audience, form, place)
        if key not in self._chunks:
            self._chunks[key] = frames(self._changes[place - self._dropped :], self._definitions, audience, form)
        return self._chunks[key], end

    async def _follow(self) -> None:
        while True:
            try:
                if self.position is None:
                    self._begin_at(await self.feed.newest())
                self._take(await self.feed.after(self.position or "", wait=True))
            except Problem as problem:
                log.warning("changes.away", reason=problem.detail)
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    def _begin_at(self, position: str) -> None:
        # Places go on behind all that were: who stood at one of those is behind.
        self._dropped += len(self._changes) + 1
        self._changes, self._chunks = [], {}
        self.position, self._held_from = position, int(position)
        self._wake()

    def _take(self, page: Page) -> None:
        if page.reset:
            self._begin_at(page.after)
        if not page.items:
            return
        self._changes += page.items
        self._definitions |= page.definitions
        self.position, self._chunks = page.after, {}
        if (many := len(self._changes) - HELD) > 0:
            self._held_from = self._changes[many - 1].place
            self._dropped += many
            del self._changes[:many]
        self._wake()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.beats += 1
            self._wake()

    def _wake(self) -> None:
        self.news.set()
        self.news = asyncio.Event()


def frames(changes: Iterable[Change], definitions: dict[str, dict[str, Any]], audience: Audience, form: Form) -> bytes:
    """Return what an audience is told of changes, as server-sent events."""
    told = [(one, figure) for one in changes if (figure := audience.shown(one)) is not None]
    if form.most is not None and len(told) > form.most:
        return reset(told[-1][0].id)
    return b"".join(
        b"event: figure\nid: %b\ndata: %b\n\n" % (one.id.encode(), form.write(figure, definitions[one.slug]))
        for one, figure in told
    )


def reset(position: str) -> bytes:
    """Return that everything is to be asked for anew, and what comes after this position will come."""
    return b"event: reset\nid: %b\ndata: {}\n\n" % position.encode()


_LATER = {"Retry-After": "2"}
