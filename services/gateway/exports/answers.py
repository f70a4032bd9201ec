"""An answer of the read side as rows: what it lists, or itself; a column is a member's name. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.exports.tables import Cell

SUPPRESSED = "*"
"""Stands for a number that could tell of persons."""
HIDEABLE = ("numerator", "value", "needed", "count", "attendance")
APART = ("definition", "agreement")
"""What travels with a figure and is not a number of it."""

Row = dict[str, Cell]


def table(body: Mapping[str, Any]) -> tuple[list[str], list[Row]]:
    """Return the columns and the rows of an answer."""
    listed = body.get("items")
    found = [_row(one) for one in (listed if isinstance(listed, list) else [body])]
    columns = list(dict.fromkeys(name for row in found for name in row))
    return columns, found


def _row(one: object) -> Row:
    said: Mapping[str, Any] = one if isinstance(one, Mapping) else {"item": one}
    # A measure with its figure is its figure.
    said = said["figure"] if isinstance(said.get("figure"), Mapping) else said
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
