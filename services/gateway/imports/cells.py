"""What people and Excel put into a cell, read as what they mean. Pure.

A reader takes a cell and returns its value, or raises `Unreadable` with the sentence that mends it. None is an empty
cell, for which no reader is asked.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from shared.contracts.event import UUID_PATTERN
from shared.contracts.identifiers import looks_like_patient_identifier
from shared.moments import LONDON

Cell: TypeAlias = str | int | float | bool | date | datetime | time | None
Reader: TypeAlias = Callable[[Cell], Any]

EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_DAYS = range(17_719, 109_575)
"""Days as Excel counts them, from 1948 to the end of 2199: any other number is no day."""
EXACT_UP_TO = 10**15
"""Excel keeps fifteen digits; of a longer number the rest are noughts."""
_GUARDED = re.compile(r"\A'(?=[=+\-@\t\r\n])")
_SHORTENED = re.compile(r"\A\d(?:\.\d+)?[eE]\+\d+\Z")
_NUMBER = re.compile(r"\A[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?\Z")
_LEADING_NUMBER = re.compile(r"\A\d+(?:\.\d+)?(?=\Z|[\s\-–—:(])")
_ISO = re.compile(r"\A(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?\Z")
_BRITISH = re.compile(r"\A(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:,? \d{1,2}:\d{2}(?::\d{2})?)?\Z")
_NAMED = re.compile(r"\A(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})\.?,?[- ](\d{4}|\d{2})\Z")
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"), 1)
    for length in {3, 4, len(name)}
}  # fmt: skip
_EMAIL = re.compile(r"\A[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+\Z")
_KEY = re.compile(rf"\A{UUID_PATTERN}\Z")
_MOST_EMAIL = 254
_MOST_NAME = 300
_LATE_CENTURY = 70


class Unreadable(Exception):
    """The cell does not hold what its column takes; the message says how to mend it."""


def folded(name: str) -> str:
    """Return a name without what people spell differently: case, spaces and marks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def is_empty(cell: Cell) -> bool:
    """Return whether there is nothing in a cell but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip().strip("\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"))


def text(cell: Cell) -> str:
    """Read any cell as text: a whole number that Excel made a float is whole again, our own guard is taken off."""
    match cell:
        case bool():
            return "Yes" if cell else "No"
        case int() | float():
            return _digits(cell)
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            said = str(cell).replace("\N{NO-BREAK SPACE}", " ").strip().strip("\N{ZERO WIDTH SPACE}")
            return _GUARDED.sub("", said)


def code(cell: Cell) -> str:
    """Read what stands for something: a reference, an organisation. A shortened number stands for nothing."""
    said = text(cell)
    if _SHORTENED.match(said):
        raise Unreadable("Excel has shortened this number: format the column as text and type it again.")
    return said


def day(cell: Cell) -> date:
    """Read a day in the forms people use: the day comes before the month, unless the year comes first."""
    match cell:
        case datetime():
            return _london(cell)
        case date():
            return cell
        case bool() | time():
            raise Unreadable("Give a day, for example 31/03/2023.")
        case int() | float() if math.isfinite(cell) and cell == int(cell) and int(cell) in EXCEL_DAYS:
            return EXCEL_BEGINS + timedelta(days=int(cell))
        case _:
            return _said_day(" ".join(text(cell).split()).lower())


def number(cell: Cell) -> float:
    """Read a number as it is written in Britain; a pound or a per cent sign only says what it is of."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(float(cell))
    said = text(cell).replace(" ", "").replace("−", "-").removesuffix("%").removeprefix("£")
    if not _NUMBER.match(said):
        raise Unreadable("Give a number, for example 12 or 4.5.")
    return _finite(float(said.replace(",", "")))


def whole(cell: Cell) -> int:
    """Read a whole number that is not negative."""
    found = number(cell)
    if found != int(found) or found < 0:
        raise Unreadable("Give a whole number, for example 12.")
    return int(found)


