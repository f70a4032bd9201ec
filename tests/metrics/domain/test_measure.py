"""Who sets a target, and which; who proposes a measure, agrees to it, and when it is over."""

from datetime import date

import msgspec
import pytest

from services.metrics.domain import refusals
from services.metrics.domain.measure import PERCENTAGES as AT_MOST_100
from services.metrics.domain.measure import STRATEGY
from shared.contracts.agreements import (
    MeasureAgreed,
    MeasureObjected,
    MeasureProposed,
    MeasureRetired,
    MeasureTargetSet,
)
from shared.contracts.examples.agreements import PROPOSED
from shared.contracts.form import conform
from shared.refusals import NotAMember, NotYetHappened, NotYours, OutOfRange, RoleRequired
from tests.given import given, said

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


NEW = "measure/a-measure-of-tomorrow"
RETIRED = MeasureRetired(on=date(2023, 3, 31), reason="The second edition counts outcomes instead.")
LEAD_FOR_QI = frozenset({"qi_lead"})


def proposed(version: int) -> MeasureProposed:
    return msgspec.structs.replace(PROPOSED, version=version)


def agreed(version: int, by: str = "RGP", on: date = date(2023, 3, 31)) -> MeasureAgreed:
    return MeasureAgreed(organisation=by, version=version, on=on)


def objected(version: int, by: str = "RGP", on: date = date(2023, 3, 31)) -> MeasureObjected:
    return MeasureObjected(organisation=by, version=version, on=on, note="It counts too much.")


def test_the_strategy_has_fourteen_targets() -> None:
    assert len(STRATEGY) == 14
    assert set(PERCENTAGES) == AT_MOST_100


@pytest.mark.parametrize("slug", sorted(STRATEGY))
def test_a_measure_of_the_strategy_is_version_1_without_anybody_having_proposed_it(slug: str) -> None:
    stream = f"measure/{slug}"
    given(stream=stream).when(agreed(1)).then()
    given(stream=stream).when(agreed(2)).refused(refusals.NoSuchVersion, field="version")
    given(stream=stream).when(proposed(1)).refused(refusals.NotTheNextVersion, field="version")
    given(stream=stream).when(proposed(2)).then()


def test_a_new_measure_begins_with_version_1() -> None:
    given(stream=NEW).when(proposed(1), by="RM1", roles=LEAD_FOR_QI).then()
    given(stream=NEW).when(proposed(2)).refused(refusals.NotTheNextVersion, field="version")


def test_every_proposal_is_one_version_further() -> None:
    given(proposed(2), said(proposed(3), by="RM1")).when(proposed(4), by="QMM").then()
    for version in (1, 2, 4, 100):
        given(proposed(2)).when(proposed(version)).refused(refusals.NotTheNextVersion, field="version")


def test_nobody_agrees_to_what_nobody_proposed() -> None:
    for statement in (agreed(1), objected(1)):
        given(stream=NEW).when(statement).refused(refusals.NoSuchVersion, field="version")
        given(proposed(1), stream=NEW).when(statement).then()


def test_a_member_can_still_speak_of_an_older_version() -> None:
    given(proposed(2)).when(agreed(1)).then()
    given(proposed(2)).when(objected(1)).then()


def test_a_member_changes_its_mind_as_often_as_it_likes() -> None:
    given(agreed(1), objected(1), agreed(1)).when(agreed(1)).then()


def test_nobody_agrees_or_objects_for_another_organisation() -> None:
    given().when(agreed(1, "RM1")).refused(NotYours, field="organisation")
    given().when(objected(1, "RM1"), by="QMM").refused(NotYours, field="organisation")


def test_whose_it_is_comes_before_which_version() -> None:
    given().when(agreed(9, "RM1")).refused(NotYours, field="organisation")


def test_nobody_agreed_tomorrow() -> None:
    given().when(agreed(1, on=date(2023, 9, 30))).refused(NotYetHappened, field="on")


def test_everything_about_a_measure_needs_the_lead_for_quality_improvement() -> None:
    for fact in (proposed(2), agreed(1), objected(1), RETIRED):
        given().when(fact, roles=frozenset({"submitter", "finance"})).refused(RoleRequired)


def test_a_review_is_planned_for_a_day_to_come() -> None:
    given().when(msgspec.structs.replace(proposed(2), review_on=date(2030, 4, 1))).then()


def test_after_its_day_of_retirement_nothing_is_agreed() -> None:
    later = date(2023, 4, 1)
    for statement in (agreed(1, on=later), objected(1, on=later)):
        given(RETIRED).when(statement).refused(refusals.MeasureRetired)


def test_what_was_agreed_by_the_day_of_retirement_can_still_be_told() -> None:
    given(RETIRED).when(agreed(1, on=RETIRED.on)).then()
    given(RETIRED).when(objected(1, on=RETIRED.on)).then()


def test_a_retired_measure_takes_targets_for_the_years_that_it_saw_begin() -> None:
    given(RETIRED).when(MeasureTargetSet(organisation="RGP", target=60, financial_year="2022/23")).then()
    given(RETIRED).when(target(60)).refused(refusals.MeasureRetired)


def test_a_retired_measure_is_neither_proposed_nor_retired_again() -> None:
    given(RETIRED).when(proposed(2)).refused(refusals.MeasureRetired)
    given(RETIRED).when(RETIRED, by="RM1").refused(refusals.MeasureRetired)
