"""Machine clients of the local issuer, as the gateway's database keeps them. No secret is kept, only its hash."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg

from services.gateway.database import own_rows, presented
from shared.postgres import Pool

MOST = 50
"""Clients that an organisation may have at a time."""
COLUMNS = "client_id, organisation, name, roles, scope, settled, keys, created_by, created_at, last_used_on"
LIVE = "revoked_at IS NULL"
FIND = f"SELECT {COLUMNS} FROM clients WHERE client_id = $1 AND {LIVE}"  # noqa: S608  constants
OF = f"SELECT {COLUMNS} FROM clients WHERE organisation = $1 AND {LIVE} ORDER BY created_at, client_id"  # noqa: S608
OWNER = "SELECT owner_of_client($1)"
SECRETS = "SELECT secret_sha256 FROM client_secrets WHERE client_id = $1 AND ends_at > clock_timestamp()"
USED = (
    "UPDATE clients SET last_used_on = current_date WHERE client_id = $1 AND last_used_on IS DISTINCT FROM current_date"
)
SPEND = """
INSERT INTO used_assertions (client_id, jti_sha256, ends_at) VALUES ($1, $2, to_timestamp($3))
ON CONFLICT DO NOTHING RETURNING 1
"""
FORGET = "DELETE FROM used_assertions WHERE ends_at < clock_timestamp() - interval '1 hour'"
# One organisation's clients are counted and added to by one request at a time.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('clients ' || $1, 0))"
COUNT = f"SELECT count(*) FROM clients WHERE organisation = $1 AND {LIVE}"  # noqa: S608
CREATE = f"""
INSERT INTO clients (client_id, organisation, name, roles, settled, keys, created_by)
VALUES ($1, $2, $3, $4, false, $5, $6) RETURNING {COLUMNS}
"""  # noqa: S608
ADD_SECRET = "INSERT INTO client_secrets (client_id, secret_sha256) VALUES ($1, $2)"  # noqa: S105
END_SECRETS = """
UPDATE client_secrets SET ends_at = least(ends_at, clock_timestamp() + $2::interval) WHERE client_id = $1
"""
REPLACE_KEYS = "UPDATE clients SET keys = $2 WHERE client_id = $1"
REVOKE = "UPDATE clients SET revoked_at = clock_timestamp() WHERE client_id = $1"
SETTLE = """
INSERT INTO clients (client_id, organisation, name, roles, scope, settled, created_by)
VALUES ($1, $2, $1, $3, $4, true, 'the machine')
ON CONFLICT (client_id) DO UPDATE SET organisation = $2, roles = $3, scope = $4, settled = true, revoked_at = NULL
"""


@dataclass(frozen=True)
class Client:
    """A machine that may ask for tokens."""

    client_id: str
    organisation: str | None
    roles: Sequence[str]
    scope: str | None
    settled: bool
    keys: Mapping[str, Any] | None
    described: Mapping[str, Any]
    """What its organisation is told of it."""


class TooMany(Exception):
    """The organisation has as many as it may have."""


class HasSome(Exception):
    """The organisation has clients of its own already."""


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret. It is long and random, so that a plain hash cannot be turned back."""
    return sha256(secret.encode()).digest()


async def find(pool: Pool, client_id: str) -> Client | None:
    """Return the client that says that it is this one, unless it was revoked."""
    if "\0" in client_id:
        return None
    async with presented(pool, client_id) as connection:
        row = await connection.fetchrow(FIND, client_id)
    return _client(row) if row else None


async def own(pool: Pool, organisation: str, client_id: str) -> Client | None:
    """Return a client of an organisation that has not been revoked."""
    async with own_rows(pool, organisation) as connection:
        row = await connection.fetchrow(FIND, client_id)
    return _client(row) if row else None


async def owner(pool: Pool, client_id: str) -> str | None:
    """Return the organisation whose client this is: none for one of the whole system, None where there is no such."""
    found: str | None = await pool.fetchval(OWNER, client_id) if "\0" not in client_id else None
    return found


