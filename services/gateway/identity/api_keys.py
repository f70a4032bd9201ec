"""Keys for tools that can do no OAuth. A key is shown once; what is kept is its hash, and how it begins."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from services.gateway.database import own_rows, presented
from services.gateway.identity.known import Identity, Means
from shared.identity import Caller
from shared.postgres import Pool

BEGINS = "gt_"
SHOWN_CHARACTERS = 11
MOST = 100
"""Keys that an organisation may have at a time."""
COLUMNS = "id::text, prefix, organisation, name, roles, created_by, created_at, ends_at, last_used_on"
LIVE = "revoked_at IS NULL AND ends_at > clock_timestamp()"
FIND = f"SELECT id::text, organisation, roles, last_used_on = current_date AS used FROM api_keys WHERE key_sha256 = $1 AND {LIVE}"  # noqa: E501, S608  constants
USED = "UPDATE api_keys SET last_used_on = current_date WHERE id = $1::text::uuid"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('keys ' || $1, 0))"
COUNT = f"SELECT count(*) FROM api_keys WHERE organisation = $1 AND {LIVE}"  # noqa: S608
# It ends when its last day in London has ended.
CREATE = f"""
INSERT INTO api_keys (key_sha256, prefix, organisation, name, roles, created_by, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, ($7::date + 1)::timestamp AT TIME ZONE 'Europe/London') RETURNING {COLUMNS}
"""  # noqa: S608
OF = f"SELECT {COLUMNS} FROM api_keys WHERE organisation = $1 AND {LIVE} ORDER BY created_at, id"  # noqa: S608
OWNER = "SELECT owner_of_key($1::text::uuid)"
REVOKE = "UPDATE api_keys SET revoked_at = clock_timestamp() WHERE id = $1::text::uuid"


ROTATE = f"""
INSERT INTO api_keys (key_sha256, prefix, organisation, name, roles, created_by, ends_at)
SELECT $2, $3, organisation, name, roles, $4, ($5::date + 1)::timestamp AT TIME ZONE 'Europe/London'
FROM api_keys WHERE id = $1::text::uuid AND {LIVE} RETURNING {COLUMNS}
"""  # noqa: S608
END_SOON = "UPDATE api_keys SET ends_at = least(ends_at, clock_timestamp() + $2::interval) WHERE id = $1::text::uuid"


class TooMany(Exception):
    """The organisation has as many as it may have."""


async def identity(pool: Pool, key: str) -> Identity | None:
    """Return whom a key speaks for, if it is still good."""
    if not key.startswith(BEGINS):
        return None
    async with presented(pool, _hashed(key).hex()) as connection:
        row = await connection.fetchrow(FIND, _hashed(key))
        if row is None:
            return None
        if not row["used"]:
            await connection.execute(USED, row["id"])
    caller = Caller(organisation=row["organisation"], client=f"key {row['id']}", roles=frozenset(row["roles"]))
    return Identity(caller=caller, means=Means.KEY)


async def create(
    pool: Pool, *, organisation: str, name: str, roles: Sequence[str], by: str, last_day: date
) -> tuple[Mapping[str, Any], str]:
    """Make a key; return what is shown of it, and the key itself."""
    key = BEGINS + secrets.token_urlsafe(32)
    async with own_rows(pool, organisation) as connection:
        await connection.execute(ALONE, organisation)
        if await connection.fetchval(COUNT, organisation) >= MOST:
            raise TooMany
        row = await connection.fetchrow(
            CREATE, _hashed(key), key[:SHOWN_CHARACTERS], organisation, name, list(roles), by, last_day
        )
    assert row is not None
    return dict(row), key


async def rotate(
    pool: Pool, key_id: str, *, organisation: str, by: str, last_day: date, overlap: timedelta
) -> tuple[Mapping[str, Any], str] | None:
    """Make another key of the same name and roles; the one before goes on being good for a while."""
    key = BEGINS + secrets.token_urlsafe(32)
    async with own_rows(pool, organisation) as connection:
        row = await connection.fetchrow(ROTATE, key_id, _hashed(key), key[:SHOWN_CHARACTERS], by, last_day)
        await connection.execute(END_SOON, key_id, overlap)
    return (dict(row), key) if row else None


async def roles_of(pool: Pool, key_id: str, organisation: str) -> Sequence[str]:
    """Return what a key of an organisation may do."""
    async with own_rows(pool, organisation) as connection:
        return await connection.fetchval("SELECT roles FROM api_keys WHERE id = $1::text::uuid", key_id) or []


async def of(pool: Pool, organisation: str) -> list[Mapping[str, Any]]:
    """Return an organisation's keys, the oldest first."""
    async with own_rows(pool, organisation) as connection:
        return [dict(row) for row in await connection.fetch(OF, organisation)]


async def owner(pool: Pool, key_id: str) -> str | None:
    """Return the organisation whose key this is."""
    try:
        organisation: str | None = await pool.fetchval(OWNER, str(UUID(key_id)))
    except ValueError:
        return None
    return organisation


async def revoke(pool: Pool, key_id: str, organisation: str) -> None:
    """End a key of an organisation at once."""
    async with own_rows(pool, organisation) as connection:
        await connection.execute(REVOKE, key_id)


def _hashed(key: str) -> bytes:
    return sha256(key.encode()).digest()
