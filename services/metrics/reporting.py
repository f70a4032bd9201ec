"""Keep every figure as one row beside the read side, for tools that read whole tables and for SQL.

Made anew while the read side moves, at most once in a while. Only what says something else is written, so that each
row knows since when it says what it says: to its own organisation, and to others, who learn nothing from a change
that they do not see.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.metrics import rows
from services.metrics.agreement import Agreement
from services.metrics.agreements import Agreements
from services.metrics.api.agreement import joined
from services.metrics.asking import Question, Reading
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.freshness import Freshness, freshness
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, first_day, year_of
from services.metrics.reading_from import ReadSides
from services.metrics.rows import EXACT, Row
from services.metrics.tables import figures, offsets, recounts
from shared import postgres
from shared.moments import london_day
from shared.postgres import Connection, Lease, LeaseLost
from shared.telemetry import log

EVERY_SECONDS = 300.0
"""Every row of six years is worked out each time: some seconds for eight organisations."""
MOST_YEARS = 6
"""The running one and those before it; older ones are asked for one by one."""
TASK = "reporting"
Definitions: TypeAlias = Mapping[str, Mapping[str, Any]]

KEEP = """
INSERT INTO reported AS old (measure, organisation, period_type, period_start, exact, exact_at, shown, shown_at)
SELECT measure, organisation, period_type, period_start::date, exact::jsonb, $7, shown::jsonb, $7
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS new (measure, organisation, period_type, period_start, exact, shown)
ON CONFLICT (measure, organisation, period_type, period_start) DO UPDATE SET
    exact = excluded.exact, shown = excluded.shown,
    exact_at = CASE WHEN old.exact = excluded.exact THEN old.exact_at ELSE excluded.exact_at END,
    shown_at = CASE WHEN old.shown = excluded.shown THEN old.shown_at ELSE excluded.shown_at END
WHERE old.exact <> excluded.exact OR old.shown <> excluded.shown
"""
FORGET = """
DELETE FROM reported WHERE (measure, organisation, period_type, period_start) NOT IN (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]::date[]))
"""
LIST = """
INSERT INTO reported_lists (list, name, body) VALUES ($1, $2, $3::jsonb)
ON CONFLICT (list, name) DO UPDATE SET body = excluded.body
"""
UNTIL = """
INSERT INTO reported_until (reported_at, fresh_as_of) VALUES ($1, $2)
ON CONFLICT (one) DO UPDATE SET reported_at = excluded.reported_at, fresh_as_of = excluded.fresh_as_of
"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows, and what they rest on."""

    rows: Sequence[Row]
    agreement: Agreement
    definitions: dict[str, dict[str, Any]]
    fresh_as_of: datetime | None


async def follow(database_url: str) -> None:
    """Keep the rows until stopped; one process does at a time, another takes over."""
    engine = create_async_engine(
        database_url.replace("postgresql://", "postgresql+asyncpg://", 1),
        isolation_level="REPEATABLE READ",
        pool_size=1,
        pool_pre_ping=True,
    )
    sides = ReadSides(engine)
    try:
        while True:
            try:
                async with postgres.lease(database_url, TASK) as held:
                    await _keep_up(sides, held)
            except (
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                LeaseLost,
                SQLAlchemyError,
                OSError,
                TimeoutError,
            ) as error:
                log.warning("reporting.interrupted", error=repr(error))
                await asyncio.sleep(1)
    finally:
        await engine.dispose()


async def _keep_up(sides: ReadSides, held: Lease) -> None:
    agreements, kept = Agreements(), ""
    while True:
        source = await sides.source()
        if source is not None:
            stands = await where(source.engine)
            if stands != kept:
                now = datetime.now(UTC)
                found = await report(source.engine, source.definitions, agreements, now)
                await keep(held.connection, found, now)
                kept = stands
        await asyncio.sleep(EVERY_SECONDS)


async def where(engine: AsyncEngine) -> str:
    """Return where the read side stands: the rows are the same while this is."""
    async with engine.connect() as connection:
        taken = (await connection.execute(select(func.sum(offsets.c.next)))).scalar_one()
        waiting = (await connection.execute(select(func.count()).select_from(recounts))).scalar_one()
    return f"{engine.get_execution_options()} {taken} {waiting} {london_day(datetime.now(UTC))}"


async def report(engine: AsyncEngine, definitions: Definitions, agreements: Agreements, now: datetime) -> Report:
    """Work out every row, in one snapshot of the read side."""
    async with engine.connect() as connection:
        fresh = await freshness(connection)
        agreement = await agreements.read(connection, fresh, None)
        found: list[Row] = []
        for year in await _years(connection, year_of(london_day(now))):
            reading = Reading(
                connection=connection,
                question=Question(year=year, now=now, reader=EXACT),
                fresh=fresh,
                agreement=agreement,
                definitions=definitions,
            )
            found += await rows.of_year(reading, [WHOLE_SYSTEM, *agreement.organisations])
    told = {slug: reading.definition(one) for slug, one in MEASURES.items()}
    return Report(rows=found, agreement=agreement, definitions=told, fresh_as_of=_least(fresh))


async def keep(connection: Connection, report: Report, now: datetime) -> None:
    """Write what says something else than before, and take away what is no more, all at once."""
    keys = list(zip(*(row.key for row in report.rows), strict=True))
    exact, shown = [_packed(row.exact) for row in report.rows], [_packed(row.shown) for row in report.rows]
    async with connection.transaction():
        await connection.execute(KEEP, *keys, exact, shown, now)
        await connection.execute(FORGET, *keys)
        for name, lists in _lists(report).items():
            await connection.executemany(LIST, [(name, key, _packed(body)) for key, body in lists.items()])
        await connection.execute(UNTIL, now, report.fresh_as_of)


def _lists(report: Report) -> dict[str, dict[str, Any]]:
    return {
        "measures": report.definitions,
        "organisations": {one["code"]: one for one in joined(report.agreement)},
    }


def _least(fresh: Freshness) -> datetime | None:
    """Return up to which moment everything is in every row."""
    known = [fresh.of(slug) for slug in MEASURES]
    return min((at for at in known if at is not None), default=None) if None not in known else None


async def _years(connection: AsyncConnection, running: int) -> range:
    asked = select(func.min(figures.c.period)).where(figures.c.grain == Grain.MONTH.value)
    first = (await connection.execute(asked)).scalar_one()
    begun = running if first is None else year_of(first_day(first, Grain.MONTH))
    return range(max(min(begun, running), running - MOST_YEARS + 1), running + 1)


def _packed(body: Any) -> str:
    return json.dumps(body, default=str)
