"""20 % of projects involve patients or the public: which are open, which involve, and whose they are."""

from datetime import date

import pytest

from services.metrics.measures.patient_involvement import MEASURE
from services.metrics.period import Grain, month_of
from services.metrics.subjects.project import Project
from shared.contracts.event import Event
from tests.given import said
from tests.metrics.counting import in_month, in_year, project, reasons
from tests.projects.facts import (
    cancelled,
    completed,
    involved,
    lead_changed,
    registered,
    reopened,
    voided,
)

INVOLVING = project(registered(), involved("big_i"), place=90)


def counted(*projects: Project, organisation: str | None = "RGP", year: int = 2022) -> tuple[int, int]:
    return in_year(MEASURE, projects, organisation, year)


def months(one: Project, *numbers: int) -> list[tuple[int, int]]:
    return [in_month(MEASURE, [one], "RGP", month_of(date(2022, number, 1))) for number in numbers]


def test_two_of_five_open_projects_involve_patients() -> None:
    levels = [involved("little_i"), involved("big_i"), involved("none")]
    recorded = [project(registered(), level, place=n) for n, level in enumerate(levels)]
    silent = [project(registered(), place=n) for n in (4, 5)]
    assert counted(*recorded, *silent) == (2, 5)


def test_unknown_is_not_none_but_neither_involves() -> None:
    none, unknown = project(registered(), involved("none")), project(registered())
    assert counted(INVOLVING, none, unknown) == (1, 3)
    assert reasons(MEASURE, none, Grain.YEAR) != reasons(MEASURE, unknown, Grain.YEAR)


def test_involvement_that_was_taken_down_again_does_not_count() -> None:
    assert counted(INVOLVING, project(registered(), involved("big_i"), involved("none", "2022-08-01"))) == (1, 2)


def test_the_latest_level_by_its_own_date_counts_however_late_it_was_told() -> None:
    assert counted(project(registered(), involved("big_i", "2022-08-01"), involved("none", "2022-06-15"))) == (1, 1)


def test_a_level_recorded_after_the_years_end_changes_nothing_in_that_year() -> None:
    late = project(registered("2022-04-04"), involved("little_i", "2023-04-01"))
    assert counted(late, year=2022) == (0, 1)
    assert counted(late, year=2023) == (1, 1)


@pytest.mark.parametrize("closing", [completed("2022-09-30"), cancelled("2022-09-30")], ids=lambda event: event.type)
def test_a_project_is_open_through_its_closing_day_whether_completed_or_cancelled(closing: Event) -> None:
    closed = project(registered("2022-04-04"), closing)
    assert counted(closed) == (0, 1)
    assert months(closed, 3, 4, 9, 10) == [(0, 0), (0, 1), (0, 1), (0, 0)]
    assert counted(closed, year=2023) == (0, 0)


def test_closing_on_the_first_day_of_a_month_is_still_being_open_in_it() -> None:
    assert months(project(registered(), completed("2022-10-01")), 10, 11) == [(0, 1), (0, 0)]


def test_closing_on_1_april_is_being_open_in_the_new_year() -> None:
    assert counted(project(registered(), completed("2023-03-31")), year=2023) == (0, 0)
    assert counted(project(registered(), completed("2023-04-01")), year=2023) == (0, 1)


def test_a_project_open_still_is_open_in_every_year_to_come() -> None:
    assert [counted(INVOLVING, year=year) for year in (2021, 2022, 2023, 2035)] == [(0, 0), (1, 1), (1, 1), (1, 1)]


def test_a_project_closed_in_one_year_and_reopened_in_the_next_counts_in_both() -> None:
    again = project(registered("2022-04-04"), completed("2022-09-30"), reopened("2023-05-02"))
    assert [counted(again, year=year) for year in (2022, 2023, 2024)] == [(0, 1), (0, 1), (0, 1)]
    assert months(again, 9, 10, 12) == [(0, 1), (0, 0), (0, 0)]


def test_a_year_spent_closed_is_left_out() -> None:
    again = project(registered("2021-01-04"), completed("2021-02-01"), reopened("2022-05-02"))
    assert [counted(again, year=year) for year in (2020, 2021, 2022)] == [(0, 1), (0, 0), (0, 1)]


def test_a_voided_project_is_open_in_no_year() -> None:
    assert counted(INVOLVING, project(registered(), involved("big_i"), voided())) == (1, 1)


def test_an_audit_is_not_counted_however_much_it_involves() -> None:
    assert counted(INVOLVING, project(registered(kind="clinical_audit"), involved("big_i"))) == (1, 1)


def test_an_open_project_counts_for_who_leads_it_at_the_years_end() -> None:
    moved = project(registered("2022-04-04"), lead_changed("RM1", "2023-03-31"))
    assert (counted(moved), counted(moved, organisation="RM1")) == ((0, 0), (0, 1))


def test_a_change_of_lead_after_the_years_end_leaves_the_year_where_it_was() -> None:
    moved = project(registered("2022-04-04"), lead_changed("RM1", "2023-04-01"))
    assert (counted(moved), counted(moved, organisation="RM1")) == ((0, 1), (0, 0))
    assert (counted(moved, year=2023), counted(moved, organisation="RM1", year=2023)) == ((0, 0), (0, 1))


def test_a_closed_project_counts_for_who_led_it_when_it_closed() -> None:
    moved = project(registered(), completed("2022-09-30"), lead_changed("RM1", "2022-10-01"))
    assert (counted(moved), counted(moved, organisation="RM1")) == ((0, 1), (0, 0))


def test_each_month_counts_for_who_led_at_its_end() -> None:
    moved = project(registered("2022-04-04"), lead_changed("RM1", "2022-07-15"))
    assert months(moved, 6, 7) == [(0, 1), (0, 0)]
    assert in_month(MEASURE, [moved], "RM1", month_of(date(2022, 7, 1))) == (0, 1)


def test_the_system_counts_a_project_once_whoever_leads_it() -> None:
    theirs = project(said(registered(lead="RM1"), by="RM1"), said(involved(), by="RM1"), place=2)
    assert counted(INVOLVING, theirs, organisation=None) == (2, 2)
    assert (counted(INVOLVING, theirs), counted(INVOLVING, theirs, organisation="RM1")) == ((1, 1), (1, 1))
