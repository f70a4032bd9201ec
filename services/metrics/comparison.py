"""Whether two versions of the read side say the same of every moment up to which both are complete."""

from dataclasses import dataclass
from datetime import datetime

from services.metrics.followed import FOLLOWED
from services.metrics.versions import Side
from shared.postgres import Connection

COMPLETE = """
SELECT min(at) FROM {0}.watermarks WHERE NOT EXISTS (SELECT FROM {0}.recounts) AND NOT EXISTS (SELECT FROM {0}.parked)
AND NOT EXISTS (SELECT FROM {0}.measures WHERE after IS NOT NULL) HAVING count(*) = $1
"""
ROWS = """
SELECT measure, subject, grain, first, last, organisation, counted, numerator, denominator, in_system, reason,
       known_from, CASE WHEN known_to <= $1 THEN known_to END AS known_to
FROM {}.ledger WHERE known_from <= $1
"""
DIFFERING = """
SELECT measure, count(*) FILTER (WHERE live), count(*) FILTER (WHERE NOT live) FROM (
    (SELECT true AS live, * FROM (({0}) EXCEPT ({1})) AS only_live)
    UNION ALL
    (SELECT false, * FROM (({1}) EXCEPT ({0})) AS only_new)
) AS differing GROUP BY measure
"""


@dataclass(frozen=True)
class Comparison:
    """What was compared, and what differs."""

    at: datetime
    differing: dict[str, tuple[int, int]]
    """By measure: how many rows only the live version has, and how many only the new one."""


async def complete_to(connection: Connection, side: Side) -> datetime | None:
    """Return the moment up to which a version is complete; None while something is still to be counted."""
    at: datetime | None = await connection.fetchval(COMPLETE.format(side.schema), len(FOLLOWED))
    return at


async def compare(connection: Connection, live: Side, new: Side) -> Comparison | None:
    """Compare two versions at the lesser moment; None while one is not complete."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        moments = [await complete_to(connection, side) for side in (live, new)]
        known = [at for at in moments if at is not None]
        if len(known) < len(moments):
            return None
        both = (ROWS.format(side.schema) for side in (live, new))
        rows = await connection.fetch(DIFFERING.format(*both), min(known))
    return Comparison(min(known), {row[0]: (row[1], row[2]) for row in rows})
