"""Every figure as flat rows, page by page: for Power BI, Excel and whatever reads whole tables."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import cursors, questions
from services.metrics.disclosure import Reader
from services.metrics.period import year_name, year_named
from services.metrics.questions import Cursor, Limit, Organisation, Year
from services.metrics.reading_from import Source
from services.metrics.rows import COLUMNS
from shared.http import Problem, json_response
from shared.moments import written

router = APIRouter()

MOST = 5_000
Place = tuple[str, str, str, str]
UpdatedSince = Annotated[str | None, Query(description="A moment: only rows that have changed since.")]
Chosen = Annotated[str | None, Query(description="Only rows of this one.")]
# A row of one's own, of the system, and for the reader of the whole system every row, is exact.
_ROWS = """
SELECT measure, organisation, period_type, period_start, body, at FROM (
    SELECT measure, organisation, period_type, period_start,
        CASE WHEN sees THEN exact ELSE shown END AS body, CASE WHEN sees THEN exact_at ELSE shown_at END AS at
    FROM (SELECT *, :all OR organisation IN ('', :own) AS sees FROM public.reported) AS rows
) AS seen
WHERE (CAST(:organisation AS text) IS NULL OR organisation = :organisation)
    AND (CAST(:measure AS text) IS NULL OR measure = :measure)
    AND (CAST(:period_type AS text) IS NULL OR period_type = :period_type)
    AND (CAST(:year AS text) IS NULL OR body ->> 'financial_year' = :year)
    AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
    AND (measure, organisation, period_type, period_start) > (:m, :o, :t, :s)
ORDER BY measure, organisation, period_type, period_start LIMIT :limit
"""
_UNTIL = "SELECT reported_at, fresh_as_of FROM public.reported_until"
_FIRST: Place = ("", "", "", "0001-01-01")


@router.get("/figures")
async def figures(
    request: Request,
    organisation: Organisation = None,
    measure: Chosen = None,
    year: Year = None,
    period_type: Chosen = None,
    updated_since: UpdatedSince = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """Rows in the order of their keys."""
    most, place = _limit(limit), _FIRST if cursor is None else _place(cursor)
    caller = request.state.caller
    reader = Reader(caller.organisation, sees_all=caller.scope == "system")
    asked = {
        "all": reader.sees_all,
        "own": reader.organisation or "",
        "organisation": organisation,
        "measure": measure and questions.measure(measure).slug,
        "period_type": _period_type(period_type),
        "year": _year(year),
        "since": updated_since and questions.moment(updated_since, "updated_since"),
        **dict(zip("mot", place, strict=False)),
        "s": date.fromisoformat(place[3]),
        "limit": most + 1,
    }
    source: Source | None = await request.app.state.read_sides.source()
    if source is None:
        raise Problem(503, "NotReady", "The read side is being made.", headers={"Retry-After": "5"})
    async with source.engine.connect() as connection:
        body = await _page(request, connection, asked, most)
    return json_response(body, headers={"Cache-Control": "no-cache", "Vary": "Authorization, Accept"})


async def _page(request: Request, connection: AsyncConnection, asked: dict[str, Any], most: int) -> dict[str, Any]:
    rows = list(await connection.execute(text(_ROWS), asked))
    until = (await connection.execute(text(_UNTIL))).first() or (None, None)
    following = None
    if len(rows) > most:
        last = rows[most - 1]
        following = cursors.next_page(request, cursors.after((last[0], last[1], last[2], last[3].isoformat())))
    return {
        "items": [_item(row) for row in rows[:most]],
        "next": following,
        "reported_at": _written(until[0]),
        "fresh_as_of": _written(until[1]),
    }


def _item(row: Any) -> dict[str, Any]:
    return {name: row.body.get(name) for name in COLUMNS} | {"updated_at": written(row.at)}


def _written(at: datetime | None) -> str | None:
    return None if at is None else written(at)


def _place(cursor: str) -> Place:
    place: Place = cursors.place(cursor, Place)
    try:
        date.fromisoformat(place[3])
    except ValueError:
        raise cursors.not_one() from None
    return place


def _limit(said: str | None) -> int:
    if said is None:
        return MOST
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:6]) <= MOST):
        raise Problem(400, "MalformedParameter", f"`limit` is a whole number from 1 to {MOST}.", field="limit")
    return int(said)


def _period_type(said: str | None) -> str | None:
    if said not in {None, "year", "month"}:
        raise Problem(400, "MalformedParameter", "`period_type` is year or month.", field="period_type")
    return said


def _year(said: str | None) -> str | None:
    try:
        return None if said is None else year_name(year_named(said))
    except ValueError:
        raise Problem(400, "MalformedParameter", "A financial year reads like 2022/23.", field="year") from None
