"""Published means frozen: a type only ever grows by optional fields."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.compatibility import broken, incompatibilities, recorded, unrecorded
from shared.contracts.schema import main, schemas
from tests.contract.validator import faults

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
PUBLISHED = recorded(FOLDER)
NOW = schemas()

OLD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "on": {"type": "string", "format": "date"},
        "score": {"type": "number", "minimum": 0.5, "maximum": 5, "multipleOf": 0.5},
        "level": {"enum": ["none", "little_i", "big_i"]},
        "title": {"type": "string", "minLength": 1, "maxLength": 300},
        "code": {"type": "string", "pattern": "^[A-Z]+$"},
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"factor": {"type": "string"}}, "required": ["factor"]},
        },
    },
    "required": ["on"],
    "additionalProperties": False,
}


def changed(*path: str, **others: Any) -> dict[str, Any]:
    """Return OLD with keywords of one part replaced; None takes a keyword away."""
    new = deepcopy(OLD)
    part = new
    for step in path:
        part = part[step]
    part.update(others)
    for name in [name for name, value in others.items() if value is None]:
        del part[name]
    return new


def test_no_published_type_has_changed_in_a_way_that_breaks_a_client() -> None:
    assert broken(PUBLISHED, NOW) == []


def test_every_change_is_recorded() -> None:
    assert unrecorded(PUBLISHED, NOW) == []


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_example_that_was_published_is_still_valid(name: str) -> None:
    for example in PUBLISHED[name].get("examples", []):
        assert faults(example, NOW[name]) == []


def test_the_same_schema_is_compatible() -> None:
    assert incompatibilities(OLD, deepcopy(OLD)) == []


@pytest.mark.parametrize(
    "new",
    [
        changed("properties", note={"type": "string", "maxLength": 10, "enum": ["a"]}),
        changed(required=[]),
        changed(description="Said more clearly", examples=[{"on": "2022-09-30"}]),
        changed("properties", "level", enum=["none", "little_i", "big_i", "co_led"]),
        changed("properties", "score", minimum=0, maximum=10),
        changed("properties", "title", minLength=None, maxLength=1000),
        changed("properties", "code", pattern=None),
        changed("properties", "lines", "items", "properties", unit={"type": "string"}),
    ],
)
def test_what_only_adds_or_allows_is_compatible(new: dict[str, Any]) -> None:
    assert incompatibilities(OLD, new) == []


@pytest.mark.parametrize(
    ("new", "fault"),
    [
        (changed("properties", title=None), "the field `title` was removed"),
        (changed(required=["on", "score"]), "the field `score` was made required"),
        (
            changed(properties=OLD["properties"] | {"by": {}}, required=["on", "by"]),
            "the field `by` is new and required",
        ),
        (changed("properties", "score", type="integer"), "`type` of `score` was changed from 'number' to 'integer'"),
        (changed("properties", "score", minimum=1), "`minimum` of `score` was narrowed from 0.5 to 1"),
        (changed("properties", "score", maximum=4), "`maximum` of `score` was narrowed from 5 to 4"),
        (
            changed("properties", "score", exclusiveMinimum=0),
            "`exclusiveMinimum` of `score` was narrowed from None to 0",
        ),
        (changed("properties", "title", maxLength=200), "`maxLength` of `title` was narrowed from 300 to 200"),
        (changed("properties", "level", enum=["none", "big_i"]), "`level` no longer takes little_i"),
        (changed("properties", "on", enum=["2022-09-30"]), "`on` no longer takes anything else"),
        (changed("properties", "on", format="date-time"), "`format` of `on` was changed from 'date' to 'date-time'"),
        (changed("properties", "code", pattern="^[a-z]+$"), "`pattern` of `code` was changed"),
        (changed("properties", "lines", minItems=2), "`minItems` of `lines` was narrowed from 1 to 2"),
        (changed("properties", "lines", "items", properties={}), "the field `lines.*.factor` was removed"),
        (changed("properties", "lines", "items", additionalProperties=False), "`additionalProperties` of `lines.*`"),
        (
            changed(
                "properties",
                "lines",
                "items",
                properties={"factor": {"type": "string"}, "unit": {}},
                required=["factor", "unit"],
            ),
            "the field `lines.*.unit` is new and required",
        ),
    ],
)
def test_what_takes_away_or_narrows_is_not(new: dict[str, Any], fault: str) -> None:
    [found] = incompatibilities(OLD, new)
    assert found.startswith(fault)


def test_a_breaking_change_fails_with_what_to_do_instead() -> None:
    [said] = broken({"cafe.held": OLD}, {"cafe.held": changed("properties", title=None)})
    assert said == (
        "cafe.held: the field `title` was removed. "
        "Leave it as it was; publish `cafe.held.v2` beside it, with an upcaster."
    )
    [again] = broken({"cafe.held.v2": OLD}, {"cafe.held.v2": changed("properties", title=None)})
    assert "publish `cafe.held.v3` beside it" in again


def test_a_published_type_stays() -> None:
    assert broken({"cafe.held": OLD}, {}) == ["cafe.held: the type is gone. A published type stays."]


def test_an_unrecorded_change_fails_with_the_command_that_records_it() -> None:
    [said] = unrecorded({"cafe.held": OLD}, {"cafe.held": changed(required=[])})
    assert said.startswith("cafe.held: ")
    assert "python -m shared.contracts.schema docs/schemas" in said


def test_a_new_type_is_recorded_too() -> None:
    assert unrecorded({}, {"cafe.held": OLD}) != []
    assert broken({}, {"cafe.held": OLD}) == []


def test_recording_writes_what_is_published(tmp_path: Path) -> None:
    main(tmp_path / "schemas")
    assert recorded(tmp_path / "schemas") == NOW


def test_recording_refuses_what_breaks_a_client_and_leaves_the_folder_alone(tmp_path: Path) -> None:
    old = deepcopy(NOW["measure.target_set"])
    old["properties"]["data"]["properties"]["colour"] = {"type": "string"}
    file = tmp_path / "measure.target_set.json"
    file.write_text(json.dumps(old))
    with pytest.raises(SystemExit, match=r"`data.colour` was removed"):
        main(tmp_path)
    assert recorded(tmp_path) == {"measure.target_set": old}
