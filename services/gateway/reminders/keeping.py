"""Subscriptions and reminders as they are kept: of one person in one organisation, who alone sees them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.gateway.database import own_rows
from services.gateway.recording.drafts import PERSON
from services.gateway.reminders.words import CONFIRM
from shared.postgres import Connection, Pool

MOST = 10
"""Subscriptions that somebody may have."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=6)
LOOK_AGAIN = timedelta(minutes=15)
EMAIL, WEBHOOK = "email", "webhook"

COLUMNS = "id, channel, address, kinds, secret, token, created_at, confirmed_at, stopped_at, stopped_why"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('subscriptions ' || $1 || ' ' || $2, 0))"
COUNT = "SELECT count(*) FROM subscriptions"
CREATE = f"""
INSERT INTO subscriptions (organisation, person, channel, address, kinds, secret, token, confirmed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $3 = 'webhook' THEN clock_timestamp() END)
ON CONFLICT (organisation, person, channel, address) DO UPDATE
SET kinds = excluded.kinds, stopped_at = NULL, stopped_why = NULL, looked_at = NULL
RETURNING {COLUMNS}, (xmax = 0) AS made
"""  # noqa: S608  constants
OF = f"SELECT {COLUMNS} FROM subscriptions ORDER BY created_at, id"  # noqa: S608
ONE = f"SELECT {COLUMNS} FROM subscriptions WHERE id = $1"  # noqa: S608
END = "DELETE FROM subscriptions WHERE id = $1 RETURNING 1"
ASK = """
INSERT INTO reminders (subscription, organisation, person, kind, subject) SELECT id, $2, $3, $4, $5 FROM subscriptions
WHERE id = $1 AND NOT EXISTS (
    SELECT FROM reminders WHERE subscription = $1 AND kind = $4
        AND coalesce(sent_at, clock_timestamp()) > clock_timestamp() - interval '1 minute')
RETURNING 1
"""
AGAIN = """
UPDATE reminders SET failures = 0, due_at = clock_timestamp() WHERE subscription = $1 AND sent_at IS NULL
"""
SENT = """
SELECT subscription, subject, created_at, sent_at, problem FROM (
    SELECT *, row_number() OVER (PARTITION BY subscription ORDER BY created_at DESC, id) AS place FROM reminders
) AS each WHERE place <= 5 ORDER BY created_at DESC
"""
TOLD = "SELECT key FROM reminded WHERE subscription = $1 AND kind = $2 AND key = ANY($3::text[])"
TELL = """
INSERT INTO reminded (subscription, organisation, person, kind, key)
SELECT $1, $2, $3, $4, key FROM unnest($5::text[]) AS key ON CONFLICT DO NOTHING
"""
QUEUE = """
INSERT INTO reminders (id, subscription, organisation, person, kind, subject, content)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
LOOKED = "UPDATE subscriptions SET looked_at = clock_timestamp() WHERE id = $1"
TAKE = f"""
SELECT reminders.id AS message, kind, subject, content, reminders.created_at AS at, failures, {
    COLUMNS.replace("id,", "subscriptions.id,", 1).replace("created_at", "subscriptions.created_at")
}
FROM reminders JOIN subscriptions ON subscriptions.id = subscription
WHERE reminders.id = $1 AND sent_at IS NULL AND stopped_at IS NULL FOR UPDATE OF reminders SKIP LOCKED
"""  # noqa: S608
ARRIVED = "UPDATE reminders SET sent_at = clock_timestamp(), content = NULL, problem = NULL WHERE id = $1"
FAILED = """
UPDATE reminders SET failures = failures + 1, due_at = clock_timestamp() + $2, problem = $3 WHERE id = $1
"""
STOP = "UPDATE subscriptions SET stopped_at = clock_timestamp(), stopped_why = $2 WHERE id = $1"


class TooMany(Exception):
    """Somebody has as many subscriptions as they may have."""


class SaidMeanwhile(Exception):
    """Somebody else has put some of this on its way."""


@dataclass(frozen=True)
class Person:
    """Whose rows: somebody in an organisation."""

    organisation: str
    person: str


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Where somebody wants to be reminded of what."""

    id: UUID
    channel: str
    address: str
    kinds: Sequence[str]
    token: bytes = field(repr=False)
    secret: bytes | None = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None
    stopped_at: datetime | None
    stopped_why: str | None


@dataclass(frozen=True)
class Due:
    """What is sent next, and where to; without content it is still to be put into words."""

    message: UUID
    kind: str
    subject: str
    content: bytes | None
    at: datetime
    failures: int
    to: Subscription


