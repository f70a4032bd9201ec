"""While a release rolls out, programs of before and of now work on one schema: migrations only add, none goes back."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import TypeAlias

import asyncpg
import pytest

from deploy.local.stack import Stack
from deploy.local.system import MIGRATED
from shared import migrate

PROMISED_SINCE = {"metrics": "0003"}
"""Before it nothing was released: that one makes the read side anew."""

COLUMNS = """
SELECT n.nspname || '.' || c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS needed, a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' AS filled
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname <> 'alembic_version'
"""
# A unique index is a rule too, and so is one that ON CONFLICT names.
RULES = """
SELECT conrelid::regclass::text AS "table", contype::text || ' ' || pg_get_constraintdef(oid) AS rule FROM pg_constraint
WHERE conrelid <> 0 AND connamespace::regnamespace::text !~ '^(pg_|information_schema)' AND contype <> 'n'
UNION ALL
SELECT indrelid::regclass::text, regexp_replace(pg_get_indexdef(indexrelid), '^.* ON ', 'unique ON ')
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indisunique AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
"""
RIGHTS = """
SELECT table_schema || '.' || table_name AS "table", grantee || ' ' || privilege_type || ' ' || column_name AS what
FROM information_schema.column_privileges WHERE table_schema !~ '^(pg_|information_schema)'
"""
FUNCTIONS = """
SELECT oid::regprocedure::text || ' ' || pg_get_function_result(oid) FROM pg_proc
WHERE pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
"""
Pairs: TypeAlias = "set[tuple[str, str]]"


class Schema:
    """What programs rest on in a database."""

    columns: dict[tuple[str, str], asyncpg.Record]
    rules: Pairs
    rights: Pairs
    functions: set[str]

    @classmethod
    async def of(cls, url: str) -> "Schema":
        connection = await asyncpg.connect(url)
        one = cls()
        one.columns = {(row["table"], row["name"]): row for row in await connection.fetch(COLUMNS)}
        one.rules = {(row[0] if "." in row[0] else f"public.{row[0]}", row[1]) for row in await connection.fetch(RULES)}
        one.rights = {tuple(row) for row in await connection.fetch(RIGHTS)}
        one.functions = {row[0] for row in await connection.fetch(FUNCTIONS)}
        await connection.close()
        return one

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.columns}

    def breaks(self, before: "Schema") -> list[str]:
        """Return what a program that knows only the schema of before would stumble over."""
        found = [f"{one} is gone" for one in before.columns.keys() - self.columns.keys()]
        for name, column in self.columns.items():
            old = before.columns.get(name)
            if old is not None and (old["type"], old["filled"] or column["filled"]) != (
                column["type"],
                column["filled"],
            ):
                found.append(f"{name} is another")
            if column["needed"] and not column["filled"] and name[0] in before.tables and not (old and old["needed"]):
                found.append(f"{name} has to be given")
        found += [f"a rule more: {one}" for one in self.rules - before.rules if one[0] in before.tables]
        found += [f"a rule less: {one}" for one in before.rules - self.rules]
        found += [f"a right less: {one}" for one in before.rights - self.rights]
        return found + [f"{one} is gone" for one in before.functions - self.functions]


@pytest.fixture
async def empty(stack: Stack) -> AsyncIterator[str]:
    """Yield the superuser's way to an empty database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server = stack.backup_url("projects")
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield server.rpartition("/")[0] + f"/{name}"
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@pytest.mark.parametrize("service", MIGRATED)
async def test_what_the_release_before_rests_on_is_still_there_after_each_migration(empty: str, service: str) -> None:
    since, before = PROMISED_SINCE.get(service, "0001"), None
    for revision in (one.revision for one in migrate.revisions(service)):
        await asyncio.to_thread(migrate.upgrade, service, empty, revision)
        now = await Schema.of(empty)
        if before is not None and revision > since:
            assert now.breaks(before) == [], revision
        before = now

    assert before is not None
    assert len(before.tables) > 3


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ALTER TABLE submissions DROP COLUMN organisation CASCADE", "is gone"),
        ("DROP TABLE offsets", "is gone"),
        ("ALTER TABLE submissions ADD COLUMN colour text NOT NULL", "has to be given"),
        ("ALTER TABLE submissions ALTER COLUMN type TYPE varchar(300)", "is another"),
        ("ALTER TABLE submissions ADD CHECK (type <> '')", "a rule more"),
        ("CREATE UNIQUE INDEX ON submissions (type)", "a rule more"),
        ("REVOKE INSERT ON submissions FROM gateway", "a right less"),
    ],
)
async def test_what_would_break_it_is_found(empty: str, statement: str, words: str) -> None:
    await asyncio.to_thread(migrate.upgrade, "gateway", empty)
    before = await Schema.of(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute(statement)
    await connection.close()

    assert words in " ".join((await Schema.of(empty)).breaks(before))


@pytest.mark.parametrize("service", MIGRATED)
def test_nothing_goes_back(service: str) -> None:
    for one in migrate.revisions(service):
        assert not hasattr(one.module, "downgrade"), one.revision
