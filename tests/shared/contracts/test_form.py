"""Which value a field can hold, and which fault is named when there are several."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.event import Event
from shared.contracts.form import conform
from shared.contracts.project import (
    ProjectCompleted,
    ProjectRegistered,
    ProjectReopened,
    ProjectScoreAssessed,
    ProjectScoreVoided,
    ProjectStarted,
)
from shared.refusals import (
    LooksLikePatientIdentifier,
    MissingField,
    OutOfRange,
    Refused,
    ScoreNotOnScale,
    TooLong,
    UnknownField,
)
from tests.shared.contracts.examples import EXAMPLES

PATIENT = "943 476 5919"


def example(kind: type[Event], /, **others: Any) -> dict[str, Any]:
    return EXAMPLES[kind.type] | others


def refusal(kind: type[Event], data: object) -> tuple[type[Refused], str | None]:
    with pytest.raises(Refused) as refused:
        conform(kind, data)
    return type(refused.value), refused.value.field


@pytest.mark.parametrize("data", [None, [], "on", 3, True])
def test_data_is_an_object(data: object) -> None:
    assert refusal(ProjectStarted, data) == (OutOfRange, "data")


def test_an_unknown_field_is_named_before_a_missing_one() -> None:
    assert refusal(ProjectScoreAssessed, {"scroe": 3.5}) == (UnknownField, "scroe")


def test_a_missing_field_is_named_before_one_out_of_range() -> None:
    assert refusal(ProjectScoreAssessed, {"score": 9, "assessed_on": "2022-09-30"}) == (MissingField, "assessor")


def test_of_two_missing_fields_the_first_of_the_schema_is_named() -> None:
    assert refusal(ProjectScoreAssessed, {"assessor": "team"}) == (MissingField, "score")


def test_of_two_values_out_of_range_the_first_of_the_schema_is_named() -> None:
    data = {"assessor": "nobody", "assessed_on": "yesterday", "score": 3.5}
    assert refusal(ProjectScoreAssessed, data) == (OutOfRange, "assessed_on")


def test_a_day_too_early_is_named_before_a_later_field_of_the_wrong_kind() -> None:
    data = {"assessor": 3, "assessed_on": "1948-07-04", "score": 3.5}
    assert refusal(ProjectScoreAssessed, data) == (OutOfRange, "assessed_on")


def test_a_value_out_of_range_is_named_before_a_patient() -> None:
    assert refusal(ProjectRegistered, example(ProjectRegistered, title=PATIENT, reference="x" * 101)) == (
        TooLong,
        "reference",
    )
    assert refusal(ProjectReopened, {"reason": PATIENT, "on": "1948-07-04"}) == (OutOfRange, "on")


def test_a_patient_is_named_by_the_first_field_that_holds_one() -> None:
    data = example(ProjectRegistered, aim=PATIENT, site=PATIENT)
    assert refusal(ProjectRegistered, data) == (LooksLikePatientIdentifier, "aim")


@pytest.mark.parametrize("field", ["title", "aim", "division", "site"])
def test_no_patient_is_named_in_any_free_text(field: str) -> None:
    data = example(ProjectRegistered, **{field: f"For {PATIENT}."})
    assert refusal(ProjectRegistered, data) == (LooksLikePatientIdentifier, field)


def test_an_organisations_own_reference_can_have_ten_digits() -> None:
    assert conform(ProjectRegistered, example(ProjectRegistered, reference="9434765919"))
    assert conform(ProjectScoreVoided, {"event_id": "9434765919"})


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0\u2003"], ids=ascii)
def test_a_required_text_has_a_character_that_is_no_white_space(text: str) -> None:
    assert refusal(ProjectRegistered, example(ProjectRegistered, title=text)) == (OutOfRange, "title")
    assert refusal(ProjectReopened, {"on": "2022-10-31", "reason": text}) == (OutOfRange, "reason")


def test_a_text_that_may_be_left_out_may_be_blank() -> None:
    assert conform(ProjectRegistered, example(ProjectRegistered, aim="", site=" "))


@pytest.mark.parametrize(
    ("kind", "field", "most"),
    [(ProjectRegistered, "title", 300), (ProjectRegistered, "aim", 10_000), (ProjectReopened, "reason", 10_000),
     (ProjectCompleted, "summary", 10_000), (ProjectRegistered, "reference", 100)],
)  # fmt: skip
def test_a_text_is_as_long_as_its_field_and_no_longer(kind: type[Event], field: str, most: int) -> None:
    assert conform(kind, example(kind, **{field: "é" * most}))
    assert refusal(kind, example(kind, **{field: "é" * (most + 1)})) == (TooLong, field)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff"], ids=ascii)
@pytest.mark.parametrize("field", ["title", "aim", "reference"])
def test_a_text_holds_neither_nul_nor_a_lone_surrogate(field: str, text: str) -> None:
    assert refusal(ProjectRegistered, example(ProjectRegistered, **{field: text})) == (OutOfRange, field)


@pytest.mark.parametrize("day", ["1948-07-05", "2024-02-29", "2023-09-29"])
def test_a_day_is_one_of_the_calendar_since_the_nhs_began(day: str) -> None:
    assert conform(ProjectStarted, {"on": day}) == ProjectStarted(on=date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    ["1948-07-04", "0001-01-01", "2023-02-29", "2022-13-01", "2022-04-31", "2022-4-4", "20220404", "04/04/2022",
     "2022-04-04T00:00:00", "2022-04-04Z", " 2022-04-04", "２022-04-04", "", 20220404, True, ["2022-04-04"]],
    ids=ascii,
)  # fmt: skip
def test_nothing_else_is_a_day(day: object) -> None:
    assert refusal(ProjectStarted, {"on": day}) == (OutOfRange, "on")


@pytest.mark.parametrize("score", [0.5, 1, 1.0, 3.5, 5, 5.0])
def test_a_score_on_the_scale_is_kept(score: float) -> None:
    assert conform(ProjectScoreAssessed, example(ProjectScoreAssessed, score=score))


@pytest.mark.parametrize("score", [0, 0.25, -1, 3.3, 4.75, 5.5, 50, 10**20, 10**400])
def test_a_score_off_the_scale_has_a_name_of_its_own(score: float) -> None:
    assert refusal(ProjectScoreAssessed, example(ProjectScoreAssessed, score=score)) == (ScoreNotOnScale, "score")


@pytest.mark.parametrize("score", ["3.5", True, [3.5], {"half_points": 7}, float("inf"), float("-inf")])
def test_what_is_no_number_is_no_score(score: object) -> None:
    kind, field = refusal(ProjectScoreAssessed, example(ProjectScoreAssessed, score=score))
    assert kind is OutOfRange
    assert field is not None
    assert field.split(".")[0] == "score"


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "audit"), ("kind", "Clinical_Audit"), ("kind", ""), ("has_financial_effect", "true"),
     ("has_financial_effect", 1), ("lead_organisation", ""), ("lead_organisation", "R/P"),
     ("lead_organisation", "RGP\n"), ("lead_organisation", "R" * 101), ("lead_person", "someone"),
     ("lead_person", "0190F3B2-0000-7000-8000-00000000000A"), ("ambitions", 1), ("quality_dimensions", {})],
)  # fmt: skip
def test_a_value_that_the_field_cannot_hold_is_named(field: str, value: object) -> None:
    assert refusal(ProjectRegistered, example(ProjectRegistered, **{field: value})) == (OutOfRange, field)


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [("ambitions", [1, 5], "ambitions.1"), ("ambitions", [0], "ambitions.0"), ("ambitions", [1, 2, "3"], "ambitions.2"),
     ("ambitions", [None], "ambitions.0"), ("partner_organisations", ["", "RM1"], "partner_organisations.0"),
     ("partner_organisations", ["RM1", None], "partner_organisations.1"),
     ("partner_organisations", ["RM1", "a\x00"], "partner_organisations.1"),
     ("quality_dimensions", ["safe", "cheap"], "quality_dimensions.1")],
)  # fmt: skip
def test_a_value_in_a_list_is_named_by_its_place(field: str, value: list[object], path: str) -> None:
    assert refusal(ProjectRegistered, example(ProjectRegistered, **{field: value})) == (OutOfRange, path)


@pytest.mark.parametrize("event_id", ["", "x" * 201])
def test_the_id_of_another_fact_has_1_to_200_characters(event_id: str) -> None:
    kind, field = refusal(ProjectScoreVoided, {"event_id": event_id})
    assert (kind, field) == (TooLong if event_id else OutOfRange, "event_id")
