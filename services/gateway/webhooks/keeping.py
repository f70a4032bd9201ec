"""Webhooks as they are kept: where to, with which secret, up to which position, and what was tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.gateway.database import own_rows
from shared.postgres import Pool

MOST = 10
"""Webhooks that an organisation may have."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=6)

COLUMNS = "id::text, url, created_by, created_at, position, failures, due_at, stopped_at"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || $1, 0))"
COUNT = "SELECT count(*) FROM webhooks"
CREATE = f"""
INSERT INTO webhooks (organisation, url, secret, created_by, position) VALUES ($1, $2, $3, $4, $5) RETURNING {COLUMNS}
"""  # noqa: S608  constants
OF = f"SELECT {COLUMNS} FROM webhooks ORDER BY created_at, id"  # noqa: S608
DELETE = "DELETE FROM webhooks WHERE id = $1 RETURNING 1"
ATTEMPTS = """
SELECT id, at, message, changes, before, after, status, problem FROM webhook_attempts
WHERE webhook = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
EXISTS = "SELECT EXISTS (SELECT FROM webhooks WHERE id = $1)"
REPLAY = f"""
UPDATE webhooks SET position = coalesce($2, position), failures = 0, due_at = clock_timestamp(), stopped_at = NULL
WHERE id = $1 RETURNING {COLUMNS}
"""  # noqa: S608
DUE = "SELECT * FROM webhooks_due()"
ARRIVED = """
UPDATE webhooks SET position = $3, failures = 0, due_at = clock_timestamp() WHERE id = $1 AND position = $2
"""
FAILED = """
UPDATE webhooks SET failures = failures + 1, due_at = clock_timestamp() + $3,
    stopped_at = CASE WHEN failures + 1 >= $4 THEN clock_timestamp() END
WHERE id = $1 AND position = $2
"""
LOG = """
INSERT INTO webhook_attempts (webhook, organisation, message, changes, before, after, status, problem)
SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE EXISTS (SELECT FROM webhooks WHERE id = $1)
"""


class TooMany(Exception):
    """The organisation has as many as it may have."""


@dataclass(frozen=True)
class Due:
    """A webhook that may be sent to."""

    id: UUID
    organisation: str
    url: str
    secret: bytes = field(repr=False)
    position: str
    failures: int


@dataclass(frozen=True)
class Attempt:
    """What was tried: which message with how many changes, up to where, and what came of it."""

    message: str
    changes: int
    after: str
    status: int | None = None
    problem: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver has taken it."""
        return self.problem is None


async def create(pool: Pool, organisation: str, url: str, secret: bytes, by: str, position: str) -> Mapping[str, Any]:
    """Keep a webhook that is sent what comes after a position."""
    async with own_rows(pool, organisation) as connection:
        await connection.execute(ALONE, organisation)
        if await connection.fetchval(COUNT) >= MOST:
            raise TooMany
        row = await connection.fetchrow(CREATE, organisation, url, secret, by, position)
    assert row is not None
    return dict(row)


async def of(pool: Pool, organisation: str) -> list[Mapping[str, Any]]:
    """Return an organisation's webhooks, the oldest first."""
    async with own_rows(pool, organisation) as connection:
        return [dict(row) for row in await connection.fetch(OF)]


async def delete(pool: Pool, organisation: str, webhook: UUID) -> bool:
    """Forget one of them; False where there is none of this name."""
    async with own_rows(pool, organisation) as connection:
        return bool(await connection.fetchval(DELETE, webhook))


async def attempts(
    pool: Pool, organisation: str, webhook: UUID, before: int | None, most: int
) -> list[Mapping[str, Any]] | None:
    """Return what was tried, the newest first; None where there is no such webhook."""
    async with own_rows(pool, organisation) as connection:
        if not await connection.fetchval(EXISTS, webhook):
            return None
        return [dict(row) for row in await connection.fetch(ATTEMPTS, webhook, before, most)]


async def replay(pool: Pool, organisation: str, webhook: UUID, position: str | None) -> Mapping[str, Any] | None:
    """Go on from a position, or from where it was, also where it was given up."""
    async with own_rows(pool, organisation) as connection:
        row = await connection.fetchrow(REPLAY, webhook, position)
    return None if row is None else dict(row)


async def due(pool: Pool) -> list[Due]:
    """Return every webhook that may be sent to now."""
    return [Due(**dict(row)) for row in await pool.fetch(DUE)]


async def keep(pool: Pool, one: Due, attempt: Attempt) -> None:
    """Keep what came of an attempt: it goes on from there, or is tried again later, or no more.

    What was asked for meanwhile (to be forgotten, to go on from elsewhere) stands.
    """
    async with own_rows(pool, one.organisation) as connection:
        if attempt.arrived:
            await connection.execute(ARRIVED, one.id, one.position, attempt.after)
        else:
            pause = min(FIRST_PAUSE * 2**one.failures, LONGEST_PAUSE)
            await connection.execute(FAILED, one.id, one.position, pause, MOST_ATTEMPTS)
        if attempt.changes or not attempt.arrived:
            said = (attempt.message, attempt.changes, one.position, attempt.after, attempt.status, attempt.problem)
            await connection.execute(LOG, one.id, one.organisation, *said)
