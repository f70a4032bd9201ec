"""A workbook to fill in: the columns with their lists, and a sheet that says what each holds."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from services.gateway.imports.columns import Column
from services.gateway.imports.kind import Kind
from services.gateway.imports.limits import MOST_ROWS
from shared.contracts.event import FIRST_DAY

LAST_ROW = 5_000
"""The last row that has lists and checks; rows below are read all the same."""
LAST_DAY = date(2199, 12, 31)
DICTIONARY = "Data dictionary"
_TOLD = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WORDS = (("Column", 26), ("Needed", 9), ("What it holds", 70), ("Example", 30), ("Also known as", 60))


def workbook(kind: Kind[Any]) -> bytes:
    """Return the template as Excel."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _TOLD) as book:
        book.set_properties({"title": f"{kind.title}: template", "comments": kind.about})
        _to_fill_in(book, kind)
        _dictionary(book, kind)
    return file.getvalue()


def as_csv_template(kind: Kind[Any]) -> bytes:
    """Return the template as CSV that Excel opens as UTF-8: its headings alone."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([one.title for one in kind.columns])
    return text.getvalue().encode("utf-8-sig")


def _to_fill_in(book: Any, kind: Kind[Any]) -> None:
    sheet = book.add_worksheet(kind.title)
    needed = book.add_format({"bold": True, "bg_color": "#005eb8", "font_color": "#ffffff", "text_wrap": True})
    other = book.add_format({"bold": True, "bg_color": "#e8edee", "text_wrap": True})
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    as_text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 1)
    for place, one in enumerate(kind.columns):
        sheet.set_column(place, place, 18 if one.is_day or one.choices else 26, as_day if one.is_day else as_text)
        sheet.write_string(0, place, f"{one.title}*" if one.required else one.title, needed if one.required else other)
        if (rule := _rule(one)) is not None:
            sheet.data_validation(1, place, LAST_ROW, place, rule)


def _rule(column: Column) -> dict[str, Any] | None:
    told = {"input_title": column.title[:32], "input_message": column.says[:255], "error_type": "warning"}
    if column.is_day:
        days = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return told | days | {"error_message": "Give a day, for example 31/03/2023."}
    if column.choices:
        listed = {"validate": "list", "source": list(column.choices)}
        return told | listed | {"error_message": f"Choose one of: {', '.join(column.choices)}."[:255]}
    return told | {"validate": "any"}


def _dictionary(book: Any, kind: Kind[Any]) -> None:
    sheet = book.add_worksheet(DICTIONARY)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, (_, width) in enumerate(_WORDS):
        sheet.set_column(place, place, width, wrapped)
    sheet.write_string(0, 0, kind.title, bold)
    sheet.write_string(1, 0, kind.about)
    sheet.write_string(
        2, 0, f"Days may be written 31/03/2023, 2023-03-31 or 31 March 2023. At most {MOST_ROWS:,} rows."
    )
    sheet.write_string(3, 0, "Nothing here may tell of a patient. The same file again changes nothing.")
    sheet.write_row(5, 0, [name for name, _ in _WORDS], bold)
    for number, one in enumerate(kind.columns, 6):
        sheet.write_row(number, 0, _described(one))
    sheet.freeze_panes(6, 1)


def _described(column: Column) -> Sequence[str]:
    choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
    return (
        column.title,
        "yes" if column.required else "",
        column.says + choices,
        column.example,
        ", ".join(column.known_as),
    )
