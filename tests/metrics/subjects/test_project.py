"""What is known of a project: who led it, when it was open, and which score counts."""

from datetime import date

import pytest

from services.metrics.subjects.project import Project
from shared.contracts.event import Event
from tests.given import Said, said
from tests.metrics.counting import project
from tests.projects.facts import (
    cancelled,
    completed,
    involved,
    lead_changed,
    paused,
    registered,
    reopened,
    resumed,
    score_voided,
    scored,
    started,
    voided,
)

COMPLETED = date(2022, 6, 30)


def score(*history: Event | Said) -> int | None:
    return project(registered("2022-04-04"), *history).effective_score(COMPLETED)


def test_the_lead_is_who_registered_until_another_leads() -> None:
    known = project(registered("2022-04-04"), lead_changed("RM1", "2022-07-01"))
    assert known.lead_on(date(2022, 6, 30)) == "RGP"
    assert known.lead_on(date(2022, 7, 1)) == "RM1"
    assert known.lead_on(date(2024, 1, 1)) == "RM1"


def test_before_its_registration_a_project_was_its_first_leads() -> None:
    assert project(registered("2022-04-04"), lead_changed("RM1", "2022-04-04")).lead_on(date(2022, 4, 3)) == "RGP"


def test_who_led_on_a_day_goes_by_the_dates_of_the_changes_not_by_when_they_were_told() -> None:
    known = project(
        registered("2022-04-04"), lead_changed("RM1", "2022-09-01"), said(lead_changed("QMM", "2022-07-01"), by="RM1")
    )
    assert [known.lead_on(date(2022, month, 15)) for month in (6, 8, 10)] == ["RGP", "QMM", "RM1"]


def test_of_two_changes_on_one_day_the_later_said_holds() -> None:
    known = project(registered(), lead_changed("RM1", "2022-07-01"), said(lead_changed("QMM", "2022-07-01"), by="RM1"))
    assert known.lead_on(date(2022, 7, 1)) == "QMM"


@pytest.mark.parametrize("closing", [completed("2022-09-30"), cancelled("2022-09-30")], ids=lambda event: event.type)
def test_a_closed_project_stays_with_who_led_it_when_it_closed(closing: Event) -> None:
    known = project(registered(), closing, lead_changed("RM1", "2022-10-01"))
    assert known.lead_on(date(2023, 3, 31)) == "RM1"
    assert known.accountable_on(date(2023, 3, 31)) == "RGP"


def test_before_it_closed_it_belongs_to_who_led_it_then() -> None:
    known = project(registered(), lead_changed("RM1", "2022-07-01"), said(completed("2022-09-30"), by="RM1"))
    assert [known.accountable_on(date(2022, month, 30)) for month in (6, 8)] == ["RGP", "RM1"]


def test_a_change_of_lead_on_the_closing_day_itself_counts() -> None:
    known = project(registered(), completed("2022-09-30"), lead_changed("RM1", "2022-09-30"))
    assert known.accountable_on(date(2022, 9, 30)) == "RM1"
    assert known.accountable_on(date(2023, 3, 31)) == "RM1"


def test_a_reopened_project_belongs_to_who_leads_it_again() -> None:
    known = project(
        registered(), completed("2022-09-30"), lead_changed("RM1", "2022-10-01"), said(reopened("2022-10-31"), by="RM1")
    )
    assert known.accountable_on(date(2022, 10, 30)) == "RGP"
    assert known.accountable_on(date(2022, 10, 31)) == "RM1"


def test_a_project_is_open_from_its_registration_through_its_closing_day() -> None:
    known = project(registered("2022-04-04"), started(), completed("2022-09-30"))
    assert list(known.open_spans) == [(date(2022, 4, 4), date(2022, 9, 30))]
    assert not known.was_open(date(2022, 4, 1), date(2022, 4, 3))
    assert known.was_open(date(2022, 4, 1), date(2022, 4, 4))
    assert known.was_open(date(2022, 9, 30), date(2022, 10, 31))
    assert not known.was_open(date(2022, 10, 1), date(2022, 10, 31))


def test_a_paused_project_is_open() -> None:
    known = project(
        registered("2022-04-04"), started(), paused("2022-05-03"), resumed("2022-06-06"), paused("2022-07-01")
    )
    assert list(known.open_spans) == [(date(2022, 4, 4), date.max)]


