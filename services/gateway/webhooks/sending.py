"""Send every webhook what came after its position: one message at a time, in order, again until it arrives.

A position moves only when its receiver has said yes. So whoever dies when, nothing is left out; a message may come
twice, under the same `webhook-id`.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import msgspec
from prometheus_client import Counter

from services.gateway.changes.audience import Audience
from services.gateway.changes.feed import Feed
from services.gateway.database import AWAY
from services.gateway.webhooks import keeping
from services.gateway.webhooks.addresses import Forbidden, Network, connector, objection
from services.gateway.webhooks.keeping import Attempt, Due
from services.gateway.webhooks.signing import headers
from shared.http import Problem
from shared.postgres import Lease, LeaseLost, Pool, lease
from shared.telemetry import log

LOOK_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 1.0
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
SENT = Counter("qi_webhook_messages_total", "Messages sent to webhooks", ["outcome"])
ARRIVED, FAILED = (SENT.labels(outcome) for outcome in ("arrived", "failed"))
UNREACHABLE = "It could not be reached."


@dataclass
class Sender:
    """One turn: from taking the lease to losing it, or to the first error."""

    lease: Lease
    pool: Pool
    feed: Feed
    client: aiohttp.ClientSession
    networks: Sequence[Network] = ()
    newest: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _running: dict[UUID, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Send until something fails."""
        following = asyncio.create_task(self._follow())
        try:
            while True:
                await self.lease.check()
                if following.done():
                    following.result()
                await self.round()
                await self._wait()
        finally:
            for task in (following, *self._running.values()):
                task.cancel()
            await asyncio.gather(following, *self._running.values(), return_exceptions=True)

    async def round(self) -> None:
        """Begin to send whatever is due and not on its way."""
        self._running = {name: task for name, task in self._running.items() if not _is_over(task)}
        for one in await keeping.due(self.pool):
            if one.id not in self._running and one.position != self.newest:
                self._running[one.id] = asyncio.create_task(self.send(one))

    async def send(self, one: Due) -> None:
        """Send one message, and keep what came of it."""
        try:
            page = await self.feed.after(one.position)
        except Problem as problem:
            log.warning("webhooks.changes_away", reason=problem.detail)
            return
        audience = Audience(one.organisation, sees_all=False)
        items: list[dict[str, Any]] = [
            {"event": "figure", "id": change.id, "data": figure}
            for change in page.items
            if (figure := audience.shown(change)) is not None
        ]
        if page.reset:
            items = [{"event": "reset", "id": page.after, "data": {}}]
        message = f"{one.id}.{one.position}.{page.after}"
        attempt = Attempt(message, len(items), page.after)
        if items:
            attempt = await self._sent(one, attempt, msgspec.json.encode({"items": items}))
            (ARRIVED if attempt.arrived else FAILED).inc()
        await keeping.keep(self.pool, one, attempt)
        self.news.set()

    async def _sent(self, one: Due, attempt: Attempt, body: bytes) -> Attempt:
        if (problem := objection(one.url, self.networks)) is not None:
            return replace(attempt, problem=problem)
        signed = headers(one.secret, attempt.message, int(time.time()), body)
        try:
            async with self.client.post(
                one.url, data=body, headers={"Content-Type": "application/json", **signed}, allow_redirects=False
            ) as reply:
                arrived = 200 <= reply.status < 300  # noqa: PLR2004
                said = None if arrived else f"It answered {reply.status}."
                return replace(attempt, status=reply.status, problem=said)
        except aiohttp.ClientConnectorError as error:
            forbidden = isinstance(error.os_error, Forbidden)
            said = "Nothing is sent to that network." if forbidden else UNREACHABLE
            return replace(attempt, problem=said)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return replace(attempt, problem=UNREACHABLE)

    async def _follow(self) -> None:
        """Know up to where there is anything to send."""
        while True:
            try:
                self.newest = self.newest or await self.feed.newest()
                page = await self.feed.after(self.newest, wait=True)
                if page.after != self.newest:
                    self.newest = page.after
                    self.news.set()
            except Problem as problem:
                log.warning("webhooks.changes_away", reason=problem.detail)
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self.news.wait(), LOOK_SECONDS)
        except TimeoutError:
            return
        self.news.clear()


def _is_over(task: asyncio.Task[None]) -> bool:
    """Return whether it is; what went wrong in it ends this turn."""
    if task.done():
        task.result()
    return task.done()


async def send_all(pool: Pool, feed: Feed, networks: Sequence[Network], *, database_url: str) -> None:
    """Send whenever it is this process's turn, for ever."""
    session = aiohttp.ClientSession(
        connector=connector(networks), timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )
    async with session as client:
        while True:
            try:
                async with lease(database_url, "webhooks") as held:
                    await Sender(held, pool, feed, client, networks).run()
            except (*AWAY, asyncpg.PostgresError, LeaseLost) as error:
                log.warning("webhooks.interrupted", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