def score(cell: Cell) -> float:
    """Read a progress score, also with its words after it: `3.0 - Modest improvement`."""
    leading = _LEADING_NUMBER.match(text(cell))
    if leading is None:
        raise Unreadable("Give one of the ten half points from 0.5 to 5, for example 3.")
    return float(leading[0])


def choice(named: Mapping[str, Any]) -> Reader:
    """Return a reader of one of these, by its name in any spelling that differs in case, marks or spaces."""
    known = {folded(name): value for name, value in named.items()}

    def read(cell: Cell) -> Any:
        found = known.get(folded(text(cell)))
        if found is None:
            raise Unreadable(f"Choose one of: {', '.join(_first_names(named))}.")
        return found

    return read


YES_NO: Mapping[str, bool] = {
    "Yes": True, "No": False, "Y": True, "N": False, "True": True, "False": False, "1": True, "0": False,
}  # fmt: skip
yes_no = choice(YES_NO)


def several(one: Reader) -> Reader:
    """Return a reader of several of something, with commas, semicolons or lines between them."""

    def read(cell: Cell) -> list[Any]:
        parts = [part.strip() for part in re.split(r"[,;\n]", text(cell))]
        return list(dict.fromkeys(one(part) for part in parts if part))

    return read


def email(cell: Cell) -> str:
    """Read an e-mail address, which is the same in capitals."""
    said = text(cell).removeprefix("mailto:").casefold()
    if not _EMAIL.match(said) or len(said) > _MOST_EMAIL:
        raise Unreadable("Give an e-mail address, for example name@example.nhs.uk.")
    return said


def name(cell: Cell) -> str:
    """Read a person's name: one line, and no patient's number in it."""
    said = " ".join(text(cell).split())
    if not said.isprintable() or len(said) > _MOST_NAME or looks_like_patient_identifier(said):
        raise Unreadable("Give the name alone, in one line.")
    return said


def key(cell: Cell) -> str:
    """Read an identifier of the platform."""
    said = text(cell).lower()
    if not _KEY.match(said):
        raise Unreadable("Give the identifier as the platform shows it: 32 letters and digits with four hyphens.")
    return said


def _first_names(named: Mapping[str, Any]) -> list[str]:
    """Return one name for each choice: the first."""
    first: dict[str, str] = {}
    for name, value in named.items():
        first.setdefault(repr(value), name)
    return list(first.values())


def _digits(said: float) -> str:
    if isinstance(said, float) and (not math.isfinite(said) or abs(said) >= EXACT_UP_TO):
        raise Unreadable("Excel has rounded this number: format the column as text and type it again.")
    return str(int(said)) if said == int(said) else repr(said)


def _finite(said: float) -> float:
    if not math.isfinite(said):
        raise Unreadable("Give a number, for example 12 or 4.5.")
    return said


def _london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date() if moment.tzinfo is not None else moment.date()


def _said_day(said: str) -> date:
    if found := _ISO.match(said):
        return _calendar(int(found[1]), int(found[2]), int(found[3]), said)
    if found := _BRITISH.match(said):
        return _calendar(_year(found[3]), int(found[2]), int(found[1]), said)
    if (found := _NAMED.match(said)) and found[2] in _MONTHS:
        return _calendar(_year(found[3]), _MONTHS[found[2]], int(found[1]), said)
    raise Unreadable("Give a day as day/month/year, for example 31/03/2023.")


def _calendar(year: int, month: int, of_month: int, said: str) -> date:
    if "t" in said and (moment := _moment(said)):
        return _london(moment)
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Unreadable("There is no such day: give it as day/month/year, for example 31/03/2023.") from None


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said.upper())
    except ValueError:
        return None


def _year(said: str) -> int:
    if len(said) == len("2023"):
        return int(said)
    return int(said) + (1900 if int(said) >= _LATE_CENTURY else 2000)
