"""The table of people. The database itself hides what belongs to another organisation.

No name and no address ever reaches a log: they travel as parameters, and an error of the database that could
quote one is turned into a refusal here.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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
    (SELECT coalesce(merged_into, person_key) AS root FROM people WHERE person_key = $1::text::uuid) AS known
WHERE person_key = root OR merged_into = root ORDER BY person_key
"""
MERGE = """
WITH known AS (SELECT coalesce(merged_into, person_key) AS root FROM people WHERE person_key = $1::text::uuid),
     target AS (SELECT coalesce(merged_into, person_key) AS root FROM people WHERE person_key = $2::text::uuid)
UPDATE people SET merged_into = target.root, amended_at = clock_timestamp()
FROM known, target
WHERE known.root <> target.root AND (person_key = known.root OR merged_into = known.root)
"""

Entry = Mapping[str, Any]


class AddressTaken(Exception):
    """Another person of the organisation has this address."""


@asynccontextmanager
async def own_people(pool: Pool, organisation: str) -> AsyncIterator[Connection]:
    """Open a transaction that sees the people of one organisation, and nobody else's."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.organisation', $1, true)", organisation)
        yield connection


async def enter(connection: Connection, organisation: str, name: str, email: str | None) -> Entry:
    """Give a person a key, which is random and says nothing of them, and keep their name under it."""
    row = await connection.fetchrow(ENTER, str(uuid4()), organisation, name, email)
    if row is None:
        raise AddressTaken
    return dict(row)


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


async def same(connection: Connection, person_key: str) -> list[str]:
    """Return every key under which the directory knows the person who has this one."""
    return [row["person_key"] for row in await connection.fetch(SAME, person_key)]


async def merge(connection: Connection, person_key: str, into: str) -> None:
    """Make two entries one person; the key that was merged still leads to them."""
    await connection.execute(MERGE, person_key, into)


async def erase(connection: Connection, person_keys: list[str]) -> None:
    """Remove entries whole: nothing of a name stays in a row.

    What `goldenthread erase` has to see to beyond this: the space of the row until the next vacuum, the
    write-ahead log and the backups until they age out, and copies in the gateway (bodies of refused submissions,
    drafts, imports and exports).
    """
    await connection.execute("DELETE FROM people WHERE person_key = ANY($1::text[]::uuid[])", person_keys)


def _literally(prefix: str) -> str:
    return prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
