"""Read a question from a request's parameters, and refuse one that cannot be answered, naming the parameter."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import Query, Request

from services.metrics.asking import Question
from services.metrics.definition import Measure
from services.metrics.disclosure import Reader
from services.metrics.measures import MEASURES
from services.metrics.period import year_named, year_of
from shared.http import Problem
from shared.moments import london_day

Organisation = Annotated[str | None, Query(description="An organisation's code; the whole system without one.")]
Year = Annotated[str | None, Query(description="A financial year like 2022/23; the running one without it.")]
AsAt = Annotated[str | None, Query(description="A moment of recording, RFC 3339; now without one.")]
Limit = Annotated[str | None, Query(description="How many items at most, up to 500.")]
Cursor = Annotated[str | None, Query(description="Where the page before ended.")]
MOST = 500
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


def question(request: Request, year: str | None = None, as_at: str | None = None) -> Question:
    """Return the question that these parameters ask."""
    now = datetime.now(UTC)
    moment = _as_at(as_at, now)
    caller = request.state.caller
    reader = Reader(caller.organisation, sees_all=caller.scope == "system")
    return Question(year=_year(year, moment or now), as_at=moment, now=now, reader=reader)


def moment(text: str, field: str) -> datetime:
    """Return a moment given in a parameter or header."""
    try:
        # A plus sign that was not escaped arrives as a space.
        return msgspec.convert(text.strip().replace(" ", "+"), _Moment).astimezone(UTC)
    except (msgspec.ValidationError, OverflowError, ValueError):
        raise Problem(
            400, "MalformedParameter", f"`{field}` is a moment with its offset, by RFC 3339.", field=field
        ) from None


def measure(slug: str) -> Measure:
    """Return the measure of this name."""
    if slug not in MEASURES:
        raise Problem(404, "UnknownMeasure", f"There is no measure {slug[:100]}.")
    return MEASURES[slug]


def limit(text: str | None, otherwise: int = 100) -> int:
    """Return how many items are asked for."""
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST):
        raise Problem(400, "MalformedParameter", f"`limit` is a whole number from 1 to {MOST}.", field="limit")
    return int(text)


def _as_at(text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    at = moment(text, "as_at")
    if at > now:
        raise Problem(400, "MalformedParameter", "`as_at` lies in the future.", field="as_at")
    return at


def _year(text: str | None, at: datetime) -> int:
    if text is None:
        return year_of(london_day(at))
    try:
        return year_named(text)
    except ValueError:
        raise Problem(400, "MalformedParameter", "A financial year reads like 2022/23.", field="year") from None
