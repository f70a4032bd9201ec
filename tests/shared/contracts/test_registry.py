"""What holds for every type of fact: published means frozen, and nothing is lost on the way."""

from collections import Counter

import msgspec
import pytest

from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event
from shared.contracts.form import conform, days_said
from shared.contracts.projects import PROJECTS
from shared.contracts.specimens import named_examples, whole
from shared.contracts.training import TRAINING
from shared.refusals import MissingField, OutOfRange, UnknownField

CONTRACTS = (PROJECTS, TRAINING, AGREEMENTS)
CATEGORIES = [category for contract in CONTRACTS for category in contract.categories]
SAID_AND_KEPT = [(category, event) for category in CATEGORIES for event in category.events]
EVENTS: list[type[Event]] = [event.said_as or event for _, event in SAID_AND_KEPT]
NAMED = named_examples()
EXAMPLES = {event.type: whole(category, event, NAMED[event.type])["data"] for category, event in SAID_AND_KEPT}


def named(event: type[Event]) -> str:
    return event.type


def test_every_type_is_unique() -> None:
    assert [name for name, count in Counter(event.type for event in EVENTS).items() if count > 1] == []


def test_every_type_has_an_example_and_every_example_a_type() -> None:
    assert {event.type for event in EVENTS} == set(NAMED)


def test_every_category_is_owned_by_one_service() -> None:
    assert len({category.name for category in CATEGORIES}) == len(CATEGORIES)


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_a_fact_survives_json_there_and_back(kind: type[Event]) -> None:
    event = conform(kind, EXAMPLES[kind.type])
    assert msgspec.json.decode(msgspec.json.encode(event), type=kind) == event
    assert msgspec.json.decode(msgspec.json.encode(event)) == EXAMPLES[kind.type]


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_what_was_left_out_stays_left_out(kind: type[Event]) -> None:
    required = {field.encode_name for field in msgspec.structs.fields(kind) if field.required}
    data = {name: value for name, value in EXAMPLES[kind.type].items() if name in required}
    assert msgspec.json.decode(msgspec.json.encode(conform(kind, data))) == data


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_every_required_field_is_missed_by_name(kind: type[Event]) -> None:
    for field in msgspec.structs.fields(kind):
        data = {name: value for name, value in EXAMPLES[kind.type].items() if name != field.encode_name}
        if field.required:
            with pytest.raises(MissingField) as refused:
                conform(kind, data)
            assert refused.value.field == field.encode_name
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


PLANS = {"session.scheduled", "cafe.scheduled", "measure.proposed", "milestone.planned"}
"""What these say lies in the future."""


@pytest.mark.parametrize("kind", EVENTS, ids=named)
def test_every_day_of_a_fact_is_known_to_have_come(kind: type[Event]) -> None:
    data = EXAMPLES[kind.type]
    dated = {name for name in data if name == "on" or (name.endswith("_on") and kind.type != "project.registered")}
    dated |= {"registered_on"} & set(data) | ({"as_at"} if kind.type == "snapshot.frozen" else set())
    assert {name for name, _ in days_said(conform(kind, data))} == (set() if kind.type in PLANS else dated)


def test_finance_and_agreement_need_roles_of_their_own() -> None:
    finance = {"project.saving_forecast", "project.saving_validated", "project.saving_reversed"}
    finance |= {"project.gateway_passed", "project.gateway_rejected"}
    others = {event.type: event.role for event in EVENTS if event.role != "submitter"}
    assert {name for name, role in others.items() if role == "finance"} == finance
    assert {name for name, role in others.items() if role == "qi_lead"} == {
        *(name for name in AGREEMENTS.types if name.startswith(("measure.", "snapshot."))),
        "milestone.signed_off",
        "milestone.revoked",
    }
