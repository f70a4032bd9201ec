"""Versions of the read side: each a schema with its own offsets, one of them live, the next built beside it.

A release that changes a definition or the layout brings a version of its own, which the worker builds from the
topics' beginning while the live one is read on, and promotes once it is equal, or what differs is agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.metrics.definition import Measure
from services.metrics.measures import MEASURES
from shared.migrate import shared_schema
from shared.postgres import Connection

LAYOUT = 1
"""The layout of `read_side.sql`, which this release reads and writes."""
ROLE = "metrics"
ADDED = "announcements"
"""A table that versions made by an earlier release lack; nothing is counted otherwise with it."""
SHED = "ledger_one_open_row"
"""An index that versions made by an earlier release have, and rows with names of their own; nothing is read by them."""

SIDES = "SELECT version, layout, live FROM public.read_sides ORDER BY version"
NO_LONGER_LIVE = "UPDATE public.read_sides SET live = false WHERE live AND version <> $1"
LIVE = "UPDATE public.read_sides SET live = true, promoted_at = now() WHERE version = $1"

MAKE = "INSERT INTO public.read_sides (version, layout, live) VALUES ($1, $2, $3)"
KEYED = """
DROP INDEX ledger_one_open_row, ledger_by_subject;
ALTER TABLE ledger DROP CONSTRAINT ledger_pkey;
ALTER TABLE ledger ALTER id DROP NOT NULL;
ALTER TABLE ledger SET (fillfactor = 85);
CREATE UNIQUE INDEX ledger_by_subject ON ledger (subject, measure, grain, first, organisation, counted, known_from);
"""
REMOVE = "DELETE FROM public.read_sides WHERE version = $1 AND NOT live RETURNING version"


@dataclass(frozen=True)
class Side:
    """One version of the read side."""

    version: int
    layout: int
    live: bool

    @property
    def schema(self) -> str:
        """The schema that it is in."""
        return f"read_{self.version}"


async def sides(connection: Connection) -> list[Side]:
    """Return every version, the oldest first."""
    return [Side(*row) for row in await connection.fetch(SIDES)]


def read_from(versions: list[Side]) -> Side | None:
    """Return the version that this release reads: the live one, or the newest that it can read."""
    readable = [one for one in versions if one.layout == LAYOUT]
    return next((one for one in readable if one.live), readable[-1] if readable else None)


def written_to(versions: list[Side]) -> list[Side]:
    """Return the versions that this release writes: the live one, and one that is newer."""
    live = max((one.version for one in versions if one.live), default=0)
    writable = [one for one in versions if one.layout == LAYOUT]
    return [one for one in writable if one.live] + [one for one in writable if one.version > live][-1:]


async def definitions(connection: Connection, side: Side) -> dict[str, int]:
    """Return by which definition each measure of a version is counted."""
    found = await connection.fetch(f"SELECT slug, definition_version FROM {side.schema}.measures")  # noqa: S608
    return {row[0]: row[1] for row in found}


def same(measures: Mapping[str, Measure], counted: Mapping[str, int]) -> dict[str, Measure]:
    """Return the measures that a version counts as this release does, or does not count yet."""
    return {
        slug: one
        for slug, one in measures.items()
        if counted.get(slug, one.definition.version) == one.definition.version
    }


async def prepare(connection: Connection) -> Side | None:
    """Make a version if this release needs one that is not there. For the owner of the database."""
    versions = await sides(connection)
    for side in written_to(versions):
        await bring_up(connection, side)
    newest = next((one for one in reversed(versions) if one.layout == LAYOUT), None)
    if newest is not None and len(same(MEASURES, await definitions(connection, newest))) == len(MEASURES):
        return None
    return await create(connection)


async def create(connection: Connection) -> Side:
    """Make an empty version, to be built by the worker. The first is live at once."""
    async with connection.transaction():
        versions = await sides(connection)
        made = Side(
            max((one.version for one in versions), default=0) + 1, LAYOUT, not any(one.live for one in versions)
        )
        await connection.execute(f"CREATE SCHEMA {made.schema}; GRANT USAGE ON SCHEMA {made.schema} TO {ROLE}")
        await lay_out(connection, made.schema, ROLE)
        await connection.execute(
            "INSERT INTO public.read_sides (version, live, layout) VALUES ($1, $2, $3)",
            made.version,
            made.live,
            made.layout,
        )
    return made


async def lay_out(connection: Connection, schema: str, role: str) -> None:
    """Make the tables of a version in a schema."""
    await connection.execute(f"SET search_path TO {schema}, public")
    own = [Path(__file__).with_name(f"{name}.sql") for name in ("read_side", "announcements")]
    for part in (*own, *map(shared_schema, ("consumer_1.sql", "consumer_2.sql", "consumer_3.sql"))):
        await connection.execute(part.read_text().replace(":role", role))
    await connection.execute("RESET search_path")


async def bring_up(connection: Connection, side: Side) -> None:
    """Bring a version that an earlier release made to what this one writes."""
    added = Path(__file__).with_name(f"{ADDED}.sql").read_text().replace(":role", ROLE)
    if await connection.fetchval("SELECT to_regclass($1) IS NULL", f"{side.schema}.{ADDED}"):
        await _alter(connection, side, added)
    if await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", f"{side.schema}.{SHED}"):
        await _alter(connection, side, KEYED)


async def _alter(connection: Connection, side: Side, statements: str) -> None:
    async with connection.transaction():
        await connection.execute(f"SET LOCAL search_path TO {side.schema}, public")
        await connection.execute(statements)


async def promote(connection: Connection, version: int) -> None:
    """Let a version be read from now on, in place of the one that was: a newer one, or again an older."""
    async with connection.transaction():
        # One after the other, since at no moment may two be live, not even within a statement.
        await connection.execute(NO_LONGER_LIVE, version)
        await connection.execute(LIVE, version)


async def drop(connection: Connection, version: int) -> None:
    """Remove a version that is not live."""
    async with connection.transaction():
        if await connection.fetchval(
            "DELETE FROM public.read_sides WHERE version = $1 AND NOT live RETURNING 1", version
        ):
            # Whoever folds takes the offsets first: once they are had, nobody holds what this waits for.
            await connection.execute(f"LOCK TABLE read_{version}.offsets IN ACCESS EXCLUSIVE MODE")
            await connection.execute(f"DROP SCHEMA read_{version} CASCADE")
