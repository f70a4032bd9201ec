"""How many facts a client, and its whole organisation, may submit: token buckets that all replicas share.

A bucket is one moment: when it will be full again. Each replica decides from what it knows, at once, and tells the
database a moment later what was taken; it is told what everybody took. So no submission waits for the database, and
the replicas together may exceed a limit by what they take within that moment. While the database is away each
replica holds to the limits by itself.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

import asyncpg
from prometheus_client import Counter

from services.gateway.database import AWAY
from shared.http import Problem
from shared.identity import Caller
from shared.postgres import Pool
from shared.telemetry import log

MINUTE = 60.0
SHARE_EVERY_SECONDS = 0.2
LIMITED = Counter("qi_rate_limited_total", "Submissions turned away because too many facts came", ["whose"])

SHARE = """
INSERT INTO rate_buckets AS known (name, full_at)
SELECT name, now() + taken * interval '1 second' FROM unnest($1::text[], $2::float8[]) AS t (name, taken) ORDER BY name
ON CONFLICT (name) DO UPDATE SET full_at = greatest(known.full_at, now()) + (excluded.full_at - now())
RETURNING name, extract(epoch FROM full_at - now())::float8 AS seconds
"""


@dataclass
class Bucket:
    """What may be taken: a minute's worth at once, refilled steadily. All times are seconds."""

    per_minute: int
    full_at: float
    untold: float = 0.0
    """How long it takes to refill what was taken here and the others do not know of yet."""

    def wait(self, count: int, now: float) -> float:
        """Return how long it takes until so many may be taken; more than a minute's worth may be when it is full."""
        wanted = min(count, self.per_minute) * MINUTE / self.per_minute
        return max(0.0, self.full_at - now + wanted - MINUTE)

    def take(self, count: int, now: float) -> None:
        """Take them, whether they are there or not."""
        taken = count * MINUTE / self.per_minute
        self.full_at = max(self.full_at, now) + taken
        self.untold += taken

    def learn(self, told: float, seconds: float, now: float) -> None:
        """Believe what all replicas together say, but for what was taken here since `told` was told."""
        self.untold = max(0.0, self.untold - told)
        self.full_at = now + seconds + self.untold


@dataclass
class Limits:
    """The limits, and the buckets that are not full."""

    pool: Pool
    client: int
    organisation: int
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def take(self, caller: Caller, count: int) -> None:
        """Let so many facts pass, or turn them away as a whole: 429."""
        now = time.monotonic()
        buckets = {whose: self._bucket(name, limit, now) for whose, name, limit in self._names(caller)}
        for whose, bucket in buckets.items():
            if wait := bucket.wait(count, now):
                LIMITED.labels(whose).inc()
                detail = f"This {whose} may submit {bucket.per_minute:,} facts a minute."
                raise Problem(429, "TooManyRequests", detail, headers={"Retry-After": str(math.ceil(wait))})
        for bucket in buckets.values():
            bucket.take(count, now)

    def _names(self, caller: Caller) -> list[tuple[str, str, int]]:
        organisation = caller.organisation or ""
        client = ("client", f"{organisation}/{caller.client or ''}", self.client)
        return [client, ("organisation", organisation, self.organisation)] if organisation else [client]

    def _bucket(self, name: str, limit: int, now: float) -> Bucket:
        return self._buckets.setdefault(name, Bucket(limit, now))

    @asynccontextmanager
    async def shared(self) -> AsyncIterator[Self]:
        """Share what is taken with the other replicas for as long as this is open."""
        task = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(SHARE_EVERY_SECONDS)
            try:
                await self.share()
            except (*AWAY, asyncpg.PostgresError) as error:
                log.warning("limits.alone", error=repr(error))

    async def share(self) -> None:
        """Tell what was taken here, and learn what everybody took."""
        told = {name: bucket.untold for name, bucket in self._buckets.items() if bucket.untold}
        if told:
            for row in await self.pool.fetch(SHARE, list(told), list(told.values())):
                self._buckets[row["name"]].learn(told[row["name"]], row["seconds"], time.monotonic())
        now = time.monotonic()
        self._buckets = {name: one for name, one in self._buckets.items() if one.untold or one.full_at > now}
