"""What the projector reads and writes: arrays in, arrays out, one statement a table and batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import asyncpg
import msgspec

from services.metrics.changes import Changes
from services.metrics.contribution import Contribution
from services.metrics.counting import Counted, Figure, Moves, Pair
from services.metrics.followed import FOLLOWED
from services.metrics.ledger import Row
from services.metrics.period import Grain
from shared.contracts.event import Contract, Recorded
from shared.event_store import recorded
from shared.moments import london_day
from shared.postgres import Connection

CONTRACTS: Mapping[str, Contract] = {
    category.name: contract for contract in FOLLOWED.values() for category in contract.categories
}
"""By the category of a stream: whose facts they are."""

FACTS = """
SELECT subject, stream, version, type, organisation, source, id, time, recorded_at, data
FROM facts WHERE subject = ANY($1::text[]) ORDER BY recorded_at, stream, version
"""
FACTS_OF_CATEGORY = """
SELECT stream, version, type, organisation, source, id, time, recorded_at, data
FROM {}.facts WHERE subject > $1 AND subject < $2 ORDER BY stream, version
"""
FACT_COLUMNS = (
    "stream", "version", "subject", "type", "organisation", "source", "id", "time", "recorded_at", "data",
)  # fmt: skip
SUBJECTS = "SELECT stream, subject FROM facts WHERE stream = ANY($1::text[]) AND version = 1"
MERGED = """
SELECT subject, refers_to FROM refers
WHERE refers_to > 'person/' AND refers_to < 'person0' AND subject > 'person/' AND subject < 'person0'
"""
REFERRING = "SELECT refers_to, subject FROM refers WHERE refers_to = ANY($1::text[])"
REFER = "INSERT INTO refers SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING"
OPEN_ROWS = """
SELECT measure, subject, grain, first, last, organisation, counted, numerator, denominator, in_system, reason,
       known_from, known_to
FROM ledger WHERE subject = ANY($1::text[]) AND known_to IS NULL
"""
ALL_ROWS = OPEN_ROWS.replace("known_to IS NULL", "measure = ANY($2::text[])")
LEDGER_COLUMNS = (
    "measure", "subject", "grain", "first", "last", "organisation", "counted", "numerator", "denominator", "in_system",
     "reason", "known_from", "known_to",
)  # fmt: skip
CLOSE = """
UPDATE ledger SET known_to = closed.at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[],
            $8::timestamptz[]) AS closed (subject, measure, grain, first, organisation, counted, known_from, at)
WHERE (ledger.subject, ledger.measure, ledger.grain, ledger.first, ledger.organisation, ledger.counted,
       ledger.known_from)
    = (closed.subject, closed.measure, closed.grain, closed.first, closed.organisation, closed.counted,
       closed.known_from)
"""
DELETE = """
DELETE FROM ledger
USING unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[])
    AS gone (subject, measure, grain, first, organisation, counted, known_from)
WHERE (ledger.subject, ledger.measure, ledger.grain, ledger.first, ledger.organisation, ledger.counted,
       ledger.known_from)
    = (gone.subject, gone.measure, gone.grain, gone.first, gone.organisation, gone.counted, gone.known_from)
"""
COUNTS = """
SELECT counts.* FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[])
    AS asked (measure, organisation, grain, period, counted)
JOIN distinct_counts AS counts USING (measure, organisation, grain, period, counted)
"""
SET_COUNTS = """
INSERT INTO distinct_counts SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[],
                                                 $6::int[], $7::int[])
