"""Assessing a project's progress, and taking an assessment back."""

import pytest

from services.projects.domain.refusals import NoSuchAssessment
from tests.given import given, said
from tests.projects.facts import completed, involved, lead_changed, registered, score_voided, scored, started

OURS = "urn:nhs:ods:RGP:lifeqi"
THEIRS = "urn:nhs:ods:RM1:lifeqi"


@pytest.mark.parametrize("score", [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0])
def test_each_of_the_ten_half_points_can_be_given(score: float) -> None:
    given(registered()).when(scored(score)).then()


def test_a_project_can_be_assessed_before_it_starts() -> None:
    given(registered("2022-04-04")).when(scored(on="2022-04-04")).then()


def test_involvement_is_recorded_at_any_level() -> None:
    given(registered()).when(involved("none")).then()
    given(registered(), involved("big_i")).when(involved("little_i")).then()


def test_an_assessment_can_be_taken_back_by_its_id() -> None:
    given(registered(), said(scored(), id="s1")).when(score_voided("s1")).then()


def test_no_assessment_is_taken_back_where_none_was_made() -> None:
    given(registered()).when(score_voided("s1")).refused(NoSuchAssessment, field="event_id")


def test_only_the_id_of_an_assessment_will_do() -> None:
    history = (registered(), said(started(), id="s1"))
    given(*history).when(score_voided("s1")).refused(NoSuchAssessment, field="event_id")


def test_an_assessment_is_taken_back_once() -> None:
    history = (registered(), said(scored(), id="s1"), score_voided("s1"))
    given(*history).when(score_voided("s1")).refused(NoSuchAssessment, field="event_id")


def test_taking_one_assessment_back_leaves_the_others() -> None:
    history = (registered(), said(scored(), id="s1"), said(scored(), id="s2"), score_voided("s1"))
    given(*history).when(score_voided("s2")).then()


def test_the_new_lead_can_take_back_what_the_earlier_lead_assessed() -> None:
    history = (registered(), said(scored(), id="s1"), completed(), lead_changed("RM1", "2022-10-01"))
    given(*history).when(score_voided("s1"), by="RM1", source=THEIRS).then()


def test_of_several_with_one_id_the_callers_own_from_the_same_source_is_meant() -> None:
    history = (
        registered(),
        said(scored(2.0), id="s1", source=OURS),
        lead_changed("RM1"),
        said(scored(4.0), id="s1", source=THEIRS, by="RM1"),
        said(lead_changed("RGP", "2022-08-01"), by="RM1"),
        said(score_voided("s1"), source=OURS),
    )
    # RGP's own is gone now: asked for again it is missing, though RM1's of the same id stands.
    given(*history).when(score_voided("s1"), source=OURS).refused(NoSuchAssessment, field="event_id")
    # From a source that has none of its own, the last is meant: RM1's, which stands.
    given(*history).when(score_voided("s1"), source="urn:other").then()


def test_of_several_with_one_id_the_last_is_meant_when_none_is_the_callers_own() -> None:
    history = (
        registered(),
        said(scored(2.0), id="s1", source="urn:a"),
        said(scored(4.0), id="s1", source="urn:b"),
        said(score_voided("s1"), source="urn:c"),
    )
    # The last (from b) was meant, so b's is gone and a's stands.
    given(*history).when(score_voided("s1"), source="urn:b").refused(NoSuchAssessment, field="event_id")
    given(*history).when(score_voided("s1"), source="urn:a").then()


def test_the_same_source_of_another_organisation_is_not_the_callers_own() -> None:
    history = (
        registered(),
        said(scored(2.0), id="s1", source=OURS),
        said(scored(3.0), id="s1", source="urn:late"),
        lead_changed("RM1"),
        said(score_voided("s1"), by="RM1", source=OURS),
    )
    # RM1 has none of its own: the last was meant, and is gone; the one from OURS stands.
    given(*history).when(score_voided("s1"), by="RM1", source=OURS).refused(NoSuchAssessment, field="event_id")
    given(*history, said(lead_changed("RGP", "2022-08-01"), by="RM1")).when(score_voided("s1"), source=OURS).then()
