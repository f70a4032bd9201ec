"""What stands behind a figure: how many things were counted and how many were not, and why."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.definition import Measure
from services.metrics.figures import WHOLE_SYSTEM, Question, in_year, known
from services.metrics.status import has_begun
from services.metrics.tables import ledger


async def counts(
    connection: AsyncConnection, measure: Measure, organisation: str, question: Question
) -> dict[str, Any]:
    """Return the counts by reason, the most frequent first."""
    whose = ledger.c.in_system if organisation == WHOLE_SYSTEM else ledger.c.organisation == organisation
    asked = (
        select(ledger.c.numerator, ledger.c.reason, func.count(func.distinct(ledger.c.counted)))
        .where(in_year(measure, question.year), known(question.as_at), whose)
        .group_by(ledger.c.numerator, ledger.c.reason)
        .order_by(func.count().desc(), ledger.c.reason)
    )
    rows = list(await connection.execute(asked)) if has_begun(question.year, question.today) else []
    reasons = [{"counted": bool(row[0]), "reason": row[1], "count": row[2]} for row in rows]
    return {
        "counted": sum(one["count"] for one in reasons if one["counted"]),
        "not_counted": sum(one["count"] for one in reasons if not one["counted"]),
        "reasons": reasons,
    }
