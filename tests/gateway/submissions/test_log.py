"""The log's table guards itself; its writer waits for the database without holding anybody up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from deploy.local.stack import Stack
from services.gateway.submissions.log import DROPPED, SubmissionLog
from services.gateway.submissions.receipt import Decided, Receipt, first_batch, new_batch
from shared import postgres
from tests.gateway.beside import NOWHERE

OWN = "SELECT set_config('app.organisation', $1, true)"
COUNT = "SELECT count(*) FROM submissions WHERE organisation = $1"
INSERT = """
INSERT INTO submissions (organisation, batch, place, received_at, status)
VALUES ($1, gen_random_uuid(), 0, $2, 'accepted')
"""
REFUSED = {"type": "UnknownType", "title": "No fact of this type exists.", "detail": "There is no type x."}


def receipt(organisation: str | None, *, facts: int = 1, type_: str | None = "x") -> Receipt:
    at = datetime.now(UTC)
    answer = {"id": "1", "source": "urn:test", "stream": "s", "status": "refused", "reason": REFUSED}
    return Receipt(new_batch(at), at, organisation, [Decided(b"{}", type_, answer)] * facts)


@asynccontextmanager
async def at(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def own(connection: "asyncpg.Connection[asyncpg.Record]", organisation: str, counted: str) -> int:
    async with connection.transaction():
        await connection.execute(OWN, organisation)
        return int(await connection.fetchval(COUNT, counted))


async def test_without_an_organisation_the_table_shows_and_takes_nothing(stack: Stack) -> None:
    async with at(stack.database_url("gateway")) as connection:
        async with connection.transaction():
            await connection.execute(OWN, "T01")
            await connection.execute(INSERT, "T01", datetime.now(UTC))

        assert await own(connection, "T01", "T01") == 1
        assert await own(connection, "T02", "T01") == 0
        assert await connection.fetchval(COUNT, "T01") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT, "T01", datetime.now(UTC))
        async with connection.transaction():
            await connection.execute(OWN, "T02")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(INSERT, "T01", datetime.now(UTC))


async def test_nobody_changes_what_was_logged(stack: Stack) -> None:
    async with at(stack.database_url("gateway")) as connection:
        for statement in ("UPDATE submissions SET status = 'accepted'", "DELETE FROM submissions"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_after_ninety_days_a_row_is_gone_and_until_then_it_stays(stack: Stack) -> None:
    now = datetime.now(UTC)
    async with at(stack.database_url("gateway")) as connection, at(stack.database_url("gateway", owner=True)) as owner:
        async with connection.transaction():
            await connection.execute(OWN, "T03")
            for days in (91, 91, 91, 89, 0):
                await connection.execute(INSERT, "T03", now - timedelta(days=days))
        assert await owner.fetchval(COUNT, "T03") == 3

        removed = [await connection.fetchval("SELECT prune_submissions(2)") for _ in range(3)]

        assert removed == [2, 1, 0]
        assert await own(connection, "T03", "T03") == 2


async def test_rows_wait_while_the_database_is_away_up_to_a_bound(stack: Stack) -> None:
    dropped = DROPPED._value.get()
    async with await postgres.pool(NOWHERE, least=0) as nowhere:
        log = SubmissionLog(nowhere, most_waiting=3)
        log.keep(receipt("T04", facts=2))
        async with log.writing():
            await log.settled(0)
            log.keep(receipt("T04", facts=2))
            log.keep(receipt("T04"))
    assert DROPPED._value.get() == dropped + 2

    async with (
        await postgres.pool(stack.database_url("gateway")) as back,
        at(stack.database_url("gateway")) as connection,
    ):
        log.pool = back
        async with log.writing():
            await log.settled(30)
        assert await own(connection, "T04", "T04") == 3


async def test_what_waits_is_written_before_the_gateway_goes(stack: Stack) -> None:
    async with (
        await postgres.pool(stack.database_url("gateway")) as pool,
        at(stack.database_url("gateway")) as connection,
    ):
        log = SubmissionLog(pool)
        async with log.writing():
            log.keep(receipt("T05", facts=5))

        assert await own(connection, "T05", "T05") == 5


async def test_a_row_that_cannot_be_written_is_dropped_and_the_next_is_not_held_up(stack: Stack) -> None:
    async with (
        await postgres.pool(stack.database_url("gateway")) as pool,
        at(stack.database_url("gateway")) as connection,
    ):
        log, dropped = SubmissionLog(pool), DROPPED._value.get()
        async with log.writing():
            log.keep(receipt("T06", type_="\x00"))
            await log.settled(30)
            log.keep(receipt("T06"))
            log.keep(receipt(None))

        assert (await own(connection, "T06", "T06"), DROPPED._value.get()) == (1, dropped + 1)


def test_a_later_batch_sorts_after_an_earlier_one() -> None:
    moments = [datetime(2024, 5, 1, tzinfo=UTC) + timedelta(milliseconds=step) for step in range(5)]
    ids = [new_batch(moment) for moment in moments]

    assert ids == sorted(ids)
    assert all(first_batch(moment) <= one for moment, one in zip(moments, ids, strict=True))
    assert {one.version for one in ids} == {7}
    assert len({new_batch(moments[0]) for _ in range(1000)}) == 1000
    assert first_batch(datetime(1, 1, 1, tzinfo=UTC)) == UUID(int=0)
