"""Versions of the read side that an earlier release made are brought to what this one writes."""

import asyncpg

from services.metrics import versions
from services.metrics.versions import Side
from tests import oracles
from tests.metrics.anything import tell
from tests.metrics.readside import ReadSide, opened

EARLIER = """
ALTER TABLE ledger ADD COLUMN id bytea;
UPDATE ledger SET id = decode(md5(ledger::text), 'hex');
DROP INDEX ledger_by_subject;
ALTER TABLE ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);
CREATE INDEX ledger_by_subject ON ledger (subject);
CREATE UNIQUE INDEX ledger_one_open_row ON ledger (measure, subject, grain, first, organisation, counted)
    WHERE known_to IS NULL;
"""
VERSION = 987_654


async def test_a_ledger_whose_rows_had_names_is_written_on(side: ReadSide, postgres: str) -> None:
    facts = tell(11, 160)
    for part in (facts[:80], facts[80:]):
        await side.take(part)
    whole = await oracles.written_down(side.connection)
    of = Side(VERSION, versions.LAYOUT, live=False)
    owner = await asyncpg.connect(postgres)
    await owner.execute(f"CREATE SCHEMA {of.schema}")
    await versions.lay_out(owner, of.schema, "CURRENT_USER")
    try:
        async with opened(postgres, of.schema) as earlier:
            await earlier.take(facts[:80])
            await earlier.connection.execute(EARLIER)
            for _ in range(2):
                await versions.bring_up(owner, of)
            await earlier.take(facts[80:])
            assert await oracles.written_down(earlier.connection) == whole
    finally:
        await owner.execute(f"DROP SCHEMA {of.schema} CASCADE")
        await owner.close()
