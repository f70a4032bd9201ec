"""The published form of every type of fact, as JSON Schema, from the same Python types that judge submissions.

`python -m shared.contracts.schema docs/schemas` records what is published, and refuses what would break a client.
"""

import inspect as source
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.compatibility import broken, recorded
from shared.contracts.event import FIRST_DAY, Category, Contract, Event
from shared.contracts.projects import PROJECTS
from shared.contracts.specimens import SOURCE, named_examples, whole
from shared.contracts.training import TRAINING
from shared.contracts.upcasting import Superseded

Schema: TypeAlias = dict[str, Any]

CONTRACTS: tuple[Contract, ...] = (PROJECTS, TRAINING, AGREEMENTS)
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minimum": "ge",
    "exclusiveMinimum": "gt",
    "maximum": "le",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}
ITEM_LIMITS = {"minItems": "min_length", "maxItems": "max_length"}
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
PROSE = (
    "No text names a patient: ten digits, plain or 3-3-4 with a space or a hyphen, with the check digit of an NHS "
    "number are refused in free text (`LooksLikePatientIdentifier`). No text holds NUL or a lone surrogate."
)
EXTENSIONS = (
    "Other CloudEvents attributes and extensions are accepted and are not content. An event has at most 256 KiB."
)
ID: Schema = {"type": "string", "minLength": 1, "maxLength": 200}


def schemas(contracts: Iterable[Contract] = CONTRACTS) -> dict[str, Schema]:
    """Return the schema of the whole CloudEvent of every type, by type."""
    named = named_examples()
    return {
        name: of_event(category, kind, named.get(name))
        for contract in contracts
        for name, (category, kind) in contract.types.items()
    }


def of_event(category: Category, kind: type[Event], example: Event | None = None) -> Schema:
    """Return the schema of one type, as it is submitted."""
    pattern = category.id_pattern.replace(r"\A", rf"\A{category.name}/")
    stream = f"The stream: `{category.name}/<id>`; the id is {category.id_words}."
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"/schemas/{kind.type}",
        "title": kind.type,
        "description": " ".join([*_docstring(kind), f"Needs the role `{kind.role}`.", PROSE, EXTENSIONS]),
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": ID | {"description": "The submitter's own identifier of this fact."},
            "source": ID | {"description": f"Who says so, for example {SOURCE}."},
            "type": {"const": kind.type},
            "subject": {"type": "string", "pattern": _ecma(pattern), "description": stream},
            "time": {
                "type": "string",
                "format": "date-time",
                "description": "When it happened (RFC 3339). Missing: the time of receipt.",
            },
            "data": of_data(kind.said_as or kind),
        },
        "required": ["specversion", "id", "source", "type", "subject", "data"],
    }
    if issubclass(kind, Superseded):
        schema["deprecated"] = True
    if example is not None:
        schema["examples"] = [whole(category, kind, example)]
    return schema


def of_data(kind: type[msgspec.Struct]) -> Schema:
    """Return the schema of a fact's own fields."""
    return _schema(inspect.type_info(kind))


def _schema(info: inspect.Type) -> Schema:
    """Return the schema of one value."""
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            says = (extra or {}).get("says")
            return _schema(inner) | ({"description": says} if says else {})
        case inspect.StructType(fields=fields):
            required = [field.encode_name for field in fields if field.required]
            return {
                "type": "object",
                "properties": {field.encode_name: _field(field) for field in fields},
                **({"required": required} if required else {}),
                "additionalProperties": False,
            }
        case inspect.VarTupleType(item_type=item):
            return {"type": "array", "items": _schema(item)} | _limits(info, ITEM_LIMITS)
        case inspect.LiteralType(values=values):
            return {"enum": list(values)}
        case inspect.StrType(pattern=pattern):
            return {"type": "string"} | _limits(info, LIMITS) | ({"pattern": _ecma(pattern)} if pattern else {})
        case inspect.IntType():
            return {"type": "integer"} | _limits(info, LIMITS)
        case inspect.FloatType():
            return {"type": "number"} | _limits(info, LIMITS)
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.DateType():
            return {"type": "string", "format": "date", "pattern": f"^{DATE}$"}
        case inspect.DateTimeType():
            return {"type": "string", "format": "date-time"}
    raise TypeError(f"No schema is known for {info}.")


def _field(field: inspect.Field) -> Schema:
    schema = _schema(field.type)
    if schema.get("format") == "date":
        schema["description"] = f"{schema.get('description', '')} Days run from {FIRST_DAY}.".strip()
        if not _is_plan(field.type):
            schema["description"] += " Not later than today in London."
    return schema if field.default is msgspec.NODEFAULT else schema | {"default": field.default}


def _is_plan(info: inspect.Type) -> bool:
    return isinstance(info, inspect.Metadata) and bool((info.extra or {}).get("plan"))


def _limits(info: inspect.Type, names: Mapping[str, str]) -> Schema:
    found = {said: getattr(info, name, None) for said, name in names.items()}
    return {said: value for said, value in found.items() if value is not None}


def _ecma(pattern: str) -> str:
    """Write a pattern as ECMA-262 knows it."""
    return pattern.replace(r"\A", "^").replace(r"\Z", "$")


def _docstring(kind: type[Event]) -> list[str]:
    said = kind.__dict__.get("__doc__") or (kind.said_as.__doc__ if kind.said_as else None)
    return [source.cleandoc(said)] if said else []


def main(folder: Path) -> None:
    """Record the schemas, unless that would break a client."""
    faults = broken(recorded(folder), new := schemas())
    if faults:
        sys.exit("\n".join(faults))
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in new.items():
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{text}\n", "utf-8")
    sys.stdout.write(f"{len(new)} schemas recorded in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
