"""What the projector reads and writes: arrays in, arrays out, one statement a table and batch."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from services.metrics.contribution import Contribution
from services.metrics.ledger import Row
from services.metrics.period import Grain, year_named
from shared.contracts.agreements import MeasureTargetSet, OrganisationJoined, OrganisationLeft
from shared.contracts.event import FactWithdrawn, Recorded
from shared.contracts.projects import PROJECTS
from shared.event_store import recorded
from shared.postgres import Connection

SCHEMA = "read_1"
"""The version of the read side that this release reads and writes."""

FACTS = """
SELECT stream, version, type, organisation, source, id, time, recorded_at, data
FROM facts WHERE subject = ANY($1::text[]) ORDER BY recorded_at
"""
KEEP_FACTS = """
INSERT INTO facts (stream, version, subject, type, organisation, source, id, time, recorded_at, data)
SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::timestamptz[], $9::timestamptz[], $10::json[])
"""
OPEN_ROWS = """
SELECT measure, subject, grain, first, last, organisation, counted, numerator, denominator, in_system, reason,
       known_from
FROM ledger WHERE subject = ANY($1::text[]) AND known_to IS NULL
"""
OPEN = """
INSERT INTO ledger (id, measure, subject, grain, first, last, organisation, counted, numerator, denominator,
                    in_system, reason, known_from, known_to)
SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[],
                     $9::int[], $10::int[], $11::bool[], $12::text[], $13::timestamptz[], $14::timestamptz[])
"""
CLOSE = """
UPDATE ledger SET known_to = closed.at FROM unnest($1::bytea[], $2::timestamptz[]) AS closed (id, at)
WHERE ledger.id = closed.id
"""
CHANGE = """
INSERT INTO figures (measure, organisation, grain, period, numerator, denominator)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[])
ON CONFLICT (measure, organisation, grain, period) DO UPDATE
SET numerator = figures.numerator + excluded.numerator, denominator = figures.denominator + excluded.denominator
"""
JOIN = """
INSERT INTO organisations (code, name, kind, joined_on, joined_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (code) DO NOTHING
"""
LEAVE = "UPDATE organisations SET left_on = $2, left_at = $3, successor = $4 WHERE code = $1"
STAY = "UPDATE organisations SET left_on = NULL, left_at = NULL, successor = NULL WHERE code = $1"
TARGET = """
INSERT INTO targets (measure, version, organisation, year, target, recorded_at, id, source, said_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
# Only its own: what another said under this id stands. Of several the one of the same source, else the last.
TAKE_TARGET_BACK = """
UPDATE targets SET taken_back_at = $5 WHERE measure = $1 AND version = (
    SELECT version FROM targets WHERE measure = $1 AND id = $2 AND said_by = $3 AND taken_back_at IS NULL
    ORDER BY source = $4 DESC, version DESC LIMIT 1)
"""


class Delta(NamedTuple):
    """By how much a figure of a period differs more from the period before than it did."""

    measure: str
    organisation: str
    grain: str
    period: int
    numerator: int
    denominator: int


async def facts(connection: Connection, subjects: Iterable[str]) -> dict[str, list[Recorded]]:
    """Return the facts kept of each project, as recorded."""
    found: dict[str, list[Recorded]] = {}
    for row in await connection.fetch(FACTS, list(subjects)):
        found.setdefault(row["stream"], []).append(recorded(row, PROJECTS))
    return found


async def open_rows(connection: Connection, subjects: Iterable[str]) -> dict[str, list[Row]]:
    """Return the rows of each subject that hold now."""
    found: dict[str, list[Row]] = {}
    for row in await connection.fetch(OPEN_ROWS, list(subjects)):
        one = Contribution(
            Grain(row["grain"]), row["first"], row["last"], row["organisation"], row["counted"],
            row["numerator"], row["denominator"], row["reason"], row["in_system"],
        )  # fmt: skip
        found.setdefault(row["subject"], []).append(Row(row["measure"], row["subject"], one, row["known_from"]))
    return found


async def keep_facts(connection: Connection, new: Iterable[Recorded]) -> None:
    """Keep facts beside what they add up to."""
    await _write(connection, KEEP_FACTS, [
        (one.stream, one.version, one.stream, one.event.type, one.organisation, one.source, one.id, one.time,
         one.recorded_at, msgspec.json.encode(one.event).decode())
        for one in new
    ])  # fmt: skip


async def keep_rows(connection: Connection, opened: Iterable[Row], closed: Iterable[Row]) -> None:
    """Close rows, then open others: a row that holds again is another row."""
    await _write(connection, CLOSE, [(row.id, row.known_to) for row in closed])
    await _write(connection, OPEN, [_columns(row) for row in opened])


def _columns(row: Row) -> tuple[object, ...]:
    one = row.contribution
    return (
        row.id, row.measure, row.subject, one.grain.value, one.first, one.last, one.organisation, one.counted,
        one.numerator, one.denominator, one.in_system, one.reason, row.known_from, row.known_to,
    )  # fmt: skip


async def keep_figures(connection: Connection, deltas: Sequence[Delta]) -> None:
    """Move the figures."""
    await _write(connection, CHANGE, deltas)


async def keep_organisation(connection: Connection, fact: Recorded) -> None:
    """Take in who joined or left."""
    code = fact.stream.partition("/")[2]
    match fact.event:
        case OrganisationJoined(name=name, kind=kind, on=day):
            await connection.execute(JOIN, code, name, kind, day, fact.recorded_at)
        case OrganisationLeft(on=day, successor=successor):
            heir = None if successor is msgspec.UNSET else successor
            await connection.execute(LEAVE, code, day, fact.recorded_at, heir)
        case FactWithdrawn():
            # Joining opens the stream and stands for ever, so it is the leaving that was taken back.
            await connection.execute(STAY, code)


async def keep_target(connection: Connection, fact: Recorded) -> None:
    """Take in a target, or that one was said in error."""
    slug, said = fact.stream.partition("/")[2], (fact.id, fact.source, fact.organisation)
    match fact.event:
        case MeasureTargetSet(organisation=code, target=target, financial_year=year):
            row = (slug, fact.version, code, year_named(year), target, fact.recorded_at, *said)
            await connection.execute(TARGET, *row)
        case FactWithdrawn(event_id=event_id):
            named = (slug, event_id, fact.organisation, fact.source, fact.recorded_at)
            await connection.execute(TAKE_TARGET_BACK, *named)


async def _write(connection: Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        await connection.execute(statement, *map(list, zip(*rows, strict=True)))
