"""Follow the topics into every version of the read side that this release writes, and promote a new one in its time."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from services.metrics import versions
from services.metrics.agreement import Agreement, fold
from services.metrics.announcing import announce_all
from services.metrics.comparison import Comparison, compare
from services.metrics.followed import FOLLOWED
from services.metrics.heard import Heard
from services.metrics.measures import MEASURES
from services.metrics.projector import Projector
from services.metrics.read_side import facts_of_category
from services.metrics.recounts import Recounts
from services.metrics.versions import Side
from services.metrics.watermarks import Watermarks
from shared import kafka, postgres
from shared.consumer import Consumer, follow
from shared.kafka import Reader
from shared.moments import london_day
from shared.postgres import Connection, Lease, Pool
from shared.settings import Servers
from shared.telemetry import log

LOOK_SECONDS = 1.0
SHARE = 20
"""So many times what a comparison took the next one waits: it takes from whoever reads and writes."""


@dataclass
class Builder:
    """Keeps one follower for each version."""

    database_url: str
    servers: Servers
    followers: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    waiting: dict[int, Comparison] = field(default_factory=dict)
    """The versions that differ from the live one, and wait for agreement or for an operator."""
    heard: Heard = field(default_factory=Heard)
    _compare_at: float = 0.0

    async def run(self) -> None:
        """Follow until stopped."""
        async with await postgres.pool(self.database_url, most=2) as pool:
            try:
                while True:
                    await self._look(pool)
                    await asyncio.sleep(LOOK_SECONDS)
            finally:
                for task in self.followers.values():
                    task.cancel()

    async def _look(self, pool: Pool) -> None:
        try:
            async with pool.acquire() as connection:
                wanted = versions.written_to(await versions.sides(connection))
                await self._follow(connection, wanted)
                if wanted and wanted[0].live:
                    await self.heard.look(connection, wanted[0])
                if len(wanted) > 1:
                    await self._promote(connection, *wanted)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("read_sides.unknown", error=repr(error))

    async def _follow(self, connection: Connection, wanted: list[Side]) -> None:
        for version in self.followers.keys() - {side.version for side in wanted}:
            self.followers.pop(version).cancel()
        for task in self.followers.values():
            if task.done():
                task.result()
        for side in wanted:
            if side.version not in self.followers:
                counted = versions.same(MEASURES, await versions.definitions(connection, side))
                self.followers[side.version] = asyncio.create_task(self._project(side, counted))

    async def _project(self, side: Side, measures: dict[str, Any]) -> None:
        def make(held: Lease, reader: Reader) -> Consumer:
            projector = Projector(measures)
            return Consumer(
                "projector",
                FOLLOWED,
                held,
                reader,
                projector.apply,
                seen=Watermarks().seen,
                others=[kafka.WATERMARKS],
                between=Recounts(measures, projector.recount).some,
            )

        await asyncio.gather(
            follow(make, database_url=self.database_url, servers=self.servers, name="projector", schema=side.schema),
            announce_all(side, measures, database_url=self.database_url),
        )

    async def _promote(self, connection: Connection, live: Side, new: Side) -> None:
        """Promote a version that is as complete as the live one, if it says the same or what differs is agreed."""
        if (began := time.monotonic()) < self._compare_at:
            return
        found = await compare(connection, live, new)
        self._compare_at = time.monotonic() + SHARE * (time.monotonic() - began)
        if found is None:
            return
        changed = MEASURES.keys() - versions.same(MEASURES, await versions.definitions(connection, live)).keys()
        agreement = await _agreement(connection, new)
        if all(slug in changed and agreed(agreement, slug, found) for slug in found.differing):
            await versions.promote(connection, new.version)
            log.info("read_side.promoted", version=new.version, differing=sorted(found.differing))
        elif self.waiting.get(new.version) != found:
            self.waiting[new.version] = found
            log.warning("read_side.waits", version=new.version, differing=found.differing)


def agreed(agreement: Agreement, slug: str, found: Comparison) -> bool:
    """Return whether every member has agreed the definition by which this release counts a measure."""
    day = london_day(found.at)
    members = agreement.members(day)
    by_this = agreement.version(slug) == MEASURES[slug].definition.version
    return by_this and bool(members) and all(agreement.agrees(slug, code, day) for code in members)


async def _agreement(connection: Connection, side: Side) -> Agreement:
    facts = [
        fact
        for category in ("organisation", "measure")
        for fact in await facts_of_category(connection, side.schema, category)
    ]
    return fold(facts)
