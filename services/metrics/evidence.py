"""What stands behind a figure: what was counted and what was not, and why.

To its own organisation, the things themselves; to others, how many.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from services.metrics import cursors
from services.metrics.asking import Reading
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Kind, Measure
from services.metrics.disclosure import rounded
from services.metrics.period import Grain, month_name, year_name
from services.metrics.tables import ledger
from services.metrics.totals import in_year, known, of, on_the_day

Cursor = tuple[str, str, int, str]


async def counts(reading: Reading, measure: Measure, organisation: str) -> dict[str, Any]:
    """Return the counts by reason, the most frequent first."""
    question = reading.question
    asked = (
        select(ledger.c.numerator, ledger.c.reason, func.count(func.distinct(ledger.c.counted)))
        .where(_looked_at(reading, measure), known(question.as_at), of(measure, organisation))
        .group_by(ledger.c.numerator, ledger.c.reason)
        .order_by(func.count().desc(), ledger.c.reason)
    )
    rows = list(await reading.connection.execute(asked)) if question.seen.begun else []
    reasons = [{"counted": bool(row[0]), "reason": row[1], "count": row[2]} for row in rows]
    found = {
        "counted": sum(one["count"] for one in reasons if one["counted"]),
        "not_counted": sum(one["count"] for one in reasons if not one["counted"]),
        "reasons": reasons,
    }
    seen = question.reader.sees(measure, organisation or None)
    return found if seen else _withheld(found)


def _looked_at(reading: Reading, measure: Measure) -> ColumnElement[bool]:
    """Select the rows that the figure rests on: of the year, or of its reference day."""
    if measure.kind is Kind.DAYS:
        return on_the_day(measure, reading.question.reference_day)
    return in_year(measure, reading.question.year)


def _withheld(found: dict[str, Any]) -> dict[str, Any]:
    """Return counts of another organisation's people as others see them; their order tells nothing of them."""
    reasons = [one | {"count": rounded(one["count"])} for one in found["reasons"]]
    reasons.sort(key=lambda one: (not one["counted"], one["reason"]))
    seen = {"counted": rounded(found["counted"]), "not_counted": rounded(found["not_counted"]), "reasons": reasons}
    hidden = None in [seen["counted"], seen["not_counted"], *(one["count"] for one in reasons)]
    return seen | {"suppressed": True} if hidden else seen


async def items(reading: Reading, measure: Measure, organisation: str, limit: int, cursor: str | None) -> list[Any]:
    """Return the reader's own things behind a figure, one more than the limit when there are more."""
    question = reading.question
    own = question.reader.organisation
    if own is None or organisation not in {own, WHOLE_SYSTEM} or not question.seen.begun:
        return []
    place = (ledger.c.subject, ledger.c.counted, ledger.c.first, ledger.c.grain)
    asked = (
        select(ledger)
        .where(
            _looked_at(reading, measure),
            known(question.as_at),
            of(measure, organisation),
            ledger.c.organisation == own,
        )
        .order_by(*place)
        .limit(limit + 1)
    )
    if cursor is not None:
        asked = asked.where(tuple_(*place) > cursors.place(cursor, Cursor))
    return list(await reading.connection.execute(asked))


def item(row: Any) -> dict[str, Any]:
    """Return one row of the ledger as evidence, with the way to the thing behind it."""
    category, _, identifier = row.subject.partition("/")
    stream = None if category == "publication" else f"{category}/{identifier}"
    return {
        "counted": bool(row.numerator),
        "reason": row.reason,
        "thing": row.counted,
        "kind": category,
        "stream": stream,
        "events": stream and f"/v1/streams/{stream}",
        "period": _period(row),
        "known_from": row.known_from.isoformat(),
    }


def _period(row: Any) -> str:
    match row.grain:
        case Grain.MONTH.value:
            return month_name(row.first)
        case Grain.DAY.value:
            return date.fromordinal(row.first).isoformat()
        case _:
            return year_name(row.first)


def cursor_after(row: Any) -> str:
    """Return where the next page goes on."""
    return cursors.after((row.subject, row.counted, row.first, row.grain))
