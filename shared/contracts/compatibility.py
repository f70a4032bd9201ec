"""Whether a schema can follow another without breaking anybody: it only ever grows by optional fields."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
FIXED = ("type", "const", "pattern", "format", "multipleOf", "additionalProperties")
"""What may be taken away, but neither added nor changed."""


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """Return why what was valid under `old` may not be under `new`, or what is lost, half a sentence each."""
    return list(_compared(old, new, ""))


def broken(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """Return, a sentence each, what would break whoever relies on the types published so far."""
    gone = [f"{name}: the type is gone. A published type stays." for name in old if name not in new]
    return gone + [
        f"{name}: {fault}. Leave it as it was; publish `{_next(name)}` beside it, with an upcaster."
        for name, schema in old.items()
        if name in new
        for fault in incompatibilities(schema, new[name])
    ]


def unrecorded(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """Return the types whose schema is another than the one recorded."""
    return [
        f"{name}: changed in a way that breaks nobody. Record it: python -m shared.contracts.schema docs/schemas"
        for name, schema in new.items()
        if old.get(name) != schema
    ]


def recorded(folder: Path) -> dict[str, Schema]:
    """Return the schemas that were recorded as published, by type."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}


def _next(name: str) -> str:
    """Return the type that a breaking change makes: `.v2`, and so on."""
    version = re.search(r"\.v(\d+)\Z", name)
    return f"{name[: version.start()]}.v{int(version[1]) + 1}" if version else f"{name}.v2"


def _compared(old: Schema, new: Schema, path: str) -> Iterator[str]:
    yield from _fields(old, new, path)
    yield from _values(old, new, path or "the event")
    if "items" in new:
        yield from _compared(old.get("items", {}), new["items"], _under(path, "*"))


def _fields(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"the field `{_under(path, name)}` was removed"
        else:
            yield from _compared(before[name], after[name], _under(path, name))
    for name in new.get("required", []):
        if name not in old.get("required", []):
            what = "was made required" if name in before else "is new and required"
            yield f"the field `{_under(path, name)}` {what}"


def _values(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if "enum" in new and not set(new["enum"]) >= set(_choices(old, new)):
        lost = sorted(str(one) for one in set(_choices(old, new)) - set(new["enum"]))
        yield f"`{where}` no longer takes {', '.join(lost) or 'any other value'}"
    for name in FIXED:
        if name in new and new[name] != old.get(name):
            yield f"`{name}` of `{where}` was changed from {old.get(name)!r} to {new[name]!r}"
    for name in new.keys() & {*FLOORS, *CEILINGS}:
        sign = 1 if name in FLOORS else -1
        if name not in old or sign * new[name] > sign * old[name]:
            yield f"`{name}` of `{where}` was narrowed from {old.get(name)} to {new[name]}"


def _choices(old: Schema, new: Schema) -> list[Any]:
    """Return what could be said before; a field without a list of choices took anything."""
    return list(old.get("enum", [old["const"]] if "const" in old else [*new["enum"], "anything else"]))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
