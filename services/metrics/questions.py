"""Read a question from a request's parameters, and refuse one that cannot be answered, naming the parameter."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import Query

from services.metrics.definition import Measure
from services.metrics.figures import Question
from services.metrics.measures import MEASURES
from services.metrics.period import year_named, year_of
from shared.http import Problem
from shared.moments import london_day

Organisation = Annotated[str | None, Query(description="An organisation's code; the whole system without one.")]
Year = Annotated[str | None, Query(description="A financial year like 2022/23; the running one without it.")]
AsAt = Annotated[str | None, Query(description="A moment of recording, RFC 3339; now without one.")]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


def question(year: str | None, as_at: str | None) -> Question:
    """Return the question that these parameters ask."""
    now = datetime.now(UTC)
    moment = _as_at(as_at, now)
    return Question(year=_year(year, moment or now), as_at=moment, now=now)


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
