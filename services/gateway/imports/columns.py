"""The columns of a sheet: what each holds, under which headings people have it, and where they stand. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.gateway.imports.cells import Cell, Reader, folded, is_empty
from services.gateway.imports.limits import HEADER_WITHIN

_PATIENTS = re.compile(
    r"nhs ?(no|num|number|id)\b|\bhospital (no|num|number)\b|\bmrn\b|\bpatient('?s)? ?(id|name|no|num|number)\b"
    r"|\bdate of birth\b|\bdob\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a template."""

    name: str
    title: str
    read: Reader
    says: str
    """What it holds, for the data dictionary."""
    example: str = ""
    required: bool = False
    known_as: Sequence[str] = ()
    """The headings of other systems' exports."""
    choices: Sequence[str] = ()
    """What the template offers as a list."""
    is_day: bool = False
    tells_of_people: bool = False
    """What stands in it is never said back."""


@dataclass(frozen=True)
class Header:
    """Which column of the sheet holds what."""

    row: int
    """Counted from 1, as a spreadsheet does."""
    places: Mapping[str, int]
    """The place of each known column, counted from 0."""
    titles: Mapping[str, str]
    """What each known column is called in the file."""
    unused: Sequence[str] = field(default_factory=list)
    """Headings that no column of ours goes by."""


def header(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> Header | None:
    """Return the row that names most columns, the first of equals; None where none names any."""
    names = {folded(spelt): one.name for one in columns for spelt in (one.title, one.name, *one.known_as)}
    found = [_header(number, row, names) for number, row in enumerate(rows[:HEADER_WITHIN], 1)]
    best = max(found, key=lambda one: len(one.places), default=None)
    return best if best is not None and best.places else None


def letters(place: int) -> str:
    """Return a column's letters, as a spreadsheet has them: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def tells_of_patients(heading: str) -> bool:
    """Return whether a heading stands over what would name a patient."""
    return _PATIENTS.search(heading.replace("_", " ")) is not None


def _header(number: int, row: Sequence[Cell], names: Mapping[str, str]) -> Header:
    places: dict[str, int] = {}
    titles: dict[str, str] = {}
    unused: list[str] = []
    for place, cell in enumerate(row):
        if is_empty(cell):
            continue
        title = str(cell).strip().rstrip("*").strip()
        name = names.get(folded(title))
        if name is None or name in places:
            unused.append(title[:100])
        else:
            places[name], titles[name] = place, title
    return Header(number, places, titles, unused)
