"""Excel workbooks: tables that can be sorted and filtered, charts that Excel draws itself, and what belongs to them."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from services.gateway.charts.columns import Column
from services.gateway.exports.tables import Cell, Row

NUMBERS = frozenset({"value", "target", "mean", "lpl", "upl", "median"})
"""Decimals, which answers hold as texts, so that nothing is lost; here they are to be reckoned with."""
NARROWEST, WIDEST, WRAPPED = 10, 60, 70
CHART = {"width": 900, "height": 420}
_TOLD = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet of its own; its name is also the table's."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    prose: bool = False
    """Whether cells hold sentences, which are wrapped."""


@dataclass(frozen=True)
class Drawn:
    """A chart over columns, with what it says for whoever does not see it."""

    title: str
    said: str
    labels: Sequence[str]
    columns: Sequence[Column]
    unit: str = ""


class Book:
    """A workbook that is being written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._exact = book.add_format({"num_format": "0.00"})
        self._whole = book.add_format({"num_format": "#,##0"})

    def table(self, sheet: Sheet) -> None:
        """Add a sheet with a table, its header kept in sight."""
        page = self._book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.columns, self._bold)
        for down, row in enumerate(sheet.rows, 1):
            for across, name in enumerate(sheet.columns):
                self._write(page, down, across, name, row.get(name), prose=sheet.prose)
        for across, name in enumerate(sheet.columns):
            page.set_column(across, across, _width(name, sheet))
        if sheet.rows and sheet.columns:
            header = [{"header": name} for name in sheet.columns]
            told = {"columns": header, "name": sheet.name.replace(" ", "_"), "style": "Table Style Light 1"}
            page.add_table(0, 0, len(sheet.rows), len(sheet.columns) - 1, told)

    def charts(self, name: str, data: str, drawn: Sequence[Drawn]) -> None:
        """Add a sheet of charts, over columns that are written to a sheet named `data`."""
        shown, page = self._book.add_worksheet(name), self._book.add_worksheet(data)
        top = 0
        for place, one in enumerate(drawn):
            self._columns(page, top, one)
            chart = self._chart(data, top, one)
            shown.insert_chart(place * 23, 0, chart, {"description": f"{one.title}. {one.said}"})
            top += len(one.labels) + 3

    def _columns(self, page: Any, top: int, one: Drawn) -> None:
        page.write_string(top, 0, one.title, self._bold)
        page.write_row(top + 1, 0, ["", *(column.name for column in one.columns)], self._bold)
        page.write_column(top + 2, 0, one.labels)
        for across, column in enumerate(one.columns, 1):
            page.write_column(top + 2, across, column.values)
        page.set_column(0, len(one.columns), NARROWEST * 2)

    def _chart(self, data: str, top: int, one: Drawn) -> Any:
        chart, last = self._book.add_chart({"type": "line"}), top + 1 + len(one.labels)
        for across, column in enumerate(one.columns, 1):
            chart.add_series(
                {
                    "name": column.name,
                    "categories": f"='{data}'!{xl_range_abs(top + 2, 0, last, 0)}",
                    "values": f"='{data}'!{xl_range_abs(top + 2, across, last, across)}",
                    **_drawn_as(column),
                }
            )
        chart.set_title({"name": one.title, "name_font": {"size": 12}})
        chart.set_y_axis(
            {"name": one.unit, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d8dde0"}}}
        )
        chart.set_x_axis({"num_font": {"rotation": -45}})
        chart.set_legend({"position": "bottom"})
        chart.show_blanks_as("gap")
        chart.set_size(CHART)
        return chart

    def _write(self, page: Any, down: int, across: int, name: str, value: Cell, *, prose: bool) -> None:
        if prose and isinstance(value, str):
            page.write_string(down, across, value, self._wrapped)
        elif name in NUMBERS and isinstance(value, str) and value.replace(".", "", 1).isdigit():
            page.write_number(down, across, float(value), self._exact if "." in value else self._whole)
        else:
            page.write(down, across, value)


def as_xlsx(columns: Sequence[str], rows: Sequence[Row], sheet: str) -> bytes:
    """Return a workbook of one table."""
    file = io.BytesIO()
    with book(file, sheet, "Golden Thread") as made:
        made.table(Sheet(sheet, columns, rows))
    return file.getvalue()


@contextmanager
def book(file: io.BytesIO, title: str, said: str) -> Iterator[Book]:
    """Write a workbook into a file."""
    with xlsxwriter.Workbook(file, _TOLD) as made:
        made.set_properties({"title": title, "comments": said, "author": "Golden Thread"})
        yield Book(made)


def _drawn_as(column: Column) -> dict[str, Any]:
    style = column.style
    line: dict[str, Any] = {"none": True}
    if style.line:
        line = {"color": style.colour, "width": 1.5, "dash_type": "dash" if style.dashed else "solid"}
    marker: dict[str, Any] = {"type": "none"}
    if style.mark:
        size, fill = (5 if style.line else 9), {"color": style.colour}
        marker = {"type": style.mark, "size": size, "fill": fill, "border": {"color": style.colour}}
    return {"line": line, "marker": marker}


def _width(name: str, sheet: Sheet) -> float:
    longest = max([len(name) + 3, *(len(str(row.get(name) or "")) for row in sheet.rows)], default=NARROWEST)
    return min(WRAPPED if sheet.prose else WIDEST, max(NARROWEST, longest + 1))
