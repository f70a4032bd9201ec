"""What operators are told of the read side beyond what every service says: its versions, and who was heard when."""

from collections.abc import Mapping
from typing import Any

from services.metrics import versions
from services.metrics.followed import FOLLOWED
from services.metrics.heard import LAST
from services.metrics.versions import LAYOUT, Side
from shared.moments import written
from shared.postgres import Connection

STATE = """
SELECT version, promoted_at FROM public.read_sides
"""
VERSION = """
SELECT (SELECT CASE WHEN count(*) = $1 THEN min(at) END FROM "{0}".watermarks) AS reached,
    (SELECT min(recorded_at) FROM "{0}".parked) AS parked_since,
    (SELECT count(*) FROM "{0}".recounts) AS recounts,
    (SELECT count(*) FROM "{0}".measures) AS measures,
    (SELECT count(*) FROM "{0}".measures WHERE after IS NOT NULL) AS unfilled
"""


async def read_sides(connection: Connection) -> Mapping[str, Any]:
    """Return every version of the read side that this release can read, and each organisation's last fact."""
    known = [one for one in await versions.sides(connection) if one.layout == LAYOUT]
    promoted = {row["version"]: row["promoted_at"] for row in await connection.fetch(STATE)}
    live = next((one for one in known if one.live), None)
    heard = await connection.fetch(LAST.format(schema=live.schema)) if live else []
    return {
        "versions": [await _version(connection, one, promoted[one.version]) for one in known],
        "heard": [{"organisation": row["organisation"], "at": written(row["at"])} for row in heard],
    }


async def _version(connection: Connection, side: Side, promoted_at: Any) -> dict[str, Any]:
    row = await connection.fetchrow(VERSION.format(side.schema), len(FOLLOWED))
    assert row is not None
    return {
        "version": side.version,
        "schema": side.schema,
        "live": side.live,
        "promoted_at": None if promoted_at is None else written(promoted_at),
        "reached": None if row["reached"] is None else written(row["reached"]),
        "parked_since": None if row["parked_since"] is None else written(row["parked_since"]),
        "recounts": row["recounts"],
        "measures": row["measures"],
        "unfilled": row["unfilled"],
    }
