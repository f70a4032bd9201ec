"""Who sets a target, and which."""

import pytest

from shared.contracts.agreements import MeasureTargetSet
from shared.contracts.form import conform
from shared.refusals import NotAMember, NotYours, OutOfRange, RoleRequired
from tests.given import given

PERCENTAGES = [
    "modest-improvement", "patient-involvement", "finance-engagement", "sustainable-projects", "dashboard-agreed"
]  # fmt: skip


def target(number: int, organisation: str = "RGP") -> MeasureTargetSet:
    return MeasureTargetSet(organisation=organisation, target=number, financial_year="2023/24")


def test_a_member_sets_a_target_for_itself() -> None:
    given().when(target(60)).then()


def test_the_last_said_target_wins_so_any_number_can_be_said() -> None:
    given(target(60), target(60)).when(target(60)).then()


def test_setting_a_target_needs_the_lead_for_quality_improvement() -> None:
    given().when(target(60), roles=frozenset({"submitter", "finance"})).refused(RoleRequired)


def test_nobody_sets_a_target_for_another_organisation() -> None:
    given().when(target(60, "RM1")).refused(NotYours, field="organisation")


def test_not_even_the_board_sets_a_target_for_a_trust() -> None:
    given().when(target(60, "RGP"), by="QMM").refused(NotYours, field="organisation")


def test_a_stranger_sets_no_target() -> None:
    given().when(target(60, "NEW"), by="NEW").refused(NotAMember)


@pytest.mark.parametrize("slug", PERCENTAGES)
def test_a_percentage_is_at_most_100(slug: str) -> None:
    given(stream=f"measure/{slug}").when(target(100)).then()
    given(stream=f"measure/{slug}").when(target(101)).refused(OutOfRange, field="target")


@pytest.mark.parametrize("slug", ["people-trained", "projects-coached", "a-measure-of-tomorrow"])
def test_a_count_can_be_above_100(slug: str) -> None:
    given(stream=f"measure/{slug}").when(target(101)).then()


def test_a_target_out_of_range_is_named_before_whose_it_is() -> None:
    given().when(target(101, "RM1")).refused(OutOfRange, field="target")
    given().when(target(101), roles=frozenset()).refused(OutOfRange, field="target")


@pytest.mark.parametrize("number", [0, -1, 2.5, "60", None, True])
def test_a_target_is_a_whole_number_from_1(number: object) -> None:
    with pytest.raises(OutOfRange) as refused:
        conform(MeasureTargetSet, {"organisation": "RGP", "target": number, "financial_year": "2023/24"})
    assert refused.value.field == "target"


@pytest.mark.parametrize("year", ["2022/24", "2022-23", "1947/48", "22/23", "2022/23 ", "2099/0", ""])
def test_a_financial_year_names_two_years_that_follow_each_other(year: str) -> None:
    with pytest.raises(OutOfRange) as refused:
        conform(MeasureTargetSet, {"organisation": "RGP", "target": 3, "financial_year": year})
    assert refused.value.field == "financial_year"


@pytest.mark.parametrize("year", ["1948/49", "1999/00", "2022/23", "2099/00"])
def test_a_target_can_be_set_for_any_financial_year_of_the_nhs(year: str) -> None:
    fact = conform(MeasureTargetSet, {"organisation": "RGP", "target": 3, "financial_year": year})
    assert fact == MeasureTargetSet(organisation="RGP", target=3, financial_year=year)
