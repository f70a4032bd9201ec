"""Ask the submission log: an organisation's own rows, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from services.gateway.submissions.receipt import first_batch
from shared.moments import written
from shared.postgres import Connection

COLUMNS = ("id", "source", "type", "subject", "status", "reason", "received_at", "batch")
_PAGE = "SELECT id, source, type, subject, status, reason, received_at, batch, place FROM submissions"
_REFUSED = """
SELECT id, source, subject, reason, body FROM submissions
WHERE batch = $1 AND status = 'refused' ORDER BY place
"""
_ONE = "SELECT type, subject, reason, body FROM submissions WHERE (batch, place) = ($1, $2) AND status = 'refused'"
_KNOWN = "SELECT EXISTS (SELECT FROM submissions WHERE batch = $1)"
_FILTERS = {
    "status": "status =",
    "type": "type =",
    "subject": "subject =",
    "source": "source =",
    "id": "id =",
    "batch": "batch =",
    "since": "received_at >=",
    "until": "received_at <",
    "from_batch": "batch >=",
    "to_batch": "batch <",
}


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before."""

    batch: UUID
    place: int

    def __str__(self) -> str:
        return f"{self.batch}.{self.place}"

    @classmethod
    def read(cls, said: str) -> "Cursor":
        """Return the cursor that was written so; raises ValueError for any other text."""
        batch, _, place = said.partition(".")
        if not (place.isascii() and place.isdecimal() and len(place) < 10):  # noqa: PLR2004  fits a column
            raise ValueError(said)
        return cls(UUID(batch), int(place))


@dataclass(frozen=True)
class Refused:
    """One fact that was refused, of which type, about what, why, and as it was submitted where that is kept."""

    type: str
    subject: str
    reason: dict[str, Any]
    body: bytes | None


@dataclass(frozen=True)
class Page:
    """Some rows, where each stands, and where the next page begins if there is one."""

    rows: Sequence[dict[str, Any]]
    places: Sequence[Cursor]
    next: Cursor | None


@dataclass(frozen=True)
class Refusal:
    """A fact that was refused; without a body it cannot be sent again."""

    row: dict[str, Any]
    body: bytes | None


async def page(connection: Connection, asked: dict[str, Any], after: Cursor | None, most: int) -> Page:
    """Return the rows for which everything asked holds."""
    asked = {name: value for name, value in asked.items() if value is not None}
    # A batch's id begins with its moment, so the index that leads to batches leads to moments too.
    if "since" in asked:
        asked["from_batch"] = first_batch(asked["since"])
    if "until" in asked:
        asked["to_batch"] = UUID(int=min(first_batch(asked["until"]).int + (1 << 80), (1 << 128) - 1))
    conditions = [f"{_FILTERS[name]} ${number}" for number, name in enumerate(asked, 1)]
    values = list(asked.values())
    if after is not None:
        conditions.append(f"(batch, place) < (${len(values) + 1}, ${len(values) + 2})")
        values += [after.batch, after.place]
    where = " WHERE " + " AND ".join(conditions) if conditions else ""
    order = f" ORDER BY organisation DESC, batch DESC, place DESC LIMIT ${len(values) + 1}"
    found = await connection.fetch(_PAGE + where + order, *values, most + 1)
    places = [Cursor(one["batch"], one["place"]) for one in found[:most]]
    return Page([_row(one) for one in found[:most]], places, places[-1] if len(found) > most else None)


async def refused(connection: Connection, batch: UUID) -> list[Refusal] | None:
    """Return what was refused of a batch, in its order; None when there is no such batch."""
    if not await connection.fetchval(_KNOWN, batch):
        return None
    return [_refusal(row) for row in await connection.fetch(_REFUSED, batch)]


async def one_refused(connection: Connection, at: Cursor) -> Refused | None:
    """Return a fact that was refused, by its place in the log."""
    row = await connection.fetchrow(_ONE, at.batch, at.place)
    if row is None:
        return None
    return Refused(row["type"] or "", row["subject"] or "", msgspec.json.decode(row["reason"]), row["body"])


def _row(found: Any) -> dict[str, Any]:
    said: dict[str, Any] = {name: found[name] for name in ("id", "source", "type", "subject", "status")}
    if found["reason"] is not None:
        said["reason"] = msgspec.json.decode(found["reason"])
    at: datetime = found["received_at"]
    return said | {"received_at": written(at), "batch": str(found["batch"])}


def _refusal(found: Any) -> Refusal:
    row = {"id": found["id"], "source": found["source"], "status": "refused", "stream": found["subject"]}
    return Refusal(row | {"reason": msgspec.json.decode(found["reason"])}, found["body"])
