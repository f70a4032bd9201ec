"""The submission log: what each organisation submitted and what became of it, written behind the answer.

No answer waits for it. Rows gather while a write is on its way and are written together; while the database is away
they wait up to a bound, beyond which they are dropped and counted. No fact rests on it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

import asyncpg
import msgspec
from prometheus_client import Counter

from services.gateway.database import AWAY, own_rows
from services.gateway.submissions.receipt import Receipt
from shared.postgres import Connection, Pool
from shared.telemetry import log

DROPPED = Counter("qi_submission_log_dropped_total", "Rows of the submission log that were never written")
WRITTEN = Counter("qi_submission_log_written_total", "Rows of the submission log that were written")
MOST_WAITING = 100_000
MOST_WAITING_BYTES = 64 * 1024 * 1024
MOST_TOGETHER = 2_000
GATHER_SECONDS = 0.05
AGAIN_AFTER_SECONDS = 1.0
LAST_WORDS_SECONDS = 4.0
MOST_CHARACTERS = 300

# A row of the log is not worth waiting for the disk: a crash of the server loses the last half second of it.
SOON = "SET LOCAL synchronous_commit = off"
WRITE = """
INSERT INTO submissions (organisation, batch, place, received_at, id, source, type, subject, status, reason, body)
SELECT $1, * FROM unnest($2::uuid[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
                         $9::text[], $10::json[], $11::bytea[])
ON CONFLICT DO NOTHING
"""


@dataclass
class SubmissionLog:
    """What is still to be written, and the one who writes it."""

    pool: Pool
    most_waiting: int = MOST_WAITING
    _waiting: list[Receipt] = field(default_factory=list)
    _rows: int = 0
    _bytes: int = 0
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _written: asyncio.Condition = field(default_factory=asyncio.Condition)
    _taken: int = 0
    _done: int = 0

    def keep(self, receipt: Receipt) -> None:
        """Take note; never waits. Nobody's submissions (no organisation) are no organisation's to see."""
        if receipt.organisation is None or not receipt.decided:
            return
        count, size = len(receipt.decided), _size(receipt)
        if self._rows + count > self.most_waiting or self._bytes + size > MOST_WAITING_BYTES:
            DROPPED.inc(count)
            return
        self._waiting.append(receipt)
        self._rows, self._bytes, self._taken = self._rows + count, self._bytes + size, self._taken + 1
        self._wake.set()

    async def settled(self, within: float) -> None:
        """Wait until what was noted before is written, or the time is over."""
        mark = self._taken
        try:
            async with asyncio.timeout(within), self._written:
                await self._written.wait_for(lambda: self._done >= mark)
        except TimeoutError:
            log.warning("submission_log.behind", waiting=self._rows)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Self]:
        """Write what waits for as long as this is open, and what is left when it closes."""
        task = asyncio.create_task(self._run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORDS_SECONDS):
                    while self._waiting and await self._write_waiting():
                        pass

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER_SECONDS)
            if not await self._write_waiting():
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _write_waiting(self) -> bool:
        """Write some of what waits; False when the database is away and it goes on waiting."""
        receipts = self._first()
        try:
            await self._write(receipts)
        except AWAY as error:
            log.warning("submission_log.waits", waiting=self._rows, error=repr(error))
            return False
        except asyncpg.PostgresError as error:
            DROPPED.inc(sum(len(one.decided) for one in receipts))
            log.error("submission_log.dropped", error=repr(error))
        await self._forget(receipts)
        return True

    def _first(self) -> list[Receipt]:
        rows, taken = 0, 0
        for receipt in self._waiting:
            if taken and rows + len(receipt.decided) > MOST_TOGETHER:
                break
            rows, taken = rows + len(receipt.decided), taken + 1
        return self._waiting[:taken]

    async def _write(self, receipts: Sequence[Receipt]) -> None:
        of: dict[str, list[Receipt]] = {}
        for receipt in receipts:
            of.setdefault(str(receipt.organisation), []).append(receipt)
        for organisation, own in of.items():
            async with own_rows(self.pool, organisation) as connection:
                await connection.execute(SOON)
                await write(connection, organisation, own)

    async def _forget(self, receipts: Sequence[Receipt]) -> None:
        self._waiting = self._waiting[len(receipts) :]
        self._rows -= sum(len(one.decided) for one in receipts)
        self._bytes -= sum(map(_size, receipts))
        if not self._waiting:
            self._wake.clear()
        async with self._written:
            self._done += len(receipts)
            self._written.notify_all()


async def write(connection: Connection, organisation: str, receipts: Sequence[Receipt]) -> None:
    """Write the rows of one organisation, in a transaction that may; those written before are passed over."""
    rows = [row for receipt in receipts for row in _rows(receipt)]
    if rows:
        await connection.execute(WRITE, organisation, *map(list, zip(*rows, strict=True)))
        WRITTEN.inc(len(rows))


def _rows(receipt: Receipt) -> list[tuple[object, ...]]:
    return [
        (receipt.batch, place, receipt.received_at, *_said(one.answer, one.type), _reason(one.answer), one.body)
        for place, one in enumerate(receipt.decided, receipt.first)
    ]


def _said(answer: Mapping[str, str | None], type_: str | None) -> tuple[str | None, ...]:
    return (_short(answer["id"]), _short(answer["source"]), _short(type_), _short(answer["stream"]), answer["status"])


def _short(text: str | None) -> str | None:
    """Cut what is longer than any that is accepted."""
    return text and text[:MOST_CHARACTERS]


def _reason(answer: Mapping[str, object]) -> str | None:
    return msgspec.json.encode(answer["reason"]).decode() if "reason" in answer else None


def _size(receipt: Receipt) -> int:
    return sum(len(one.raw) for one in receipt.decided if one.answer["status"] == "refused")
