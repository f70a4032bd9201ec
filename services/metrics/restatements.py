"""What has changed since a moment: the rows of a figure that are no longer so, or are so now, and what caused it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.asking import Reading
from services.metrics.definition import Measure
from services.metrics.tables import facts, ledger
from services.metrics.totals import in_year, known, of
from shared.moments import written

MOST = 100


async def restatements(
    reading: Reading, measures: Sequence[Measure], organisation: str, since: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Return, by measure, what is counted otherwise now than at a moment; the things only to their own organisation."""
    found: dict[str, list[dict[str, Any]]] = {}
    for measure in measures:
        rows = list(await reading.connection.execute(_changed(reading, measure, organisation, since)))
        if rows:
            caused = await _causes(reading.connection, {_moment(row, since) for row in rows})
            found[measure.slug] = [_restated(reading, measure, row, since, caused) for row in rows]
    return found


def _changed(reading: Reading, measure: Measure, organisation: str, since: datetime) -> Select[Any]:
    was, after = known(since), known(reading.question.as_at)
    return (
        select(ledger)
        .where(
            in_year(measure, reading.question.year),
            of(measure, organisation),
            or_(and_(was, ~after), and_(~was, after)),
        )
        .order_by(func.coalesce(ledger.c.known_to, ledger.c.known_from), ledger.c.subject)
        .limit(MOST)
    )


def _moment(row: Any, since: datetime) -> datetime:
    """Return when the change became known."""
    at: datetime = row.known_from if row.known_from > since else row.known_to
    return at


async def _causes(connection: AsyncConnection, moments: set[datetime]) -> dict[datetime, dict[str, Any]]:
    columns = (facts.c.recorded_at, facts.c.stream, facts.c.version, facts.c.type, facts.c.organisation)
    asked = select(*columns).where(facts.c.recorded_at.in_(moments))
    return {
        row.recorded_at: {
            "stream": row.stream,
            "version": row.version,
            "type": row.type,
            "organisation": row.organisation,
            "recorded_at": written(row.recorded_at),
        }
        for row in await connection.execute(asked)
    }


def _restated(
    reading: Reading, measure: Measure, row: Any, since: datetime, caused: dict[datetime, dict[str, Any]]
) -> dict[str, Any]:
    begins = row.known_from > since
    sign, moment = (1 if begins else -1), _moment(row, since)
    # In a list of the whole system, whose people they are would tell how many each organisation has.
    whose = row.organisation if reading.question.reader.sees(measure, row.organisation or None) else None
    restated: dict[str, Any] = {
        "organisation": whose or None,
        "change": "counted now" if begins else "no longer counted",
        "numerator": sign * row.numerator,
        "denominator": sign * row.denominator,
        "reason": row.reason,
        "known": written(moment),
    }
    if row.organisation == reading.question.reader.organisation or reading.question.reader.sees_all:
        restated |= {"thing": row.counted, "caused_by": caused.get(moment)}
    return restated
