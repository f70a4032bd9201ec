"""What a back-up is: a folder of dumps with a manifest that says what is in them, and the list of erased keys."""

import asyncio
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import asyncpg
import msgspec

from deploy.cli import databases, erased
from deploy.cli.erased import Erased
from deploy.local.background import Report
from deploy.local.problems import Problem
from shared import migrate
from shared.postgres import Connection

FORMAT = 1
MANIFEST = "manifest.json"
FIRST = "metrics"
"""The read side is taken before the stores, so that it knows nothing that they do not hold."""

OFFSETS = "SELECT schemaname FROM pg_tables WHERE tablename = 'offsets' ORDER BY schemaname"
KEPT = "SELECT count(*) AS facts, max(recorded_at) AS last FROM events"
ERASED = 'SELECT person_key::text, organisation, "on"::text FROM erased_people'


class AlreadyThere(Problem):
    """A back-up is a new folder; this one exists:"""


class NotABackup(Problem):
    """This folder holds no back-up that can be restored:"""


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """One database in a back-up."""

    file: str
    sha256: str
    bytes: int
    revision: str | None
    """The migration that it was last brought to."""
    facts: int | None
    last_recorded_at: datetime | None
    reached: dict[str, dict[str, dict[str, int]]]
    """The next offset that it would read, by its schema, the topic and the partition."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a back-up."""

    format: int
    release: str
    moment: datetime
    databases: dict[str, Database]


def take(urls: Mapping[str, str], directory: Path, report: Report) -> Manifest:
    """Write every database into a new folder: all of them, or no folder."""
    if directory.exists():
        raise AlreadyThere(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = directory.with_name(f".{directory.name}-unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        manifest = asyncio.run(_take(urls, draft, report))
        (draft / erased.LIST).touch(mode=0o600)
        (draft / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        draft.rename(directory)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


async def _take(urls: Mapping[str, str], draft: Path, report: Report) -> Manifest:
    """Fix one moment of each database after the other, quickly, then write what was there at these moments."""
    moment, found = datetime.now(UTC), {}
    async with AsyncExitStack() as held:
        snapshots = {}
        for name in sorted(urls, key=lambda one: (one != FIRST, one)):
            connection = await asyncpg.connect(urls[name])
            held.push_async_callback(connection.close)
            await held.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
            snapshots[name] = connection, await connection.fetchval("SELECT pg_export_snapshot()")
        for name, (connection, snapshot) in snapshots.items():
            file = draft / f"{name}.dump"
            await asyncio.to_thread(databases.dump, urls[name], file, snapshot=snapshot)
            found[name] = await _described(connection, file)
            report(f"  {name:<10} {found[name].bytes:>13,} bytes  {found[name].facts or 0:>10,} facts")
    return Manifest(format=FORMAT, release=version("golden-thread"), moment=moment, databases=found)


async def _described(connection: Connection, file: Path) -> Database:
    digest, size = await asyncio.to_thread(_measured, file)
    facts = await connection.fetchrow(KEPT) if await has(connection, "events") else None
    versioned = await has(connection, "alembic_version")
    return Database(
        file=file.name,
        sha256=digest,
        bytes=size,
        revision=await connection.fetchval("SELECT version_num FROM alembic_version") if versioned else None,
        facts=facts["facts"] if facts else None,
        last_recorded_at=facts["last"] if facts else None,
        reached={schema: await _reached(connection, schema) for schema in await schemas_that_read(connection)},
    )


async def has(connection: Connection, table: str) -> bool:
    """Return whether the database has a table of this name."""
    return bool(await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table))


async def schemas_that_read(connection: Connection) -> Sequence[str]:
    """Return the schemas that follow topics, each with offsets of its own."""
    return [row["schemaname"] for row in await connection.fetch(OFFSETS)]


async def _reached(connection: Connection, schema: str) -> dict[str, dict[str, int]]:
    reached: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(f'SELECT topic, partition, next FROM "{schema}".offsets'):  # noqa: S608  quoted
        reached.setdefault(row["topic"], {})[str(row["partition"])] = row["next"]
    return reached


async def erased_keys(url: str) -> set[Erased]:
    """Return the keys of everybody whose entry was erased, as far as this database knows."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(ERASED) if await has(connection, "erased_people") else []
    finally:
        await connection.close()
    return {Erased(*row) for row in rows}


def read(directory: Path) -> Manifest:
    """Return a back-up's manifest as it is written."""
    try:
        return msgspec.json.decode((directory / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, msgspec.MsgspecError) as error:
        raise NotABackup(directory, error) from error


def verified(directory: Path) -> Manifest:
    """Return a back-up's manifest, once every file is what it says and this release can read it."""
    manifest = read(directory)
    if manifest.format != FORMAT or not (directory / erased.LIST).exists():
        raise NotABackup(directory, f"It has the format {manifest.format}, or no {erased.LIST}.")
    for name, one in manifest.databases.items():
        if not (directory / one.file).exists() or _measured(directory / one.file) != (one.sha256, one.bytes):
            raise NotABackup(directory, f"{one.file} is not what was written.")
        if one.revision is not None and not migrate.knows(name, one.revision):
            raise NotABackup(directory, f"{name} was brought to {one.revision} by a later release than this one.")
    return manifest


def _measured(file: Path) -> tuple[str, int]:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest(), content.tell()
