"""Rows as CSV. A column is a member's name; a text is never a formula."""

import csv
import io
from collections.abc import Mapping, Sequence

Cell = str | int | float | None
Row = Mapping[str, Cell]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return UTF-8 with a header. What a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_guarded(row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode()


def _guarded(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
