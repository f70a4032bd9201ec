"""Whether `data` has the form its type of fact asks for, and if not, which field is at fault and why."""

import math
import re
from collections.abc import Hashable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias, get_type_hints

import msgspec
from msgspec import inspect

from shared import refusals
from shared.contracts.event import FIRST_DAY, Event
from shared.contracts.identifiers import looks_like_patient_identifier
from shared.moments import london_day
from shared.refusals import LooksLikePatientIdentifier, MissingField, OutOfRange, Refused, TooLong, UnknownField

_AT = re.compile(r" - at `\$(.*)`$")
LAST_YEAR = 9990
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


Fields: TypeAlias = tuple[tuple[str, str, dict[str, object]], ...]
"""Of each field its name, its name in JSON, and what its type says beside itself."""


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """One value of a fact, with where it stands and what is known of its field."""

    path: str
    value: object
    extra: dict[str, object]


def conform(kind: type[Event], data: object) -> Event:
    """Return `data` (decoded JSON) as a fact of this kind.

    Of several faults the first is raised in this order: unknown fields, missing fields, values outside
    their range in the order of the schema, patient identifiers.
    """
    try:
        event = msgspec.convert(data, kind)
    except (msgspec.ValidationError, ValueError, RecursionError):
        raise fault(kind, data) from None
    leaves = list(_leaves(_fields(kind), event))
    for leaf in leaves:
        _check(leaf)
    for leaf in leaves:
        if leaf.extra.get("prose") and looks_like_patient_identifier(str(leaf.value)):
            raise LooksLikePatientIdentifier(field=leaf.path)
    return event


def days_said(event: Event) -> Iterator[tuple[str, date]]:
    """Yield every day that the fact claims has come, with its field; plans are left out."""
    for leaf in _leaves(_dated(type(event)), event):
        if isinstance(leaf.value, date) and not leaf.extra.get("plan"):
            yield leaf.path, _day(leaf.value)


def fault(kind: type[Event], data: object) -> Refused:
    """Return what is wrong with data that could not be read as this kind of fact."""
    if not isinstance(data, dict):
        return OutOfRange("`data` is an object with the fields of this type.", field="data")
    info = _info(kind)
    for find in (_unknown, _missing):
        for path, words in find(info, data, ""):
            return (UnknownField if find is _unknown else MissingField)(words, field=path)
    for name, hint in _hints(kind).items():
        if name in data:
            try:
                for leaf in _leaves_of(name, _convert(name, data[name], hint), _extra(inspect.type_info(hint))):
                    _check(leaf)
            except Refused as refused:
                return refused
    return OutOfRange(field="data")


def _convert(name: str, value: object, hint: Any) -> object:
    for path, words in _unreadable(value, name):
        raise OutOfRange(words, field=path)
    try:
        return msgspec.convert(value, hint)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _outside(name, str(error), inspect.type_info(hint)) from None


def _outside(name: str, message: str, info: inspect.Type) -> Refused:
    at = _AT.search(message)
    path = name + (re.sub(r"\[(\d+)\]", r".\1", at[1]) if at else "")
    extra = _extra(info)
    named = extra.get("refusal")
    if isinstance(named, str) and "got `" not in message:
        kind: type[Refused] = getattr(refusals, named)
        return kind(field=path)
    if "str` of length <=" in message:
        return TooLong(_AT.sub("", message).replace("Expected", "Expects") + ".", field=path)
    return OutOfRange(_words(info, message), field=path)


def _words(info: inspect.Type, message: str) -> str:
    """Say what the field can hold, in words where the contract has them."""
    says = _extra(info).get("says")
    choices = _choices(info)
    if says:
        return str(says)
    if choices:
        return f"One of: {', '.join(map(str, choices))}."
    return _AT.sub("", message).replace("Expected", "Expects") + "."


def _choices(info: inspect.Type) -> tuple[object, ...]:
    match info:
        case inspect.LiteralType(values=values):
            return tuple(values)
        case inspect.UnionType(types=types):
            return tuple(choice for one in types for choice in _choices(one))
        case inspect.Metadata(type=inner) | inspect.VarTupleType(item_type=inner):
            return _choices(inner)
    return ()


