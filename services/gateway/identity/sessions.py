"""Who is signed in: kept in the gateway's database, so that signing out ends it everywhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.gateway.identity import cookies
from services.gateway.identity.known import Identity, Means
from shared.identity import Caller
from shared.postgres import Pool

ON_THE_WAY = timedelta(minutes=10)
BEGIN = """
INSERT INTO sessions (cookie_sha256, subject, name, organisation, roles, scope, id_token, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8::interval)
"""
FIND = """
SELECT subject, name, organisation, roles, scope, seen_at < clock_timestamp() - interval '1 minute' AS is_stale
FROM sessions
WHERE cookie_sha256 = $1 AND ends_at > clock_timestamp() AND seen_at > clock_timestamp() - $2::interval
"""
SEEN = "UPDATE sessions SET seen_at = clock_timestamp() WHERE cookie_sha256 = $1"
END = "DELETE FROM sessions WHERE cookie_sha256 = $1 RETURNING id_token"
FORGET = """
WITH ended AS (DELETE FROM sign_ins WHERE ends_at < clock_timestamp())
DELETE FROM sessions WHERE ends_at < clock_timestamp() OR seen_at < clock_timestamp() - $1::interval
"""
LEAVE = "INSERT INTO sign_ins (cookie_sha256, held, return_to, ends_at) VALUES ($1, $2, $3, clock_timestamp() + $4)"
RETURN = "DELETE FROM sign_ins WHERE cookie_sha256 = $1 RETURNING held, return_to, ends_at > clock_timestamp() AS lasts"


@dataclass(frozen=True)
class Sessions:
    """The sessions of one gateway; `idle` ends one that is not used, `longest` every one."""

    pool: Pool
    idle: timedelta
    longest: timedelta

    async def begin(self, caller: Caller, name: str, id_token: str) -> str:
        """Begin a session and return the value of its cookie, which nobody has seen before."""
        cookie = cookies.new()
        await self.pool.execute(
            BEGIN, cookies.hashed(cookie), caller.client, name, caller.organisation, sorted(caller.roles),
            caller.scope, id_token, self.longest,
        )  # fmt: skip
        return cookie

    async def find(self, cookie: str, *, is_seen: bool = True) -> Identity | None:
        """Return who is signed in with this cookie, and count their time anew if they are seen to be there."""
        key = cookies.hashed(cookie)
        row = await self.pool.fetchrow(FIND, key, self.idle)
        if row is None:
            return None
        if row["is_stale"] and is_seen:
            await self.pool.execute(SEEN, key)
        caller = Caller(
            organisation=row["organisation"],
            client=row["subject"],
            roles=frozenset(row["roles"]),
            scope=row["scope"],
        )
        return Identity(caller=caller, means=Means.SESSION, name=row["name"], csrf_token=cookies.csrf_token(cookie))

    async def end(self, cookie: str) -> str | None:
        """End a session; return what its provider is shown, or None when there was none."""
        id_token: str | None = await self.pool.fetchval(END, cookies.hashed(cookie))
        return id_token

    async def leave(self, held: Mapping[str, Any], return_to: str) -> str:
        """Keep what somebody needs when they come back from the provider; return the value of their cookie."""
        cookie = cookies.new()
        await self.pool.execute(FORGET, self.idle)
        await self.pool.execute(LEAVE, cookies.hashed(cookie), json.dumps(held), return_to, ON_THE_WAY)
        return cookie

    async def come_back(self, cookie: str) -> tuple[dict[str, Any], str] | None:
        """Return what was kept for whoever left with this cookie, once."""
        row = await self.pool.fetchrow(RETURN, cookies.hashed(cookie))
        return (json.loads(row["held"]), row["return_to"]) if row and row["lasts"] else None
