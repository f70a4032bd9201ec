"""An answer of the read side as rows: what it lists, or itself; a column is a member's name. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.exports.tables import Cell
from services.gateway.pages.moments import moment

SUPPRESSED = "*"
"""Stands for a number that could tell of persons."""
HIDEABLE = ("numerator", "value", "needed", "count", "attendance")
APART = ("definition", "agreement")
"""What travels with a figure and is not a number of it."""

Row = dict[str, Cell]


def table(body: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
    """Return the columns and the rows of an answer."""
    listed = body.get("items", body.get("points"))
    found = [_row(one) for one in (listed if isinstance(listed, list) else [body])]
    columns = list(dict.fromkeys(name for row in found for name in row))
    return columns, found


def definitions(body: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> list[Row]:
    """Return the definitions that an answer rests on, one row each."""
    found = [body, *_listed(body), {"definition": beside}]
    told = [one["definition"] for one in found if isinstance(one, Mapping) and one.get("definition")]
    return [{name: _cell(value) for name, value in one.items()} for one in told]


def about(body: Mapping[str, Any], asked: str) -> list[Row]:
    """Return what a file says of itself: what was asked for, how fresh the answer is, and how it is to be read."""
    first = next((_figure(one) for one in (body, *_listed(body)) if "fresh_as_of" in _figure(one)), {})
    fresh, as_at = first.get("fresh_as_of"), body.get("as_at") or first.get("as_at")
    said = {
        "Asked for": asked,
        "As known at": moment(as_at) if as_at else "the latest",
        "Everything recorded until": moment(fresh) if fresh else "",
        "Fresh as of (UTC)": fresh,
        "Provisional": "Facts of before that moment may still come" if first.get("provisional") else None,
        SUPPRESSED: "A small number about people of another organisation, which is not shown; others are rounded to 5",
        "Next page": body.get("next"),
    }
    return [{"What": name, "Said": value} for name, value in said.items() if value]


def _listed(body: Mapping[str, Any]) -> list[Any]:
    listed = body.get("items")
    return listed if isinstance(listed, list) else []


def _figure(one: object) -> Mapping[str, Any]:
    said = one if isinstance(one, Mapping) else {}
    return said["figure"] if isinstance(said.get("figure"), Mapping) else said


def _row(one: object) -> Row:
    # A measure with its figure is its figure.
    said = _figure(one) if isinstance(one, Mapping) else {"item": one}
    hidden = said.get("suppressed") is True
    return {
        name: SUPPRESSED if hidden and value is None and name in HIDEABLE else _cell(value)
        for name, value in said.items()
        if name not in APART
    }


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Sequence) and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    return msgspec.json.encode(value).decode()
