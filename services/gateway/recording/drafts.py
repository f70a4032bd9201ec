"""What somebody has begun to fill in: kept for them alone, until it is recorded, discarded or too old."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.gateway.database import own_rows
from shared.identity import Caller
from shared.postgres import Connection, Pool

PERSON = "SELECT set_config('app.person', $1, true)"
KEEP = """
INSERT INTO drafts (organisation, person, id, type, identifier, typed, reason, tried)
VALUES ($1, $2, $3, $4, $5, $6::json, $7::json, $8)
ON CONFLICT (organisation, person, id) DO UPDATE
SET typed = excluded.typed, reason = excluded.reason, tried = excluded.tried, saved_at = clock_timestamp()
"""
_DRAFT = "SELECT id, type, identifier, typed, reason, tried, saved_at FROM drafts"
ONE = f"{_DRAFT} WHERE id = $1"
ALL = f"{_DRAFT} ORDER BY saved_at DESC"
REMOVE = "DELETE FROM drafts WHERE id = $1"
MOST = 100
"""How many drafts a person has; beyond it, what was not touched for longest goes."""
SPARE = "DELETE FROM drafts WHERE id IN (SELECT id FROM drafts ORDER BY saved_at DESC OFFSET $1)"
PRUNE = "SELECT prune_drafts(100)"


@dataclass(frozen=True)
class Draft:
    """One form as it was left."""

    id: UUID
    type: str
    identifier: str
    """Of the thing that it is about; empty for one that begins with it."""
    typed: Mapping[str, str]
    reason: Mapping[str, Any] | None = None
    """Why it was refused, if it was."""
    tried: bool = False
    """Whether somebody has tried to record it, and wants to know what is missing."""
    saved_at: datetime | None = field(default=None, compare=False)


async def keep(pool: Pool, caller: Caller, draft: Draft) -> None:
    async with _own_drafts(pool, caller) as connection:
        reason = None if draft.reason is None else json.dumps(draft.reason)
        await connection.execute(
            KEEP, caller.organisation, caller.client, draft.id, draft.type, draft.identifier,
            json.dumps(dict(draft.typed)), reason, draft.tried,
        )  # fmt: skip
        await connection.execute(SPARE, MOST)
        await connection.execute(PRUNE)


async def one(pool: Pool, caller: Caller, identifier: UUID) -> Draft | None:
    async with _own_drafts(pool, caller) as connection:
        row = await connection.fetchrow(ONE, identifier)
    return _draft(row) if row else None


async def every(pool: Pool, caller: Caller) -> list[Draft]:
    """Return a person's drafts, the latest first."""
    async with _own_drafts(pool, caller) as connection:
        return [_draft(row) for row in await connection.fetch(ALL)]


async def remove(pool: Pool, caller: Caller, identifier: UUID) -> None:
    async with _own_drafts(pool, caller) as connection:
        await connection.execute(REMOVE, identifier)


@asynccontextmanager
async def _own_drafts(pool: Pool, caller: Caller) -> AsyncIterator[Connection]:
    """Open a transaction that sees the drafts of one person in one organisation, and nobody else's."""
    async with own_rows(pool, caller.organisation or "") as connection:
        await connection.execute(PERSON, caller.client or "")
        yield connection


def _draft(row: Any) -> Draft:
    typed, reason = json.loads(row["typed"]), row["reason"]
    return Draft(
        row["id"], row["type"], row["identifier"], typed, reason and json.loads(reason), row["tried"], row["saved_at"]
    )
