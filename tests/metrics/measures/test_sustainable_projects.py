"""25 % of projects factor in sustainable healthcare: what counts as considered, and until when."""

import pytest

from shared.contracts.event import Event
from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key
from tests.projects.facts import cancelled, completed, considered, lead_changed, registered, reopened, voided

SLUG = "sustainable-projects"


def story(*histories: tuple[Event, ...]) -> Story:
    """Tell of projects, each with a history."""
    begun = Story()
    for number, history in enumerate(histories, start=1):
        begun.say(f"project/{key(number)}", registered("2022-04-04"), *history)
    return begun


def withdrawn(on: str) -> Event:
    return event("project.sustainability_withdrawn", on=on, reason="It was another project's.")


def test_one_of_four_open_projects_has_looked() -> None:
    assert told(story((considered(),), (), (), ()), SLUG) == (1, 4)


@pytest.mark.parametrize("text", ["environmental", "social", "financial", "no_impact_reason"])
def test_any_consideration_counts_also_that_there_is_no_impact(text: str) -> None:
    assert told(story((considered(**{text: "We looked."}),)), SLUG) == (1, 1)


def test_a_withdrawn_assessment_does_not_count() -> None:
    assert told(story((considered("2022-06-15"), withdrawn("2022-07-15"))), SLUG) == (0, 1)


def test_one_withdrawal_withdraws_all_assessments_before_it() -> None:
    assert told(story((considered("2022-05-15"), considered("2022-06-15"), withdrawn("2022-07-15"))), SLUG) == (0, 1)


def test_an_assessment_after_the_withdrawal_stands_again() -> None:
    assert told(story((considered(), withdrawn("2022-07-15"), considered("2022-08-15"))), SLUG) == (1, 1)


def test_what_is_latest_goes_by_its_own_date_then_by_its_place() -> None:
    # Told last, dated before the withdrawal; and on one day the later said.
    assert told(story((considered(), withdrawn("2022-07-15"), considered("2022-07-14"))), SLUG) == (0, 1)
    assert told(story((considered("2022-07-15"), withdrawn("2022-07-15"))), SLUG) == (0, 1)
    assert told(story((withdrawn("2022-07-15"), considered("2022-07-15"))), SLUG) == (1, 1)


def test_each_period_is_judged_at_its_own_end() -> None:
    one = story((considered("2022-06-15"), withdrawn("2023-05-15")))
    assert [told_of_month(one, SLUG, month) for month in ("2022-05", "2022-06", "2023-05")] == [(0, 1), (1, 1), (0, 1)]
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [(1, 1), (0, 1)]


def test_an_assessment_of_a_closed_project_counts_in_the_year_in_which_it_was_open() -> None:
    one = story((completed("2022-09-30"), considered("2022-10-15")))
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [(1, 1), (0, 0)]


def test_a_cancelled_project_stays_in_the_denominator() -> None:
    assert told(story((considered(), cancelled("2022-09-30")), (cancelled("2022-09-30"),)), SLUG) == (1, 2)


def test_a_project_reopened_in_the_next_year_counts_in_both() -> None:
    one = story((considered(), completed("2022-09-30"), reopened("2023-05-02")))
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [(1, 1), (1, 1)]


def test_voided_projects_and_audits_are_left_out() -> None:
    one = story((considered(), voided()))
    one.say(f"project/{key(9)}", registered(kind="service_evaluation"), considered())
    assert told(one, SLUG) == (0, 0)


def test_an_open_project_counts_for_who_leads_it_at_the_years_end() -> None:
    one = story((considered(), lead_changed("RM1", "2023-03-31")))
    assert [told(one, SLUG, whose) for whose in ("RGP", "RM1", "")] == [(0, 0), (1, 1), (1, 1)]