ON CONFLICT (measure, organisation, grain, period, counted) DO UPDATE
SET numerators = excluded.numerators, denominators = excluded.denominators
"""
CHANGE = """
INSERT INTO figures (measure, organisation, grain, period, numerator, denominator)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[])
ON CONFLICT (measure, organisation, grain, period) DO UPDATE
SET numerator = figures.numerator + excluded.numerator, denominator = figures.denominator + excluded.denominator
"""
ACCEPTED = """
INSERT INTO accepted_days SELECT * FROM unnest($1::text[], $2::date[], $3::timestamptz[])
ON CONFLICT (organisation, day) DO UPDATE SET at = least(accepted_days.at, excluded.at)
WHERE accepted_days.at > excluded.at
"""


async def subjects_of(connection: Connection, streams: Collection[str]) -> dict[str, str]:
    """Return the subject of each stream of which something is kept."""
    if not streams:
        return {}
    return {row[0]: row[1] for row in await connection.fetch(SUBJECTS, list(streams))}


async def facts(connection: Connection, subjects: Collection[str]) -> dict[str, list[Recorded]]:
    """Return the facts kept of each subject, as recorded."""
    found: dict[str, list[Recorded]] = {subject: [] for subject in subjects}
    for row in await connection.fetch(FACTS, list(subjects)):
        contract = CONTRACTS[row["stream"].partition("/")[0]]
        found[row["subject"]].append(recorded(row, contract))
    return found


async def facts_of_category(connection: Connection, schema: str, category: str) -> list[Recorded]:
    """Return every fact of a category of streams in one version, each stream in its order."""
    found = await connection.fetch(FACTS_OF_CATEGORY.format(schema), f"{category}/", f"{category}0")
    return [recorded(row, CONTRACTS[category]) for row in found]


async def merged(connection: Connection) -> list[tuple[str, str]]:
    """Return every two person keys that were ever merged."""
    return [(row[0].partition("/")[2], row[1].partition("/")[2]) for row in await connection.fetch(MERGED)]


async def referring(connection: Connection, subjects: Collection[str]) -> dict[str, set[str]]:
    """Return who ever referred to each subject."""
    found: dict[str, set[str]] = {subject: set() for subject in subjects}
    if subjects:
        for row in await connection.fetch(REFERRING, list(subjects)):
            found[row[0]].add(row[1])
    return found


async def open_rows(connection: Connection, subjects: Collection[str]) -> list[Row]:
    """Return the rows of these subjects that hold now."""
    return [row(one) for one in await connection.fetch(OPEN_ROWS, list(subjects))] if subjects else []


async def all_rows(connection: Connection, subjects: Collection[str], measures: Collection[str]) -> list[Row]:
    """Return every row of these subjects in these measures."""
    return [row(one) for one in await connection.fetch(ALL_ROWS, list(subjects), list(measures))]


def row(found: asyncpg.Record) -> Row:
    """Return a row of the ledger as it is written down."""
    measure, subject, grain, *rest, known_from, known_to = found
    first, last, organisation, counted, numerator, denominator, in_system, reason = rest
    one = Contribution(Grain(grain), first, last, organisation, counted, numerator, denominator, reason, in_system)
    return Row(measure, subject, one, known_from, known_to)


async def keep_facts(connection: Connection, new: Iterable[tuple[str, Recorded]]) -> None:
    """Keep facts beside what they add up to."""
    rows = [
        (one.stream, one.version, subject, one.event.type, one.organisation, one.source, one.id, one.time,
         one.recorded_at, msgspec.json.encode(one.event).decode())
        for subject, one in new
    ]  # fmt: skip
    await connection.copy_records_to_table("facts", records=rows, columns=FACT_COLUMNS)


async def keep_references(connection: Connection, new: Collection[tuple[str, str]]) -> None:
    """Keep who refers to whom, as (referred to, referring)."""
    await _write(connection, REFER, sorted(new))


async def keep_rows(connection: Connection, changes: Changes) -> None:
    """Remove rows, close others, then open new ones: a row that holds again is another row."""
    await _write(connection, DELETE, [_place(row) for row in changes.gone])
    await _write(connection, CLOSE, [(*_place(row), row.known_to) for row in changes.closed])
    if changes.opened:
        rows = [_columns(row) for row in changes.opened]
        await connection.copy_records_to_table("ledger", records=rows, columns=LEDGER_COLUMNS)


def _place(row: Row) -> tuple[object, ...]:
    """Return what no two rows share."""
    one = row.contribution
    return (
        row.subject, row.measure, one.grain.value, one.first, one.organisation, one.counted, row.known_from,
    )  # fmt: skip


def _columns(row: Row) -> tuple[object, ...]:
    one = row.contribution
    return (
        row.measure, row.subject, one.grain.value, one.first, one.last, one.organisation, one.counted,
        one.numerator, one.denominator, one.in_system, one.reason, row.known_from, row.known_to,
    )  # fmt: skip


async def keep_figures(connection: Connection, moves: Moves) -> None:
    """Move the figures, and the counts behind them."""
    asked = [(*counted.figure, counted.counted) for counted in moves.touched()]
    found = await connection.fetch(COUNTS, *map(list, zip(*asked, strict=True))) if asked else []
    before: dict[Counted, Pair] = {Counted(Figure(*row[:4]), row[4]): (row[5], row[6]) for row in found}
    after = moves.settle(before)
    await _write(connection, SET_COUNTS, [(*one.figure, one.counted, *pair) for one, pair in after.items()])
    await _write(connection, CHANGE, [(*figure, *by) for figure, *by in moves.moved()])


async def keep_accepted(connection: Connection, facts: Iterable[Recorded]) -> None:
    """Keep on which days each organisation was heard."""
    days: dict[tuple[str, object], datetime] = {}
    for fact in facts:
        key = (fact.organisation, london_day(fact.recorded_at))
        days[key] = min(days.get(key, fact.recorded_at), fact.recorded_at)
    await _write(connection, ACCEPTED, [(*key, days[key]) for key in sorted(days, key=str)])


async def _write(connection: Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        await connection.execute(statement, *map(list, zip(*rows, strict=True)))
