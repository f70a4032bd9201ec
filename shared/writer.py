"""The one writer of a process: submissions that wait together are decided and committed together."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared import event_store
from shared.admission import Admission, foreseen, stamped
from shared.contracts.event import Contract
from shared.decider import Decider
from shared.event_store import Conflict
from shared.members import Members
from shared.moments import london_day
from shared.postgres import Connection, Pool
from shared.submission import Submission
from shared.telemetry import CONFLICTS

MOST_TOGETHER = 2_000
"""How many submissions are committed together, at most, unless one request alone brings more."""
MOST_ATTEMPTS = 20

Answers = list[dict[str, Any]]


class Overloaded(Exception):
    """The batch lost to other writers too often, or too much is waiting; nothing was written."""


@dataclass
class Writer:
    """Group commit: while one batch is on its way, what arrives gathers into the next."""

    pool: Pool
    contract: Contract
    deciders: Mapping[str, Decider[Any]]
    members: Callable[[Connection], Awaitable[Members]]
    most_waiting: int = 50_000
    _waiting: list[tuple[Sequence[Submission], asyncio.Future[Answers]]] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Say that no race has been lost yet: what was never counted cannot be watched."""
        CONFLICTS.labels(self.contract.service)

    async def submit(self, submissions: Sequence[Submission]) -> Answers:
        """Return what became of each, once every accepted one is durable."""
        if sum(len(batch) for batch, _ in self._waiting) + len(submissions) > self.most_waiting:
            raise Overloaded
        answer: asyncio.Future[Answers] = asyncio.get_running_loop().create_future()
        self._waiting.append((submissions, answer))
        self._wake.set()
        return await answer

    async def foresee(self, submissions: Sequence[Submission]) -> Answers:
        """Return what would become of each if they were submitted now; nothing is written."""
        async with self.pool.acquire() as connection:
            admission = await self._load(connection, submissions)
        return foreseen(admission.decide(submissions))

    async def run(self) -> None:
        """Commit what waits, batch after batch, until cancelled."""
        while True:
            await self._wake.wait()
            batches = self._take()
            try:
                answers = await self._admit([one for batch, _ in batches for one in batch])
            except Exception as error:  # noqa: BLE001  the callers are told; the writer goes on
                for _, answer in batches:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for batch, answer in batches:
                own, answers = answers[: len(batch)], answers[len(batch) :]
                if not answer.done():
                    answer.set_result(own)

    def _take(self) -> list[tuple[Sequence[Submission], asyncio.Future[Answers]]]:
        """Take whole requests, in the order in which they came, up to what is committed together."""
        taken, count = 0, 0
        for batch, _ in self._waiting:
            if taken and count + len(batch) > MOST_TOGETHER:
                break
            taken, count = taken + 1, count + len(batch)
        batches, self._waiting = self._waiting[:taken], self._waiting[taken:]
        if not self._waiting:
            self._wake.clear()
        return batches

    async def _admit(self, submissions: Sequence[Submission]) -> Answers:
        async with self.pool.acquire() as connection:
            for _ in range(MOST_ATTEMPTS):
                admission = await self._load(connection, submissions)
                outcomes = admission.decide(submissions)
                try:
                    moments = await event_store.append(connection, admission.appends)
                except Conflict:
                    CONFLICTS.labels(self.contract.service).inc()
                    continue
                if moments:
                    await event_store.hint(connection)
                return stamped(outcomes, moments)
        raise Overloaded

    async def _load(self, connection: Connection, submissions: Sequence[Submission]) -> Admission:
        keys = {one.identity for one in submissions if one.identity is not None}
        streams = {one.stream for one in submissions if one.event is not None}
        admission = Admission(
            deciders=self.deciders,
            members=await self.members(connection),
            today=london_day(datetime.now(UTC)),
            kept=await event_store.identities(connection, keys),
        )
        admission.load(await event_store.read(connection, self.contract, streams))
        return admission
