"""As much of JSON Schema as the published schemas use; a keyword that it does not know is a mistake."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

SAYS = {"$schema", "$id", "title", "description", "examples", "default", "deprecated"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
}  # fmt: skip
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}


def faults(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """Return where the value is not as the schema says."""
    return list(_faults(value, schema, path))


def _faults(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    for keyword, said in schema.items():
        if keyword not in SAYS and not _holds(keyword, said, value):
            yield f"{path}: {keyword} {said}"
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        for name in value:
            if name in fields:
                yield from _faults(value[name], fields[name], f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}.{name}: unknown"
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _faults(item, schema.get("items", {}), f"{path}.{place}")


def _holds(keyword: str, said: Any, value: Any) -> bool:
    match keyword:
        case "type":
            return isinstance(value, TYPES[said]) and (said == "boolean" or not isinstance(value, bool))
        case "const":
            return bool(value == said)
        case "enum":
            return value in said
        case "required":
            return not isinstance(value, dict) or set(said) <= set(value)
        case "pattern":
            return not isinstance(value, str) or re.search(said.replace("$", r"\Z"), value) is not None
        case "format":
            return not isinstance(value, str) or _is(FORMATS[said], value)
        case "properties" | "items" | "additionalProperties":
            return True
    return _within(keyword, said, value)


def _within(keyword: str, said: Any, value: Any) -> bool:
    kind = str if "Length" in keyword else list if "Items" in keyword else (int, float)
    if not isinstance(value, kind):
        return True
    size = len(value) if isinstance(value, str | list) else value
    match keyword:
        case "minLength" | "minItems" | "minimum":
            return bool(size >= said)
        case "maxLength" | "maxItems" | "maximum":
            return bool(size <= said)
        case "exclusiveMinimum":
            return bool(size > said)
        case "exclusiveMaximum":
            return bool(size < said)
        case "multipleOf":
            return bool(size % said == 0)
    raise AssertionError(f"{keyword} is not known here")


def _is(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True
