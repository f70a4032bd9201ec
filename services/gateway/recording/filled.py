"""From what was typed to the fields of a fact, and back: each input is a text, each fault stands beside its input."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from services.gateway.recording import texts
from services.gateway.recording.fields import (
    Choice,
    Choices,
    Day,
    Field,
    Line,
    Number,
    Person,
    Pounds,
    Prose,
    Rows,
    Tags,
    YesNo,
)
from services.gateway.recording.texts import PARTS, PENNIES, Wrong

Typed: TypeAlias = Mapping[str, str]
"""What is in the inputs, by their names."""
Data: TypeAlias = dict[str, Any]
Faults: TypeAlias = dict[str, str]


def read(fields: Sequence[Field], typed: Typed) -> tuple[Data, Faults]:
    """Return what was said, and what has to be mended before it can be submitted."""
    data: Data = {}
    faults: Faults = {}
    for one in fields:
        if isinstance(one.widget, Rows):
            rows, wrong = _rows(one, one.widget, typed)
            faults |= wrong
            if rows:
                data[one.name] = rows
            elif one.required and not wrong:
                faults[one.name] = one.missing
            continue
        try:
            value = _value(one, one.name, typed)
        except Wrong as wrong_one:
            faults[one.name] = str(wrong_one)
            continue
        if value is not None:
            data[one.name] = value
        elif one.required:
            faults[one.name] = one.missing
    return data, faults


def rows_typed(name: str, typed: Typed) -> list[dict[str, str]]:
    """Return what was typed in each row, in their order."""
    found: dict[int, dict[str, str]] = {}
    for key, text in typed.items():
        begins, _, rest = key.partition(".")
        place, _, column = rest.partition(".")
        if begins == name and column and place.isascii() and place.isdecimal() and len(place) < len("100"):
            found.setdefault(int(place), {})[column] = text
    return [found[place] for place in sorted(found)]


def without_empty_rows(fields: Sequence[Field], typed: Typed) -> dict[str, str]:
    """Return the same with the rows that say something first, so that a refusal's place is the row's."""
    kept = dict(typed)
    for one in fields:
        if isinstance(one.widget, Rows):
            rows = [row for row in rows_typed(one.name, typed) if _says_something(row, one.widget)]
            kept = {name: text for name, text in kept.items() if not name.startswith(f"{one.name}.")}
            kept |= {f"{one.name}.{place}.{name}": text for place, row in enumerate(rows) for name, text in row.items()}
    return kept


def fill(fields: Sequence[Field], data: Mapping[str, Any]) -> dict[str, str]:
    """Return what the inputs hold for values that are known."""
    typed: dict[str, str] = {}
    for one in fields:
        if one.name in data and data[one.name] is not None:
            typed |= _fill(one, data[one.name])
    return typed


def _fill(field: Field, value: Any) -> dict[str, str]:
    name = field.name
    match field.widget:
        case Day():
            on = date.fromisoformat(str(value))
            return {f"{name}.{part}": str(getattr(on, part)) for part in PARTS}
        case Choices():
            return {f"{name}.{each}": str(each) for each in value}
        case YesNo():
            return {name: "yes" if value else "no"}
        case Tags():
            return {name: ", ".join(value)}
        case Rows() as rows:
            return {
                f"{name}.{place}.{column}": text
                for place, row in enumerate(value)
                for column, text in _fill_row(rows, row).items()
            }
        case Pounds():
            return {name: f"{Decimal(value) / PENNIES:.2f}"}
        case _:
            return {name: str(value)}


def _fill_row(rows: Rows, row: Mapping[str, Any]) -> dict[str, str]:
    also = rows.also or {}
    return fill(rows.columns, {**row, **{name: f"{row[name]} {row[other]}" for name, other in also.items()}})


def _value(field: Field, name: str, typed: Typed) -> Any:
    text = typed.get(name, "").replace("\r\n", "\n").strip()
    match field.widget:
        case Day():
            return texts.day(*(typed.get(f"{name}.{part}", "").strip() for part in PARTS))
        case Choices(numbers=numbers):
            chosen = [said for key, said in typed.items() if key.startswith(f"{name}.") and said]
            return ([texts.whole(one) for one in chosen] if numbers else chosen) or None
        case _ if not text:
            return None
        case Choice(numbers=True):
            return texts.number(text)
        case Line() | Prose() | Choice() | Person():
            return text
        case YesNo():
            return text == "yes"
        case Tags():
            return [part.strip() for part in text.split(",") if part.strip()] or None
        case Number(whole=whole):
            return texts.whole(text) if whole else texts.number(text)
        case Pounds():
            return texts.pence(text)
    raise TypeError(field.widget)


def _rows(field: Field, widget: Rows, typed: Typed) -> tuple[list[Data], Faults]:
    rows: list[Data] = []
    faults: Faults = {}
    for place, row in enumerate(rows_typed(field.name, typed)):
        if not _says_something(row, widget):
            continue
        data, wrong = read(widget.columns, row)
        faults |= {f"{field.name}.{place}.{name}": said for name, said in wrong.items()}
        for name, other in (widget.also or {}).items():
            data[name], _, data[other] = str(data.get(name, "")).partition(" ")
        rows.append(data)
    return rows, faults


def _says_something(row: Typed, widget: Rows) -> bool:
    preset = {name for begins in widget.preset for name in begins}
    return any(text.strip() for name, text in row.items() if name not in preset)
