"""75 % of completed projects improved modestly: what is in the fraction, and what is not."""

from datetime import date

import pytest

from services.metrics.measures.modest_improvement import MEASURE
from services.metrics.period import Grain, month_of
from services.metrics.subjects.project import Project
from shared.contracts.project import Kind
from tests.given import said
from tests.metrics.counting import in_month, in_year, may_complete, project, reasons
from tests.projects.facts import (
    cancelled,
    completed,
    lead_changed,
    registered,
    reopened,
    score_voided,
    scored,
    started,
    voided,
)

IMPROVED = project(registered(), scored(3.5), completed("2022-09-30"), place=90)


def counted(*projects: Project, organisation: str | None = "RGP", year: int = 2022) -> tuple[int, int]:
    return in_year(MEASURE, projects, organisation, year)


def test_eight_of_eleven_completed_projects_improved() -> None:
    improved = [project(registered(), scored(3.0), completed(), place=n) for n in range(8)]
    fell_short = [project(registered(), scored(2.5), completed(), place=n) for n in range(8, 10)]
    unscored = [project(registered(), completed(), place=10)]
    assert counted(*improved, *fell_short, *unscored) == (8, 11)


@pytest.mark.parametrize(("score", "numerator"), [(2.5, 0), (3.0, 1), (5.0, 1)])
def test_modest_means_3_or_above(score: float, numerator: int) -> None:
    assert counted(project(registered(), scored(score), completed())) == (numerator, 1)


def test_a_project_without_a_score_is_in_the_denominator_only() -> None:
    bare = project(registered(), completed())
    assert counted(IMPROVED, bare) == (1, 2)
    assert reasons(MEASURE, bare, Grain.MONTH) == ["no score within 90 days of completion"]


def test_a_cancelled_project_is_not_in_the_denominator() -> None:
    assert counted(IMPROVED, project(registered(), scored(4.0), cancelled())) == (1, 1)


def test_an_open_project_with_a_good_score_does_not_count() -> None:
    assert counted(IMPROVED, project(registered(), started(), scored(4.5))) == (1, 1)


def test_a_voided_project_counts_nowhere() -> None:
    assert counted(IMPROVED, project(registered(), scored(4.0), completed(), voided())) == (1, 1)


@pytest.mark.parametrize("kind", ["clinical_audit", "service_evaluation"])
def test_a_completed_audit_or_evaluation_is_no_improvement_project(kind: Kind) -> None:
    audit = project(registered(kind=kind), scored(4.0), completed())
    assert counted(IMPROVED, audit) == (1, 1)
    assert reasons(MEASURE, audit, Grain.MONTH) == []


def test_a_reopened_project_leaves_the_fraction_even_when_reopened_in_a_later_year() -> None:
    again = project(registered(), scored(4.0), completed("2022-09-30"), reopened("2023-05-02"))
    assert counted(IMPROVED, again) == (1, 1)
    assert counted(again, year=2023) == (0, 0)


def test_a_project_completed_again_counts_in_the_year_of_its_last_completion() -> None:
    twice = project(registered(), scored(4.0), completed("2022-09-30"), reopened("2023-05-02"), completed("2023-06-30"))
    assert counted(twice, year=2022) == (0, 0)
    assert counted(twice, year=2023) == (1, 1)


def test_a_project_cancelled_after_its_reopening_leaves_the_denominator() -> None:
    assert counted(project(registered(), completed("2022-06-30"), reopened("2022-07-31"), cancelled())) == (0, 0)


def test_a_score_lowered_within_90_days_lowers_the_numerator() -> None:
    # 30 September + 90 days = 29 December.
    assert counted(project(registered(), scored(3.5), completed("2022-09-30"), scored(2.0, "2022-12-29"))) == (0, 1)
    assert counted(project(registered(), scored(3.5), completed("2022-09-30"), scored(2.0, "2022-12-30"))) == (1, 1)


def test_the_advisers_judgement_counts_over_the_teams() -> None:
    history = (registered(), scored(2.5, "2022-06-01", by="adviser"), scored(4.0), completed())
    assert counted(project(*history)) == (0, 1)


def test_a_score_taken_back_leaves_the_denominator_as_it_was() -> None:
    assert counted(project(registered(), said(scored(4.0), id="s"), completed(), score_voided("s"))) == (0, 1)


def test_completion_counts_for_who_led_on_that_day() -> None:
    handed_on_before = project(registered(), lead_changed("RM1", "2022-09-30"), said(completed("2022-09-30"), by="RM1"))
    handed_on_after = project(registered(), completed("2022-09-30"), lead_changed("RM1", "2022-10-01"), place=2)
    assert counted(handed_on_before, handed_on_after, organisation="RGP") == (0, 1)
    assert counted(handed_on_before, handed_on_after, organisation="RM1") == (0, 1)
    assert counted(handed_on_before, handed_on_after, organisation=None) == (0, 2)


def test_a_change_of_lead_backdated_before_completion_moves_it() -> None:
    moved = project(registered(), scored(4.0), completed("2022-09-30"), lead_changed("RM1", "2022-09-01"))
    assert (counted(moved), counted(moved, organisation="RM1")) == ((0, 0), (1, 1))


@pytest.mark.parametrize(("day", "year"), [("2022-03-31", 2021), ("2022-04-01", 2022), ("2023-03-31", 2022)])
def test_a_completion_counts_in_the_financial_year_of_its_day(day: str, year: int) -> None:
    done = project(registered("2022-03-01"), completed(day))
    assert [counted(done, year=one) for one in (2021, 2022, 2023)] == [
        (0, int(one == year)) for one in (2021, 2022, 2023)
    ]


def test_a_completion_counts_in_its_month_alone() -> None:
    months = [in_month(MEASURE, [IMPROVED], "RGP", month_of(date(2022, month, 1))) for month in (8, 9, 10)]
    assert months == [(0, 0), (1, 1), (0, 0)]


def test_a_score_that_came_after_the_years_end_still_counts_within_90_days() -> None:
    # 31 March + 90 days = 29 June.
    assert counted(project(registered(), completed("2023-03-31"), scored(3.0, "2023-06-29"))) == (1, 1)
    assert counted(project(registered(), completed("2023-03-31"), scored(3.0, "2023-06-30"))) == (0, 1)


def test_what_may_still_complete_is_open_on_the_day_and_led_by_the_organisation_then() -> None:
    open_still = project(registered("2022-04-04"))
    closed = project(registered("2022-04-04"), completed("2022-09-30"), place=2)
    handed_on = project(registered("2022-04-04"), lead_changed("RM1", "2022-10-01"), place=3)
    paused_audit = project(registered("2022-04-04", kind="clinical_audit"), place=4)
    projects = [open_still, closed, handed_on, paused_audit]
    days = (date(2022, 4, 3), date(2022, 4, 4), date(2022, 9, 30), date(2022, 10, 1), date(2030, 1, 1))
    assert [may_complete(MEASURE, projects, "RGP", day) for day in days] == [0, 3, 3, 1, 1]
    assert [may_complete(MEASURE, projects, "RM1", day) for day in days] == [0, 0, 0, 1, 1]


def test_a_project_may_complete_again_from_the_day_it_is_reopened() -> None:
    again = project(registered("2022-04-04"), completed("2022-09-30"), reopened("2022-10-31"))
    days = (date(2022, 9, 30), date(2022, 10, 1), date(2022, 10, 30), date(2022, 10, 31))
    assert [may_complete(MEASURE, [again], "RGP", day) for day in days] == [1, 0, 0, 1]
