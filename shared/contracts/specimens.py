"""One whole CloudEvent of every type, as its submitter sends it."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from re import match
from typing import Any

import msgspec

from shared.contracts import examples
from shared.contracts.event import Category, Event

SOURCE = "urn:nhs:ods:RGP:lifeqi"
STREAMS = {"organisation": "RGP", "measure": "modest-improvement", "milestone": "rgp-digital-space"}
"""The stream of an example where its category takes no UUID."""
STREAM = "0190f3b2-0000-7000-8000-000000000001"


def named_examples() -> dict[str, Event]:
    """Return one example of every type, from every module of examples."""
    found: dict[str, Event] = {}
    for module in iter_modules(examples.__path__, f"{examples.__name__}."):
        found |= import_module(module.name).EXAMPLES
    return found


def whole(category: Category, kind: type[Event], example: Event) -> dict[str, Any]:
    """Return an example as a CloudEvent, with the fields that are submitted."""
    stream = next(one for one in _streams(category) if match(category.id_pattern, one))
    fields = {field.encode_name for field in msgspec.structs.fields(kind.said_as or kind)}
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(example))
    return {
        "specversion": "1.0",
        "id": f"{kind.type.partition('.')[2].replace('_', '-')}-1",
        "source": SOURCE,
        "type": kind.type,
        "subject": f"{category.name}/{stream}",
        "data": {name: value for name, value in data.items() if name in fields},
    }


def _streams(category: Category) -> Iterator[str]:
    yield STREAMS.get(category.name, STREAM)
    yield "rgp-1"