async def create(
    pool: Pool, whose: Person, *, channel: str, address: str, kinds: Sequence[str], token: bytes, secret: bytes | None
) -> tuple[Subscription, bool]:
    """Keep a subscription, and whether it is new: to one address there is one, which is changed by asking again."""
    async with rows_of(pool, whose) as connection:
        await connection.execute(ALONE, whose.organisation, whose.person)
        known = "SELECT EXISTS (SELECT FROM subscriptions WHERE (channel, address) = ($1, $2))"
        if not await connection.fetchval(known, channel, address) and await connection.fetchval(COUNT) >= MOST:
            raise TooMany
        given = (whose.organisation, whose.person, channel, address, list(kinds), secret, token)
        row = await connection.fetchrow(CREATE, *given)
        assert row is not None
        made = _subscription(row)
        await connection.execute(AGAIN, made.id)
        if made.confirmed_at is None:
            await _ask(connection, whose, made.id, CONFIRM, "Reminders: is this your address?")
    return made, row["made"]


async def of(pool: Pool, whose: Person) -> tuple[list[Subscription], list[Mapping[str, Any]]]:
    """Return somebody's subscriptions, the oldest first, and what was sent to each last."""
    async with rows_of(pool, whose) as connection:
        found = [_subscription(row) for row in await connection.fetch(OF)]
        return found, [dict(row) for row in await connection.fetch(SENT)]


async def end(pool: Pool, whose: Person, subscription: UUID) -> bool:
    """Forget one of them; False where there is none."""
    async with rows_of(pool, whose) as connection:
        return bool(await connection.fetchval(END, subscription))


async def ask(pool: Pool, whose: Person, subscription: UUID, kind: str, subject: str) -> bool:
    """Have something sent that is put into words later; False where there is no such subscription, or it waits."""
    async with rows_of(pool, whose) as connection:
        return await _ask(connection, whose, subscription, kind, subject)


async def one(connection: Connection, subscription: UUID) -> Subscription | None:
    """Return a subscription, unless it has ended meanwhile."""
    row = await connection.fetchrow(ONE, subscription)
    return None if row is None else _subscription(row)


async def unsaid(connection: Connection, subscription: UUID, kind: str, keys: Sequence[str]) -> set[str]:
    """Return what of this has not been said."""
    said = await connection.fetch(TOLD, subscription, kind, list(keys))
    return set(keys) - {row["key"] for row in said}


async def queue(
    connection: Connection, whose: Person, to: UUID, message: UUID, kind: str, subject: str, content: bytes,
    keys: Sequence[str],
) -> None:  # fmt: skip
    """Keep what is to be sent together with what it says; raises `SaidMeanwhile`, which takes all of it back."""
    told = await connection.execute(TELL, to, whose.organisation, whose.person, kind, list(keys))
    if int(told.split()[2]) != len(keys):
        raise SaidMeanwhile
    await connection.execute(QUEUE, message, to, whose.organisation, whose.person, kind, subject, content)


async def take(connection: Connection, message: UUID) -> Due | None:
    """Return what is to be sent, which nobody else sends before the transaction ends."""
    row = await connection.fetchrow(TAKE, message)
    if row is None:
        return None
    return Due(
        row["message"], row["kind"], row["subject"], row["content"], row["at"], row["failures"], _subscription(row)
    )


async def failed(connection: Connection, due: Due, problem: str, *, for_ever: bool) -> None:
    """Try again after a longer and longer pause, or no more."""
    pause = min(FIRST_PAUSE * 2**due.failures, LONGEST_PAUSE)
    await connection.execute(FAILED, due.message, pause, problem)
    if for_ever or due.failures + 1 >= MOST_ATTEMPTS:
        await connection.execute(STOP, due.to.id, problem)


@asynccontextmanager
async def rows_of(pool: Pool, whose: Person) -> AsyncIterator[Connection]:
    """Open a transaction that sees the rows of one person in one organisation, and nobody else's."""
    async with own_rows(pool, whose.organisation) as connection:
        await connection.execute(PERSON, whose.person)
        yield connection


async def _ask(connection: Connection, whose: Person, subscription: UUID, kind: str, subject: str) -> bool:
    return bool(await connection.fetchval(ASK, subscription, whose.organisation, whose.person, kind, subject))


def _subscription(row: Any) -> Subscription:
    return Subscription(
        id=row["id"], channel=row["channel"], address=row["address"], kinds=row["kinds"], secret=row["secret"],
        token=row["token"], created_at=row["created_at"], confirmed_at=row["confirmed_at"],
        stopped_at=row["stopped_at"], stopped_why=row["stopped_why"],
    )  # fmt: skip
