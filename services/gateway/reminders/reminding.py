"""Find what there is to say, keep it with the fact that it is said, then hand it over until it is taken.

What is said is kept in one transaction with its words, so each thing is put on its way once. Handing over and noting
that cannot be one: whoever dies in between hands it over again, under the same `Message-ID` or `webhook-id`, by which
its receiver knows it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import aiohttp
import asyncpg
from prometheus_client import Counter

from services.gateway.database import AWAY
from services.gateway.reading import Reading
from services.gateway.reminders import keeping
from services.gateway.reminders.finding import LEADS, Finding, subject
from services.gateway.reminders.handing_over import NotTaken, Ways
from services.gateway.reminders.keeping import EMAIL, LOOK_AGAIN, Due, Person, SaidMeanwhile, Subscription, rows_of
from services.gateway.reminders.kinds import KINDS, PACK
from services.gateway.reminders.words import CONFIRM, TEST, Post, Told, body, mail
from services.gateway.settings import Smtp
from services.gateway.webhooks.addresses import Network, connector
from shared.http import Problem
from shared.postgres import Lease, LeaseLost, Pool, lease
from shared.telemetry import log

LOOK_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 1.0
MOST_AT_ONCE = 50
SENT = Counter("qi_reminders_total", "Reminders handed over, by what came of it", ["channel", "outcome"])
SUBSCRIPTIONS_DUE = "SELECT * FROM subscriptions_due($1, $2)"
REMINDERS_DUE = "SELECT * FROM reminders_due($1)"


@dataclass
class Reminder:
    """One turn: from taking the lease to losing it, or to the first error."""

    lease: Lease
    pool: Pool
    reading: Reading
    ways: Ways
    post: Post

    async def run(self) -> None:
        """Remind until something fails."""
        while True:
            await self.lease.check()
            await self.look()
            await self.send()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Ask for whoever has not been asked for a while whether there is anything to say."""
        due = await self.pool.fetch(SUBSCRIPTIONS_DUE, LOOK_AGAIN, MOST_AT_ONCE)
        findings = {row["organisation"]: Finding(self.reading, row["organisation"]) for row in due}
        for row in due:
            whose = Person(row["organisation"], row["person"])
            try:
                await self._look_for(whose, row["id"], findings[whose.organisation])
            except Problem as problem:
                log.warning("reminders.not_answered", organisation=whose.organisation, reason=problem.detail)
                await self._looked(whose, row["id"])

    async def _look_for(self, whose: Person, subscription: UUID, finding: Finding) -> None:
        async with rows_of(self.pool, whose) as connection:
            to = await keeping.one(connection, subscription)
        if to is None or to.stopped_at is not None:
            return
        if to.channel == EMAIL and self.ways.smtp is None:
            await self._looked(whose, subscription)
            return
        for kind in to.kinds:
            await self._tell(whose, to, kind, finding)
        await self._looked(whose, subscription)

    async def _looked(self, whose: Person, subscription: UUID) -> None:
        async with rows_of(self.pool, whose) as connection:
            await connection.execute(keeping.LOOKED, subscription)

    async def _tell(self, whose: Person, to: Subscription, kind: str, finding: Finding) -> None:
        signals = await finding.signals(kind, to)
        if not signals:
            return
        async with rows_of(self.pool, whose) as connection:
            unsaid = await keeping.unsaid(connection, to.id, kind, [one.key for one in signals])
        if not unsaid:
            return
        new = [one for one in signals if one.key in unsaid]
        file = await finding.report() if kind == PACK.name and to.channel == EMAIL else None
        told = Told(
            kind=kind,
            subject=subject(kind, await finding.name(), new),
            lead=LEADS[kind],
            items=[item for one in new for item in one.items],
            keys=[one.key for one in new],
            attachment=file,
        )
        message = uuid4()
        content = self._worded(told, message, whose, to, datetime.now(UTC))
        with suppress(SaidMeanwhile):
            async with rows_of(self.pool, whose) as connection:
                await keeping.queue(connection, whose, to.id, message, kind, told.subject, content, told.keys)

    async def send(self) -> None:
        """Hand over whatever is due."""
        for row in await self.pool.fetch(REMINDERS_DUE, MOST_AT_ONCE):
            await self._send(Person(row["organisation"], row["person"]), row["id"])

    async def _send(self, whose: Person, message: UUID) -> None:
        async with rows_of(self.pool, whose) as connection:
            due = await keeping.take(connection, message)
            if due is None:
                return
            try:
                await self.ways.hand_over(due, due.content or self._asked_for(due, whose), self.post)
            except NotTaken as error:
                await keeping.failed(connection, due, error.problem, for_ever=error.for_ever)
                SENT.labels(due.to.channel, "failed").inc()
            else:
                await connection.execute(keeping.ARRIVED, due.message)
                SENT.labels(due.to.channel, "arrived").inc()

    def _asked_for(self, due: Due, whose: Person) -> bytes:
        """Put into words what its reader has asked for."""
        titles = ", ".join(KINDS[one].title.lower() for one in due.to.kinds)
        leads = {
            CONFIRM: f"Somebody has asked Golden Thread to send reminders to this address: {titles}.",
            TEST: f"This is what you asked for: a test. Reminders come like this: {titles}.",
        }
        told = Told(due.kind, due.subject, leads[due.kind], [])
        return self._worded(told, due.message, whose, due.to, due.at)

    def _worded(self, told: Told, message: UUID, whose: Person, to: Subscription, at: datetime) -> bytes:
        if to.channel == EMAIL:
            return mail(told, self.post, message, to.address, to.token, at)
        return body(told, self.post, whose.organisation, at)


async def remind_all(
    pool: Pool, reading: Reading, smtp: Smtp | None, public_url: str, networks: Sequence[Network], *, database_url: str
) -> None:
    """Remind whenever it is this process's turn, for ever."""
    timeout = aiohttp.ClientTimeout(total=15, connect=5)
    session = aiohttp.ClientSession(
        connector=connector(networks), timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )
    post = Post(smtp.sender if smtp else "", public_url)
    async with session as client:
        while True:
            try:
                async with lease(database_url, "reminders") as held:
                    await Reminder(held, pool, reading, Ways(smtp, client, networks), post).run()
            except (*AWAY, asyncpg.PostgresError, LeaseLost) as error:
                log.warning("reminders.interrupted", error=repr(error))
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
