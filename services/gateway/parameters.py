"""What can be asked for with a question, as the published interface describes it: as narrowly as it is judged."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from pydantic import BeforeValidator, WithJsonSchema

from services.gateway.exports.forms import DRAWN, MEDIA_TYPE, TABLES, Form
from shared.contracts.event import UUID_PATTERN

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
NAMED: Schema = {"type": "string", "minLength": 1, "maxLength": 300, "pattern": r"^[^\x00]*$"}
WORDS: Schema = {"type": "string", "maxLength": 300, "pattern": r"^[^\x00]*$"}
CODE: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"}
KEY: Schema = {"type": "string", "pattern": f"^{UUID_PATTERN}$"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OF_FILES: Schema = {**DAY, "pattern": r"^(?:1948-(?:07-(?:0[5-9]|[123])|0[89]|1)|1949|19[5-9]|[2-9])"}
"""A day on which anything can have happened: from 5 July 1948."""
MOMENT: Schema = {"type": "string", "format": "date-time"}
YES_NO: Schema = {"type": "boolean"}
YEAR: Schema = {"$ref": "#/components/schemas/FinancialYear"}

_FOLLOWED_BY = [f"{year:02}/{(year + 1) % 100:02}" for year in range(100)]
COMPONENTS: Schema = {
    "FinancialYear": {
        "type": "string",
        "description": "1 April to 31 March, by the years in which it begins and ends.",
        "examples": ["2022/23"],
        "pattern": f"^(?:19(?:{'|'.join(_FOLLOWED_BY[48:])})|[2-8][0-9](?:{'|'.join(_FOLLOWED_BY)}))$",
    }
}
"""What is referred to by name, since it would be long to say again each time."""


def one_of(*words: str) -> Schema:
    """Describe a choice of one word."""
    return {"type": "string", "enum": list(words)}


def some_of(*words: str) -> Schema:
    """Describe a choice of one word, or several with commas between them."""
    return {"type": "array", "items": one_of(*words), "minItems": 1}


def count(most: int, otherwise: int | None = None) -> Schema:
    """Describe how many items are asked for at most."""
    usual = {} if otherwise is None else {"default": otherwise}
    return {"type": "integer", "minimum": 1, "maximum": most, **usual}


def parameter(name: str, description: str, schema: Schema = TEXT, where: str = "query") -> dict[str, Any]:
    """Describe one parameter."""
    listed = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
    required = where == "path"
    said = {"name": name, "in": where, "required": required, "description": description}
    return {**said, **listed, "schema": schema}


AS_AT = parameter("as_at", "A moment of recording, RFC 3339, that has come: as it was known then.", MOMENT)
ORGANISATION = parameter("organisation", "An organisation's code; the whole system without one.", CODE)
IN_YEAR = parameter("year", "A financial year like 2022/23; the running one without it.", YEAR)
MIN_FRESH = parameter("X-Min-Fresh", "A `recorded_at`: wait up to two seconds until it is known.", MOMENT, "header")
FORMAT = parameter("format", "json, csv or xlsx; by `Accept` without it.", one_of(*TABLES))
PICTURE = parameter("format", "json, csv, xlsx, or its chart as svg or png; by `Accept` without it.", one_of(*DRAWN))
CURSOR = parameter("cursor", "Where the page before ended: follow `next`, which as CSV is in the header `Link`.")


def answered(schema: Schema, forms: Sequence[Form] = TABLES, description: str = "The answer.") -> dict[str, Any]:
    """Describe an answer that can be had in several forms; its schema is that of its JSON."""
    content: dict[str, Any] = {MEDIA_TYPE[form]: {"schema": _FORM.get(form, _FILE)} for form in forms}
    return {"200": {"description": description, "content": content | {MEDIA_TYPE[Form.JSON]: {"schema": schema}}}}


ITEMS: Schema = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"type": "object"}},
        "next": {"type": ["string", "null"], "description": "The address of the next page."},
    },
    "required": ["items", "next"],
}
THING: Schema = {"type": "object"}
_FILE: Schema = {"type": "string", "format": "binary"}
_FORM: Mapping[Form, Schema] = {Form.CSV: TEXT, Form.SVG: TEXT}


def _moment(said: object) -> datetime | None:
    """Return a moment; what lies far from all that was ever recorded is as good as what is nearer."""
    if said is None:
        return None
    try:
        # A plus sign that was not escaped arrives as a space.
        found = msgspec.convert(str(said).strip().replace(" ", "+"), _Written)
        return min(max(found.astimezone(UTC), _FIRST), _LAST)
    except OverflowError:
        return _LAST if str(said) > "5" else _FIRST
    except msgspec.ValidationError:
        raise ValueError("this is a moment with its offset, by RFC 3339") from None


def _day(said: object) -> date | None:
    if said is None:
        return None
    try:
        found = date.fromisoformat(str(said))
    except ValueError:
        found = None
    if found is None or found.isoformat() != said:
        raise ValueError("this is a day of the calendar, as YYYY-MM-DD")
    return found


_Written = Annotated[datetime, msgspec.Meta(tz=True)]
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Moment = Annotated[datetime | None, BeforeValidator(_moment), WithJsonSchema(dict(MOMENT))]
Wanted = Annotated[str | None, WithJsonSchema(dict(one_of(*TABLES)))]
Day = Annotated[date | None, BeforeValidator(_day), WithJsonSchema(dict(DAY))]
DayOfFiles = Annotated[date | None, BeforeValidator(_day), WithJsonSchema(dict(DAY_OF_FILES))]
