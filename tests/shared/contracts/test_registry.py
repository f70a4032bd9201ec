"""What holds for every type of fact: published means frozen, and nothing is lost on the way."""

from collections import Counter
from typing import get_args

import msgspec
import pytest

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event
from shared.contracts.form import conform, days_said
from shared.contracts.projects import PROJECTS, ProjectEvent
from shared.refusals import MissingField, OutOfRange, UnknownField
from tests.shared.contracts.examples import EXAMPLES

CONTRACTS = (PROJECTS, AGREEMENTS)
CATEGORIES = [category for contract in CONTRACTS for category in contract.categories]
EVENTS: list[type[Event]] = [event for category in CATEGORIES for event in category.events]


def named(event: type[Event]) -> str:
    return event.type


def test_every_type_is_unique() -> None:
    assert [name for name, count in Counter(event.type for event in EVENTS).items() if count > 1] == []


def test_every_type_has_an_example_and_every_example_a_type() -> None:
    assert {event.type for event in EVENTS} == set(EXAMPLES)


def test_every_type_of_fact_about_a_project_can_be_submitted() -> None:
    assert {event for _, event in PROJECTS.types.values()} == set(get_args(ProjectEvent))
    assert len(PROJECTS.types) == 12


def test_every_category_is_owned_by_one_service() -> None:
    assert len({category.name for category in CATEGORIES}) == len(CATEGORIES)


def test_every_type_begins_with_the_name_of_its_category() -> None:
    assert [e.type for category in CATEGORIES for e in category.events if e.type.split(".")[0] != category.name] == []


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_an_example_says_every_field(kind: type[Event]) -> None:
    assert set(EXAMPLES[kind.type]) == set(kind.__struct_fields__)


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_a_fact_survives_json_there_and_back(kind: type[Event]) -> None:
    event = conform(kind, EXAMPLES[kind.type])
    assert msgspec.json.decode(msgspec.json.encode(event), type=kind) == event
    assert msgspec.json.decode(msgspec.json.encode(event)) == EXAMPLES[kind.type]


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_what_was_left_out_stays_left_out(kind: type[Event]) -> None:
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    data = {name: value for name, value in EXAMPLES[kind.type].items() if name in required}
    assert msgspec.json.decode(msgspec.json.encode(conform(kind, data))) == data


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_every_required_field_is_missed_by_name(kind: type[Event]) -> None:
    for field in msgspec.structs.fields(kind):
        data = {name: value for name, value in EXAMPLES[kind.type].items() if name != field.name}
        if field.required:
            with pytest.raises(MissingField) as refused:
                conform(kind, data)
            assert refused.value.field == field.name
        else:
            assert conform(kind, data)


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_null_is_outside_the_range_of_every_field(kind: type[Event]) -> None:
    for name in EXAMPLES[kind.type]:
        with pytest.raises(OutOfRange) as refused:
            conform(kind, EXAMPLES[kind.type] | {name: None})
        assert refused.value.field == name


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_no_type_takes_a_field_that_it_does_not_have(kind: type[Event]) -> None:
    with pytest.raises(UnknownField) as refused:
        conform(kind, EXAMPLES[kind.type] | {"patient_name": "x"})
    assert refused.value.field == "patient_name"


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_every_day_of_a_fact_is_known_to_have_come(kind: type[Event]) -> None:
    dated = {name for name in EXAMPLES[kind.type] if name == "on" or name.endswith("_on")}
    assert {name for name, _ in days_said(conform(kind, EXAMPLES[kind.type]))} == dated


def test_only_targets_need_another_role_than_the_submitters() -> None:
    assert {event.type: event.role for event in EVENTS if event.role != "submitter"} == {
        "measure.target_set": "qi_lead"
    }
