"""`goldenthread verify` finds each kind of fault in a running system, and nothing where nothing is wrong."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.servers import servers
from deploy.local.credentials import SEAL_KEY
from deploy.local.home import Home
from deploy.local.stack import Stack
from deploy.verification.report import Report
from deploy.verification.running import SERVICES, verify
from shared import kafka
from shared.seals import private_key
from tests.client import Door, eventually
from tests.deploy.cli.command import typed
from tests.journeys.projects import Project, Year
from tests.oracles import live, settled
from tests.training.asking import ask, entered


async def asked(stack: Stack) -> Report:
    """Verify everything, seals and signatures too."""
    found = servers(stack.home)
    key = private_key(Home(stack.home).read("secrets.json")[SEAL_KEY])
    async with kafka.reader(stack.kafka) as reader:
        return await verify(found.backups, reader, timedelta(seconds=60), dict.fromkeys(SERVICES, key))


@asynccontextmanager
async def superuser(stack: Stack, name: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """Open a connection of somebody who can do anything, as an intruder in the database could."""
    connection = await asyncpg.connect(stack.backup_url(name))
    try:
        yield connection
    finally:
        await connection.close()


async def forced(connection: "asyncpg.Connection[asyncpg.Record]", statements: str) -> None:
    """Do what the database refuses: with its triggers out of the way."""
    guarded = [table for table in ("events", "seals") if await connection.fetchval("SELECT to_regclass($1)", table)]
    async with connection.transaction():
        for table in guarded:
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        await connection.execute(statements)
        for table in guarded:
            await connection.execute(
                f"ALTER TABLE {table} ENABLE TRIGGER ALL; ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_are_facts"
            )


async def sealed(stack: Stack, moment: str) -> None:
    """Wait until everything recorded up to a moment is sealed."""
    at = datetime.fromisoformat(moment)

    async def reached() -> bool:
        async with superuser(stack, "projects") as connection:
            through = await connection.fetchval("SELECT max(through) FROM seals")
            return through is not None and bool(through >= at)

    await eventually(reached, "it is sealed", 60)


async def test_a_sound_system_is_found_sound_also_after_somebody_was_erased(
    stack: Stack, door: Door, any_year: Year
) -> None:
    gone = await entered(door, "Ada who goes")
    answers = await door.accepted([Project().registered(any_year.day(1)) for _ in range(10)])
    assert (await ask(door, "DELETE", f"/v1/people/{gone}")).status == 200
    await settled(stack)
    await sealed(stack, answers[-1]["recorded_at"])

    done = await typed("verify", "--audit", "--json", "--home", stack.home)

    assert done.code == 0, done
    said = json.loads(done.out)
    assert said["holds"]
    assert set(said["oracles"]) == {f"O{number}" for number in range(1, 11)}
    assert all(one["count"] > 0 for one in said["oracles"].values())
    assert said["oracles"]["O2"]["count"] == said["oracles"]["O3"]["count"] > 1_000
    words = (await typed("verify", "--home", stack.home)).out.splitlines()
    assert [line.split()[0] for line in words[:10]] == [f"O{number}" for number in range(1, 11)]


@dataclass(frozen=True)
class Tampering:
    """What an intruder does, how it is undone, and what has to be found."""

    database: str
    do: str
    undo: str
    found_by: set[str]


ONE = "(SELECT min(position) FROM events WHERE type = 'project.registered' AND organisation IN ('RGP', 'RM1'))"
TAMPERINGS = {
    "a fact changed": Tampering(
        "projects",
        "CREATE TABLE before AS SELECT position, data::text FROM events WHERE position = " + ONE + ";"
        " UPDATE events SET data = jsonb_set(data::jsonb, '{title}', '\"Later\"')::json WHERE position = " + ONE,
        "UPDATE events SET data = before.data::json FROM before WHERE events.position = before.position;"
        " DROP TABLE before",
        {"O3", "O4", "O5", "O10"},
    ),
    "a fact of another organisation": Tampering(
        "projects",
        "CREATE TABLE before AS SELECT position, organisation FROM events WHERE position = " + ONE + ";"
        " UPDATE events SET organisation = 'RMY' WHERE position = (SELECT position FROM before)",
        "UPDATE events SET organisation = before.organisation FROM before WHERE events.position = before.position;"
        " DROP TABLE before",
        {"O1", "O3", "O4", "O5", "O7", "O9", "O10"},
    ),
    "a fact removed": Tampering(
        "projects",
        "CREATE TABLE before AS SELECT * FROM events WHERE position = " + ONE + ";"
        " DELETE FROM events WHERE position = (SELECT position FROM before)",
        "INSERT INTO events OVERRIDING SYSTEM VALUE SELECT * FROM before; DROP TABLE before",
        {"O1", "O2", "O4", "O5", "O7", "O10"},
    ),
    "a seal removed": Tampering(
        "projects",
        "CREATE TABLE before AS SELECT * FROM seals WHERE number = 1; DELETE FROM seals WHERE number = 1",
        "INSERT INTO seals SELECT * FROM before; DROP TABLE before",
        {"O10"},
    ),
    "a figure raised": Tampering(
        "metrics",
        "UPDATE read_1.figures SET numerator = numerator + 1 WHERE measure = 'modest-improvement'",
        "UPDATE read_1.figures SET numerator = numerator - 1 WHERE measure = 'modest-improvement'",
        {"O5"},
    ),
    "a row of the ledger lost": Tampering(
        "metrics",
        "CREATE TABLE before AS SELECT * FROM read_1.ledger ORDER BY subject, known_from LIMIT 1;"
        " DELETE FROM read_1.ledger USING before WHERE ledger::text = before::text",
        "INSERT INTO read_1.ledger SELECT * FROM before; DROP TABLE before",
        {"O5"},
    ),
    "an offset moved": Tampering(
        "metrics",
        "UPDATE read_1.offsets SET last = decode('00', 'hex') || last WHERE topic = 'qi.agreements' AND next > 0",
        "UPDATE read_1.offsets SET last = substr(last, 2) WHERE topic = 'qi.agreements' AND next > 0",
        {"O6"},
    ),
    "a record that waits": Tampering(
        "metrics",
        'INSERT INTO read_1.parked (topic, partition, "offset", reason, headers, value)'
        " VALUES ('qi.agreements', 0, 0, 'a defect', '[]', '')",
        "DELETE FROM read_1.parked",
        {"O8"},
    ),
    "a wall taken down": Tampering(
        "training",
        "ALTER TABLE people NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people FORCE ROW LEVEL SECURITY",
        {"O9"},
    ),
}


@pytest.fixture(scope="module")
async def _all_sealed(stack: Stack, door: Door) -> None:
    """Wait until there is a fact of RGP and every fact is sealed: what came before is what intruders change."""
    [answer] = await door.accepted([Project().registered("2017-05-01")])
    await settled(stack)
    await sealed(stack, answer["recorded_at"])


@pytest.mark.usefixtures("_all_sealed")
@pytest.mark.parametrize("name", TAMPERINGS)
async def test_what_an_intruder_did_is_found_by_what_looks_for_it(stack: Stack, name: str) -> None:
    tampering = TAMPERINGS[name]
    async with superuser(stack, "metrics") as connection:
        schema = await live(connection)
    await settled(stack)
    async with superuser(stack, tampering.database) as connection:
        await forced(connection, tampering.do.replace("read_1.", f"{schema}."))
        try:
            found = await asked(stack)
        finally:
            await forced(connection, tampering.undo.replace("read_1.", f"{schema}."))
    assert {one.name for one in found.findings.values() if one.faults} == tampering.found_by, found.lines()


async def test_what_is_no_key_is_refused(stack: Stack, tmp_path: Path) -> None:
    broken = tmp_path / "no-key.json"
    broken.write_text("{}")
    done = await typed("verify", "--audit", "--key", broken, "--home", stack.home)
    assert (done.code, "no Ed25519 key" in done.err) == (2, True)
