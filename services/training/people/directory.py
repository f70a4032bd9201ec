"""The table of people. The database itself hides what belongs to another organisation.

No name and no address ever reaches a log: they travel as parameters, and an error of the database that could
quote one is turned into a refusal here.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg

from shared.postgres import Connection, Pool

COLUMNS = "person_key::text, organisation, name, email, merged_into::text, entered_at, amended_at"
ENTER = f"""
INSERT INTO people (person_key, organisation, name, email) VALUES ($1::text::uuid, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING {COLUMNS}
"""  # noqa: S608  the columns are the constant above
ONE = f"SELECT {COLUMNS} FROM people WHERE person_key = $1::text::uuid"  # noqa: S608
# A merged entry is found by its key alone: the person is listed once.
FIND = f"""
SELECT {COLUMNS} FROM people
WHERE merged_into IS NULL
  AND (lower(name) LIKE lower($1) || '%' OR lower(name) LIKE '% ' || lower($1) || '%')
  AND coalesce(lower(email), '') LIKE lower($2) || '%'
  AND ($3::text IS NULL
       OR (lower(name), person_key) > (SELECT lower(name), person_key FROM people WHERE person_key = $3::text::uuid))
ORDER BY lower(name), person_key LIMIT $4
"""  # noqa: S608
AMEND = f"""
UPDATE people SET name = $2, email = $3, amended_at = clock_timestamp()
WHERE person_key = $1::text::uuid RETURNING {COLUMNS}
"""  # noqa: S608
SAME = """
SELECT person_key::text FROM people,
    (SELECT coalesce(merged_into, person_key) AS root FROM people
     WHERE person_key = ANY($1::text[]::uuid[])) AS known
WHERE person_key = root OR merged_into = root GROUP BY person_key ORDER BY person_key
"""
# Whoever stands alone again gives way where somebody else has been given their address since.
LEAD = """
UPDATE people SET merged_into = $2::text::uuid, amended_at = clock_timestamp(), email = CASE
    WHEN $2::text IS NULL AND EXISTS (
        SELECT FROM people AS other WHERE other.person_key <> people.person_key
        AND other.merged_into IS NULL AND lower(other.email) = lower(people.email)) THEN NULL
    ELSE email END
WHERE person_key = $1::text::uuid AND merged_into IS DISTINCT FROM $2::text::uuid
"""
KEYS = """
SELECT given, person_key::text FROM unnest($1::text[]) AS given
JOIN people ON lower(email) = lower(given) AND merged_into IS NULL
"""
ENTER_MANY = """
INSERT INTO people (person_key, organisation, name, email)
SELECT key::uuid, $4, name, email FROM unnest($1::text[], $2::text[], $3::text[]) AS new (key, name, email)
ON CONFLICT DO NOTHING
"""
ERASE = """
WITH gone AS (DELETE FROM people WHERE person_key = ANY($1::text[]::uuid[]) RETURNING person_key, organisation)
INSERT INTO erased_people (person_key, organisation, "on") SELECT person_key, organisation, $2 FROM gone
ON CONFLICT (person_key) DO NOTHING
"""
ERASED = "SELECT person_key::text FROM erased_people WHERE person_key = $1::text::uuid AND organisation = $2"

Entry = Mapping[str, Any]


class AddressTaken(Exception):
    """Another person of the organisation has this address."""


@asynccontextmanager
async def own_people(pool: Pool, organisation: str) -> AsyncIterator[Connection]:
    """Open a transaction that sees the people of one organisation, and nobody else's."""
    async with pool.acquire() as connection, connection.transaction():
        await speak_for(connection, organisation)
        yield connection


async def speak_for(connection: Connection, organisation: str) -> None:
    """See the people of this organisation, and nobody else's, until the transaction ends."""
    await connection.execute("SELECT set_config('app.organisation', $1, true)", organisation)


async def enter(connection: Connection, organisation: str, name: str, email: str | None) -> Entry:
    """Give a person a key, which is random and says nothing of them, and keep their name under it."""
    row = await connection.fetchrow(ENTER, str(uuid4()), organisation, name, email)
    if row is None:
        raise AddressTaken
    return dict(row)


async def keys_of(connection: Connection, addresses: Iterable[str]) -> dict[str, str]:
    """Return the key of whoever has each address; who has none is left out."""
    return {row["given"]: row["person_key"] for row in await connection.fetch(KEYS, list(addresses))}


async def enter_many(connection: Connection, organisation: str, names: Mapping[str, str]) -> None:
    """Enter people by their addresses; who is there already, or is being entered elsewhere, stays as they are."""
    keys = [str(uuid4()) for _ in names]
    await connection.execute(ENTER_MANY, keys, list(names.values()), list(names), organisation)


async def one(connection: Connection, person_key: str) -> Entry | None:
    """Return a person's entry, or None when the organisation has none under this key."""
    row = await connection.fetchrow(ONE, person_key)
    return dict(row) if row else None


async def find(connection: Connection, *, name: str, email: str, after: str | None, most: int) -> list[Entry]:
    """Return the people of whom a part of the name, and the address, begin so, in the order of their names."""
    return [dict(row) for row in await connection.fetch(FIND, _literally(name), _literally(email), after, most)]


async def amend(connection: Connection, person_key: str, name: str, email: str | None) -> Entry | None:
    """Correct a person's name or address."""
    try:
        row = await connection.fetchrow(AMEND, person_key, name, email)
    except asyncpg.UniqueViolationError:
        raise AddressTaken from None  # its detail quotes the address
    return dict(row) if row else None


async def same(connection: Connection, person_keys: Iterable[str]) -> list[str]:
    """Return every key under which the directory knows the people who have these."""
    return [row["person_key"] for row in await connection.fetch(SAME, list(person_keys))]


async def lead(connection: Connection, person_key: str, to: str | None) -> None:
    """Let an entry lead to another of the same person, or stand for itself."""
    await connection.execute(LEAD, person_key, to)


async def erase(connection: Connection, person_keys: Iterable[str], on: date) -> None:
    """Remove entries whole, and remember that they are gone: nothing of a name stays in a row.

    The space of a row is used again after the next vacuum; the write-ahead log goes when it is recycled; a restored
    back-up erases again what was erased since.
    """
    await connection.execute(ERASE, list(person_keys), on)


async def was_erased(connection: Connection, organisation: str, person_key: str) -> bool:
    """Return whether the organisation had an entry under this key."""
    return await connection.fetchval(ERASED, person_key, organisation) is not None


def _literally(prefix: str) -> str:
    return prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