def _check(leaf: Leaf) -> None:
    value = leaf.value
    if isinstance(value, str) and _UNREADABLE.search(value):
        raise OutOfRange("The text holds a character that cannot be kept.", field=leaf.path)
    if isinstance(value, datetime) and not FIRST_DAY.year <= value.year <= LAST_YEAR:
        raise OutOfRange(f"Moments run from {FIRST_DAY}.", field=leaf.path)
    if isinstance(value, date) and _day(value) < FIRST_DAY:
        raise OutOfRange(f"Days run from {FIRST_DAY}.", field=leaf.path)
    if leaf.extra.get("check") == "financial_year" and not _is_financial_year(str(value)):
        raise OutOfRange("A financial year reads like 2022/23.", field=leaf.path)


def _day(value: date) -> date:
    """Return a day itself, or the London day of a moment."""
    return london_day(value) if isinstance(value, datetime) else value


def _is_financial_year(text: str) -> bool:
    return (int(text[:4]) + 1) % 100 == int(text[5:]) and FIRST_DAY.year <= int(text[:4]) <= LAST_YEAR


def _unreadable(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield where a decoded JSON value holds what no field can: NUL, lone surrogates, infinite numbers."""
    if isinstance(value, str) and _UNREADABLE.search(value):
        yield path, "The text holds a character that cannot be kept."
    if isinstance(value, float) and not math.isfinite(value):
        yield path, "The number is too large."
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _unreadable(item, f"{path}.{key}" if path else str(key))


def _unknown(info: inspect.StructType, data: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    known = {field.encode_name for field in info.fields}
    for name in data:
        if name not in known:
            yield f"{path}{name}", f"The fields are: {', '.join(sorted(known))}."
    yield from _nested(_unknown, info, data, path)


def _missing(info: inspect.StructType, data: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for field in info.fields:
        if field.required and field.encode_name not in data:
            yield f"{path}{field.encode_name}", f"`{field.encode_name}` is required."
    yield from _nested(_missing, info, data, path)


def _nested(find: Any, info: inspect.StructType, data: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for field in info.fields:
        struct = _struct_in(field.type)
        items = data.get(field.encode_name)
        if struct is None or not isinstance(items, list):
            continue
        for index, item in enumerate(items):
            if isinstance(item, dict):
                yield from find(struct, item, f"{path}{field.encode_name}.{index}.")


def _struct_in(info: inspect.Type) -> inspect.StructType | None:
    """Return the struct that a field's list holds, if it holds structs."""
    match info:
        case inspect.UnionType(types=types):
            return next((found for one in types if (found := _struct_in(one))), None)
        case inspect.VarTupleType(item_type=inspect.StructType() as struct):
            return struct
        case inspect.Metadata(type=inner):
            return _struct_in(inner)
    return None


def _leaves(fields: Fields, struct: object, path: str = "") -> Iterator[Leaf]:
    for name, said_as, extra in fields:
        value = getattr(struct, name)
        if isinstance(value, msgspec.Struct | tuple):
            yield from _leaves_of(path + said_as, value, extra)
        elif value is not msgspec.UNSET:
            yield Leaf(path + said_as, value, extra)


def _leaves_of(path: str, value: object, extra: dict[str, object]) -> Iterator[Leaf]:
    if isinstance(value, msgspec.Struct):
        yield from _leaves(_fields(type(value)), value, f"{path}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _leaves_of(f"{path}.{index}", item, extra)
    else:
        yield Leaf(path, value, extra)


@cache
def _fields(kind: Hashable) -> Fields:
    return tuple((field.name, field.encode_name, _extra(field.type)) for field in _info(kind).fields)


@cache
def _dated(kind: Hashable) -> Fields:
    """Return the fields in which a day can stand."""
    dated = {field.name for field in _info(kind).fields if _holds_days(field.type)}
    return tuple(field for field in _fields(kind) if field[0] in dated)


def _holds_days(info: inspect.Type) -> bool:
    match info:
        case inspect.DateType() | inspect.DateTimeType():
            return True
        case inspect.Metadata(type=inner) | inspect.VarTupleType(item_type=inner):
            return _holds_days(inner)
        case inspect.UnionType(types=types):
            return any(map(_holds_days, types))
        case inspect.StructType(fields=fields):
            return any(_holds_days(field.type) for field in fields)
    return False


def _extra(info: inspect.Type) -> dict[str, object]:
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            return {**_extra(inner), **(extra or {})}
        case inspect.UnionType(types=types):
            return {key: value for one in types for key, value in _extra(one).items()}
        case inspect.VarTupleType(item_type=item):
            return _extra(item)
    return {}


@cache
def _info(kind: Hashable) -> inspect.StructType:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return info


@cache
def _hints(kind: type[Event]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.encode_name: hints[field.name] for field in _info(kind).fields}
