"""Rows as CSV and as an Excel workbook. A column is a member's name; a text is never a formula."""

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

Cell = str | int | float | None
Row = Mapping[str, Cell]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTH = 24


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return UTF-8 with a header. What a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_guarded(row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode()


def as_xlsx(columns: Sequence[str], rows: Sequence[Row], sheet: str) -> bytes:
    """Return a workbook of one sheet, its header kept in sight."""
    file = io.BytesIO()
    told = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, told) as book:
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.set_column(0, len(columns) - 1, _WIDTH)
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, [row.get(name) for name in columns])
    return file.getvalue()


def _guarded(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
