"""Innovations: any member registers one, and says for itself how far its sites are."""

from typing import Literal

import pytest

from shared.contracts.innovation import InnovationStageReached
from shared.refusals import AlreadySaid, NotAMember, NotOpened, NotYetHappened, NotYours, RoleRequired
from tests.admitted import last_answer
from tests.given import TODAY, given, said
from tests.projects.facts import innovation, reached, withdrawn


@pytest.mark.parametrize("by", ["RGP", "RM1", "QMM"])
def test_any_member_registers_an_innovation_once(by: str) -> None:
    given().when(innovation(), by=by).then()
    given(innovation()).when(innovation(), by=by).refused(AlreadySaid)


@pytest.mark.parametrize("by", ["NEW", "RX9", None])
def test_nobody_else_does(by: str | None) -> None:
    given().when(innovation(), by=by).refused(NotAMember)


def test_every_member_speaks_for_its_own_sites_and_for_no_other() -> None:
    given(innovation()).when(reached("RM1"), by="RM1").then()
    given(innovation()).when(reached("RM1"), by="RGP").refused(NotYours, field="organisation")
    given(innovation()).when(reached("RM1"), by="QMM").refused(NotYours, field="organisation")


@pytest.mark.parametrize("stage", ["considered", "approved", "piloted", "adopted", "discontinued"])
def test_sites_move_in_any_order(
    stage: Literal["considered", "approved", "piloted", "adopted", "discontinued"],
) -> None:
    event = InnovationStageReached(organisation="RGP", site="Gorleston", stage=stage, on=TODAY)
    given(innovation()).when(event).then()
    given(innovation(), reached()).when(event).then()


def test_a_stage_of_what_was_never_registered_is_refused() -> None:
    given().when(reached()).refused(NotOpened)


def test_a_stage_of_tomorrow_has_not_been_reached() -> None:
    given(innovation()).when(reached(on="2023-09-30")).refused(NotYetHappened, field="on")


def test_both_need_the_role_of_a_submitter() -> None:
    given().when(innovation(), roles=frozenset()).refused(RoleRequired)
    given(innovation()).when(reached(), roles=frozenset({"qi_lead"})).refused(RoleRequired)


def test_a_stage_is_taken_back_by_whoever_said_it_and_the_registration_never() -> None:
    back = withdrawn("fact-2", "innovation")
    assert last_answer(innovation(), reached(), back) == "accepted"
    assert last_answer(innovation(), reached(), said(back, by="RM1")) == "NotYours"
    assert last_answer(innovation(), withdrawn("fact-1", "innovation")) == "OpeningFact"
    assert last_answer(withdrawn("fact-1", "innovation")) == "NotOpened"