async def of(pool: Pool, organisation: str) -> list[Client]:
    """Return an organisation's clients, the oldest first."""
    async with own_rows(pool, organisation) as connection:
        return [_client(row) for row in await connection.fetch(OF, organisation)]


async def has_secret(pool: Pool, client_id: str, secret: str) -> bool:
    """Return whether the secret is one of the client's."""
    given = hashed(secret)
    async with presented(pool, client_id) as connection:
        known = [row["secret_sha256"] for row in await connection.fetch(SECRETS, client_id)]
    return any(secrets.compare_digest(given, one) for one in known)


async def used(pool: Pool, client_id: str) -> None:
    """Remember that the client was in use today."""
    async with presented(pool, client_id) as connection:
        await connection.execute(USED, client_id)


async def spend(pool: Pool, client_id: str, jti: str, until: float) -> bool:
    """Take note of an assertion; False when it was used before. Those that have ended are forgotten."""
    await pool.execute(FORGET)
    return await pool.fetchval(SPEND, client_id, hashed(jti), until) is not None


async def create(
    pool: Pool,
    *,
    organisation: str,
    name: str,
    roles: Sequence[str],
    keys: Mapping[str, Any] | None,
    by: str,
    only_as_first: bool = False,
) -> tuple[Client, str | None]:
    """Make a client; return it with its secret, which is not seen again, or with None where it brought keys."""
    client_id = f"{organisation.lower()}-{secrets.token_hex(4)}"
    kept = json.dumps(keys) if keys is not None else None
    async with own_rows(pool, organisation) as connection:
        await connection.execute(ALONE, organisation)
        known = await connection.fetchval(COUNT, organisation)
        if known and only_as_first:
            raise HasSome
        if known >= MOST:
            raise TooMany
        row = await connection.fetchrow(CREATE, client_id, organisation, name, list(roles), kept, by)
        assert row is not None
        secret = None if keys is not None else secrets.token_urlsafe(32)
        if secret is not None:
            await connection.execute(ADD_SECRET, client_id, hashed(secret))
    return _client(row), secret


async def add_secret(pool: Pool, client: Client, overlap: timedelta) -> str:
    """Give a client another secret; those before go on being good for a while."""
    secret = secrets.token_urlsafe(32)
    async with own_rows(pool, client.organisation or "") as connection:
        await connection.execute(END_SECRETS, client.client_id, overlap)
        await connection.execute(ADD_SECRET, client.client_id, hashed(secret))
    return secret


async def replace_keys(pool: Pool, client: Client, keys: Mapping[str, Any]) -> None:
    """Hold the client's assertions against these keys from now on, and against no others."""
    async with own_rows(pool, client.organisation or "") as connection:
        await connection.execute(REPLACE_KEYS, client.client_id, json.dumps(keys))


async def revoke(pool: Pool, client: Client) -> None:
    """Give the client no more tokens."""
    async with own_rows(pool, client.organisation or "") as connection:
        await connection.execute(REVOKE, client.client_id)


async def settle(pool: Pool, listed: Sequence[Mapping[str, Any]]) -> None:
    """Take over the clients that the machine was set up with."""
    for one in listed:
        name, secret = one["client_id"], bytes.fromhex(one["secret_sha256"])
        async with presented(pool, name) as connection:
            await connection.execute(SETTLE, name, one["organisation"], one["roles"], one["scope"])
            await connection.execute("DELETE FROM client_secrets WHERE client_id = $1", name)
            await connection.execute(ADD_SECRET, name, secret)


def _client(row: asyncpg.Record) -> Client:
    known = dict(row)
    keys = json.loads(known["keys"]) if known["keys"] is not None else None
    shown = ("client_id", "organisation", "name", "roles", "created_by", "created_at", "last_used_on")
    described = {name: known[name] for name in shown} | {"keys": keys, "proves_itself_by": "keys" if keys else "secret"}
    return Client(
        known["client_id"], known["organisation"], known["roles"], known["scope"], known["settled"], keys, described
    )
