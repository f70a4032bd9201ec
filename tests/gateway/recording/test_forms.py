"""Forms ask for what the contract asks, and can say what can be said."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from services.gateway.recording.fields import Choice, Choices, Field, Rows
from services.gateway.recording.filled import fill, read, without_empty_rows
from services.gateway.recording.form import Form, said_fields
from services.gateway.recording.forms import CONTRACTS, FORMS
from services.gateway.recording.forms.worth import FACTORS, SETS
from services.gateway.recording.router import CARRIED
from services.projects.domain.factors import FACTOR_SETS
from shared.contracts.specimens import named_examples

SAID_OTHERWISE = {
    "organisation.joined": "a member of kind icb says it, as a fact",
    "organisation.left": "a member of kind icb says it, as a fact",
    "measure.retired": "every board has to know of it; it is said as a fact",
    "person.merged": "the directory says it",
    "person.erased": "the directory says it",
}
"""Types of fact for which there is no form, and why."""
EXAMPLES = named_examples()
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def test_everything_that_can_be_said_can_be_said_by_hand() -> None:
    types = {name for contract in CONTRACTS for name in contract.types}
    assert types - FORMS.keys() == SAID_OTHERWISE.keys()
    assert FORMS.keys() <= types


@each_form
def test_a_form_asks_for_all_that_has_to_be_said_and_for_nothing_twice(form: Form) -> None:
    of_fact = [one.name for one in form.asked] + list(form.given)
    required = {one.encode_name for one in said_fields(form.kind) if one.required}
    assert len(of_fact) == len(set(of_fact))
    assert required <= set(of_fact) <= {one.encode_name for one in said_fields(form.kind)}


@each_form
def test_no_question_has_the_name_of_what_a_form_carries(form: Form) -> None:
    assert not CARRIED & {one.name for one in form.fields}


@each_form
def test_a_form_asks_for_whatever_else_can_be_said(form: Form) -> None:
    left_out = {one.encode_name for one in said_fields(form.kind)} - {one.name for one in form.asked} - set(form.given)
    # A draw says by which rule and seed it offered; a residual risk is scored by a second assessment.
    assert left_out <= {"rule_version", "seed", "residual"}


@each_form
def test_the_choices_of_a_form_are_those_of_the_contract(form: Form) -> None:
    known = {one.encode_name: one.type for one in said_fields(form.kind)}
    for field in form.fields:
        if field.name in known:
            _same_choices(field, known[field.name])


def _same_choices(field: Field, known: inspect.Type) -> None:
    while isinstance(known, inspect.Metadata):
        known = known.type
    match field.widget, known:
        case Rows(columns=columns), inspect.VarTupleType(item_type=inspect.StructType(fields=fields)):
            of = {one.encode_name: one.type for one in fields}
            for one in columns:
                _same_choices(one, of[one.name])
        case Choice(options=dict() as options), inspect.LiteralType(values=values):
            assert set(options) == set(values)
        case Choices(options=dict() as options), inspect.VarTupleType(item_type=inspect.LiteralType(values=values)):
            assert set(options) == set(values)
        case _, inspect.LiteralType():
            pytest.fail(f"{field.name} can only be one of some words, and is asked for otherwise")


@each_form
def test_what_a_fact_says_its_form_can_say(form: Form) -> None:
    if form.type not in EXAMPLES:
        pytest.fail(f"there is no example of {form.type}")
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(EXAMPLES[form.type]))
    asked = [one for one in form.fields if one.name in data]
    typed = fill(asked, data)
    said, faults = read(asked, typed)
    assert faults == {}
    wanted = {one.name: data[one.name] for one in asked}
    if form.type == "project.qia_scored":
        wanted["risks"] = sorted(wanted["risks"], key=str)
        said["risks"] = sorted(said["risks"], key=str)
    assert said == wanted


@each_form
def test_a_refusal_beside_a_question_is_beside_one_that_is_asked(form: Form) -> None:
    assert set(form.beside.values()) <= {one.name for one in form.fields}


@each_form
def test_an_empty_form_says_what_is_missing(form: Form) -> None:
    said, faults = read(form.fields, {})
    assert said == {}
    assert faults.keys() == {one.name for one in form.fields if one.required}
    assert all(words and words[0].isupper() for words in faults.values())


def test_the_resources_that_can_be_chosen_have_a_conversion_factor_in_every_year() -> None:
    for year in SETS:
        for chosen in FACTORS:
            code, _, unit = chosen.partition(" ")
            assert unit in FACTOR_SETS[int(year)][code], chosen
    assert {str(year) for year in FACTOR_SETS} == set(SETS)


ENDS = ("", ".day", ".month", ".year", ".0.impact", ".99.factor", ".x", ".find", ".0", "..")
ODD = st.text(max_size=20) | st.sampled_from(["0", "31", "13", "-1", "1e999", "NaN", "²", "yes", "£1.999", "9" * 40])


def _typed(form: Form) -> st.SearchStrategy[tuple[Form, dict[str, str]]]:
    names = [f"{one.name}{end}" for one in form.fields for end in ENDS]
    return st.tuples(st.just(form), st.dictionaries(st.sampled_from(names), ODD, max_size=8))


@given(st.sampled_from(list(FORMS.values())).flatmap(_typed))
def test_nothing_that_is_typed_breaks_a_form(filled: tuple[Form, dict[str, str]]) -> None:
    form, typed = filled
    data, faults = read(form.fields, without_empty_rows(form.fields, typed))
    msgspec.json.encode(data)
    assert all(faults.values())


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("31", "3", "2027", "2027-03-31"),
        ("1", "mar", "27", "2027-03-01"),
        (" 01 ", "March", "2027", "2027-03-01"),
    ],
)
def test_a_day_is_read_as_it_is_written_here(day: str, month: str, year: str, said: str) -> None:
    assert _day(day, month, year) == ({"on": said}, {})


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("31", "2", "2027", "Enter a day that is in the calendar, like 31 3 2027"),
        ("3", "31", "2027", "Enter a day that is in the calendar, like 31 3 2027"),
        ("today", "3", "2027", "Enter a day that is in the calendar, like 31 3 2027"),
        ("31", "", "2027", "The date needs a month"),
        ("", "", "2027", "The date needs a day and a month"),
        ("", "", "", "Enter the first day of the work"),
    ],
)
def test_a_day_that_is_none_is_told_how_it_should_be(day: str, month: str, year: str, words: str) -> None:
    assert _day(day, month, year) == ({}, {"on": words})


def _day(day: str, month: str, year: str) -> tuple[dict[str, Any], dict[str, str]]:
    return read(FORMS["project.started"].fields, {"on.day": day, "on.month": month, "on.year": year})


@pytest.mark.parametrize(("text", "pence"), [("1,250.50", 125050), ("£3", 300), ("0.07", 7), (" 1 000 ", 100000)])
def test_money_is_kept_to_the_penny(text: str, pence: int) -> None:
    [field] = [one for one in FORMS["project.saving_forecast"].fields if one.name == "pence"]
    assert read([field], {"pence": text}) == ({"pence": pence}, {})


@pytest.mark.parametrize("text", ["a lot", "1.005", "1e300", "--1", "£"])
def test_what_is_no_money_is_told_so(text: str) -> None:
    [field] = [one for one in FORMS["project.saving_forecast"].fields if one.name == "pence"]
    _, faults = read([field], {"pence": text})
    assert faults["pence"].startswith("Enter a")
