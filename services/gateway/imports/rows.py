"""A sheet as rows of values: each cell read by its column, each fault named with its row and its column. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.imports.cells import Cell, Reader, Unreadable, is_empty
from services.gateway.imports.columns import Column, Header, header, letters, tells_of_patients
from services.gateway.imports.kind import Values
from services.gateway.imports.limits import MOST_ROWS
from services.gateway.imports.sheets import Sheet
from shared.contracts.identifiers import looks_like_patient_identifier
from shared.http import Problem

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """Why a row was refused, where, and how to mend it."""

    row: int
    column: str | None
    title: str | None
    """What the column is called in the file."""
    type: str
    detail: str
    mend: str | None = None
    value: str | None = None
    """What stands in the cell, where that tells of nobody. It is answered and never kept."""

    def shown(self) -> dict[str, Any]:
        """Return it as it is answered."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Row:
    """A row that holds something, by the number it has in the spreadsheet."""

    number: int
    values: Values
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class Table:
    """The rows of the sheet that was meant, and where its columns stand."""

    header: Header
    rows: Sequence[Row]

    def place(self, column: str | None) -> tuple[str | None, str | None]:
        """Return a column's letters and heading."""
        if column is None or column not in self.header.places:
            return None, column
        return letters(self.header.places[column]), self.header.titles[column]


def table(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Table:
    """Return the first sheet that has the columns, or refuse the file as a whole."""
    found = [(sheet, head) for sheet in sheets if (head := header(sheet.rows, columns)) is not None]
    if not found:
        wanted = ", ".join(one.title for one in columns if one.required)
        raise Problem(422, "MissingColumn", f"No row of the file names the columns: it needs {wanted}.")
    sheet, head = max(found, key=lambda one: len(one[1].places))
    _check(head, columns)
    rows = list(_rows(sheet, head, {one.name: one for one in columns}))
    if len(rows) > MOST_ROWS:
        raise Problem(413, "TooLarge", f"A file has at most {MOST_ROWS:,} rows: split it.")
    return Table(head, rows)


def _check(head: Header, columns: Sequence[Column]) -> None:
    """Refuse what would name a patient before anything of it is read."""
    for title in (*head.unused, *head.titles.values()):
        if tells_of_patients(title):
            words = f"The column “{title}” is about patients, of whom nothing is kept here: take it out of the file."
            raise Problem(422, "LooksLikePatientIdentifier", words, field=title)
    missing = [one.title for one in columns if one.required and one.name not in head.places]
    if missing:
        words = f"The file has no column “{missing[0]}”. Its headings are looked for in the first rows of each sheet."
        raise Problem(422, "MissingColumn", words, field=missing[0])


def _rows(sheet: Sheet, head: Header, columns: Mapping[str, Column]) -> Iterator[Row]:
    readers = {name: _once(columns[name].read) for name in head.places}
    for number, cells in enumerate(sheet.rows[head.row :], head.row + 1):
        if not all(map(is_empty, cells)):
            yield _row(number, cells, head, columns, readers)


def _once(read: Reader) -> Reader:
    """Read what stands in many cells once: days and courses come again, row after row."""
    known: dict[tuple[type, Cell], Any] = {}

    def again(cell: Cell) -> Any:
        # True, 1 and 1.0 are one key of a dictionary, and three things in a spreadsheet.
        place = (type(cell), cell)
        if place not in known:
            known[place] = read(cell)
        return known[place]

    return again


def _row(
    number: int, cells: Sequence[Cell], head: Header, columns: Mapping[str, Column], readers: Mapping[str, Reader]
) -> Row:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, place in head.places.items():
        column = columns[name]
        cell = cells[place] if place < len(cells) else None
        if is_empty(cell):
            if column.required:
                faults.append(_fault(number, column, head, "MissingField", "This has to be filled in.", None))
            continue
        try:
            values[name] = readers[name](cell)
        except Unreadable as error:
            faults.append(_fault(number, column, head, "OutOfRange", str(error), cell))
    return Row(number, values, faults)


def _fault(number: int, column: Column, head: Header, kind: str, words: str, cell: Cell) -> Fault:
    at, title = letters(head.places[column.name]), head.titles[column.name]
    return Fault(number, at, title, kind, words, value=_shown(column, cell))


def _shown(column: Column, cell: Cell) -> str | None:
    """Return what a cell holds, unless it could tell of somebody: whoever mixes columns up shows names as dates."""
    said = str(cell)
    tells = column.tells_of_people or "@" in said or looks_like_patient_identifier(said)
    return None if cell is None or tells or len(said) > LONGEST_SHOWN or not said.isprintable() else said
