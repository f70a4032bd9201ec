"""What a published schema says of a fact, and that it says the same as the door."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from shared.contracts.event import Category, Event
from shared.contracts.form import conform
from shared.contracts.schema import CONTRACTS, schemas
from shared.contracts.specimens import named_examples, whole
from shared.refusals import Refused
from tests.contract.validator import faults

SCHEMAS = schemas()
NAMED = named_examples()
TYPES = {name: found for contract in CONTRACTS for name, found in contract.types.items()}
SPECIMENS = [name for name in TYPES if name in NAMED]


def specimen(name: str) -> dict[str, Any]:
    category, kind = TYPES[name]
    return whole(category, kind, NAMED[name])


def said_as(name: str) -> type[Event]:
    _, kind = TYPES[name]
    return kind.said_as or kind


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and everything in it that is a schema, or looks like one."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict):
        yield schema
    for one in inner:
        yield from parts(one)


def test_every_type_has_an_example_and_every_example_a_type() -> None:
    assert set(NAMED) == set(TYPES)


@pytest.mark.parametrize("name", SPECIMENS)
def test_an_example_is_valid_under_its_schema_and_at_the_door(name: str) -> None:
    event = specimen(name)
    assert faults(event, SCHEMAS[name]) == []
    assert SCHEMAS[name]["examples"] == [event]
    assert conform(said_as(name), event["data"])


@pytest.mark.parametrize("name", SPECIMENS)
def test_an_example_survives_json_there_and_back(name: str) -> None:
    event = NAMED[name]
    assert msgspec.json.decode(msgspec.json.encode(event), type=type(event)) == event


@pytest.mark.parametrize("name", SPECIMENS)
def test_an_unknown_field_is_neither_valid_nor_accepted(name: str) -> None:
    event = specimen(name)
    event["data"]["patient_name"] = "x"
    assert faults(event, SCHEMAS[name]) == [".data.patient_name: unknown"]
    with pytest.raises(Refused):
        conform(said_as(name), event["data"])


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_field_is_required_at_the_door_exactly_when_the_schema_says_so(name: str) -> None:
    data = specimen(name)["data"]
    required = SCHEMAS[name]["properties"]["data"].get("required", [])
    for field in data:
        rest = {key: value for key, value in data.items() if key != field}
        try:
            conform(said_as(name), rest)
        except Refused:
            assert field in required
        else:
            assert field not in required


@pytest.mark.parametrize("name", SPECIMENS)
@pytest.mark.parametrize("value", [None, "", " ", -1, 0, 0.3, 10**9, "x" * 20_000, [], {}, True, "1948-13-01"], ids=str)
def test_what_the_schema_calls_invalid_is_refused(name: str, value: object) -> None:
    event = specimen(name)
    for field in list(event["data"]):
        changed = event | {"data": event["data"] | {field: value}}
        if faults(changed, SCHEMAS[name]):
            with pytest.raises(Refused):
                conform(said_as(name), changed["data"])


@pytest.mark.parametrize("name", TYPES)
def test_a_schema_describes_the_whole_event_as_its_submitter_sends_it(name: str) -> None:
    schema, (category, _) = SCHEMAS[name], TYPES[name]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["type"] == {"const": name}
    assert schema["required"] == ["specversion", "id", "source", "type", "subject", "data"]
    assert schema["properties"]["subject"]["pattern"].startswith(f"^{category.name}/")
    fields = {field.encode_name for field in msgspec.structs.fields(said_as(name))}
    assert set(schema["properties"]["data"]["properties"]) == fields


@pytest.mark.parametrize("name", TYPES)
def test_nothing_can_be_added_to_what_a_type_holds(name: str) -> None:
    [data] = [SCHEMAS[name]["properties"]["data"]]
    assert [one for one in parts(data) if one.get("type") == "object" and one["additionalProperties"]] == []


@pytest.mark.parametrize("name", TYPES)
def test_a_pattern_is_one_that_every_client_knows(name: str) -> None:
    patterns = [one["pattern"] for one in parts(SCHEMAS[name]) if isinstance(one.get("pattern"), str)]
    assert patterns
    for pattern in patterns:
        assert not re.search(r"\\[AZz]|\(\?", pattern)
        assert re.compile(pattern)


def test_a_schema_says_in_words_what_it_cannot_say_otherwise() -> None:
    registered = json.dumps(SCHEMAS["project.registered"])
    assert "1948-07-05" in registered
    assert "NHS number" in registered
    assert "Not later than today" in registered
    assert "Not later than today" not in SCHEMAS["milestone.planned"]["properties"]["data"]["properties"]["due_on"]


def test_what_the_service_works_out_is_not_submitted() -> None:
    fields = SCHEMAS["project.carbon_estimated"]["properties"]["data"]["properties"]
    assert "saved_kg_co2e_per_year" not in fields
    assert "lines" in fields


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_stream_of_an_example_is_one_of_its_category(name: str) -> None:
    category: Category = TYPES[name][0]
    assert re.match(category.id_pattern, specimen(name)["subject"].split("/")[1])