def test_a_reopened_project_is_closed_between_the_closing_and_the_reopening() -> None:
    known = project(
        registered("2022-04-04"),
        cancelled("2022-06-30"),
        reopened("2022-08-31"),
        completed("2022-09-30"),
        reopened("2022-11-30"),
    )
    assert list(known.open_spans) == [
        (date(2022, 4, 4), date(2022, 6, 30)),
        (date(2022, 8, 31), date(2022, 9, 30)),
        (date(2022, 11, 30), date.max),
    ]
    assert not known.was_open(date(2022, 7, 1), date(2022, 8, 30))
    assert known.was_open(date(2022, 7, 1), date(2022, 8, 31))


def test_it_stands_completed_until_it_is_reopened() -> None:
    assert project(registered()).completed_on is None
    assert project(registered(), completed("2022-06-30")).completed_on == COMPLETED
    assert project(registered(), cancelled("2022-06-30")).completed_on is None
    assert project(registered(), completed("2022-06-30"), reopened("2023-05-01")).completed_on is None


def test_without_an_assessment_there_is_no_score() -> None:
    assert score() is None


def test_of_the_teams_scores_the_latest_by_its_own_date_counts() -> None:
    assert score(scored(4.0, "2022-06-01"), scored(2.0, "2022-05-01")) == 8


def test_of_two_scores_of_one_day_the_later_said_counts() -> None:
    assert score(scored(4.0, "2022-06-01"), scored(2.5, "2022-06-01")) == 5


def test_the_advisers_score_counts_over_the_teams_however_old() -> None:
    assert score(scored(2.0, "2022-04-05", by="adviser"), scored(4.0, "2022-08-01")) == 4


def test_of_the_advisers_scores_the_latest_counts() -> None:
    assert score(scored(2.0, "2022-05-01", by="adviser"), scored(3.0, "2022-07-01", by="adviser")) == 6


def test_an_assessment_counts_up_to_90_days_after_completion() -> None:
    # 30 June + 90 days = 28 September.
    assert score(scored(2.0, "2022-06-01"), scored(4.0, "2022-09-28")) == 8
    assert score(scored(2.0, "2022-06-01"), scored(4.0, "2022-09-29")) == 4
    assert score(scored(4.0, "2022-09-29")) is None


def test_an_adviser_who_came_too_late_leaves_the_teams_score() -> None:
    assert score(scored(4.0, "2022-06-01"), scored(1.0, "2022-09-29", by="adviser")) == 8


def test_a_score_that_was_taken_back_does_not_count() -> None:
    history = (said(scored(4.0, "2022-06-02"), id="s2"), score_voided("s2"))
    assert score(*history) is None
    assert score(scored(2.0, "2022-06-01"), *history) == 4


def test_taking_back_the_advisers_score_leaves_the_teams() -> None:
    adviser = said(scored(1.0, "2022-06-02", by="adviser"), id="a")
    assert score(scored(4.0, "2022-06-01"), adviser, score_voided("a")) == 8


def test_of_several_scores_with_one_id_the_one_of_the_same_source_is_taken_back() -> None:
    ours, theirs = said(scored(2.0, "2022-06-01"), id="s", source="urn:a"), said(scored(4.0), id="s", source="urn:b")
    voided_from_a = said(score_voided("s"), source="urn:a")
    assert [one.standing for one in project(registered(), ours, theirs, voided_from_a).assessments] == [False, True]


def test_involvement_is_the_latest_recorded_for_the_day_or_before() -> None:
    known = project(registered(), involved("big_i", "2022-08-01"), involved("none", "2022-06-15"))
    days = (date(2022, 6, 14), date(2022, 6, 15), date(2022, 7, 31), date(2022, 8, 1))
    assert [known.involvement_on(day) for day in days] == [None, "none", "none", "big_i"]


def test_of_two_levels_of_one_day_the_later_said_holds() -> None:
    known = project(registered(), involved("big_i", "2022-08-01"), involved("none", "2022-08-01"))
    assert known.involvement_on(date(2022, 8, 1)) == "none"


def test_only_an_improvement_project_that_stands_counts() -> None:
    assert project(registered()).counts
    assert not project(registered(kind="clinical_audit")).counts
    assert not project(registered(kind="service_evaluation")).counts
    assert not project(registered(), completed(), voided()).counts
    assert not Project().counts
