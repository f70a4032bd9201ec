"""Engagement with finance: which projects change money, and which of them have entered a gateway."""

import pytest

from shared.contracts.event import Event
from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key
from tests.projects.facts import (
    amended,
    cancelled,
    completed,
    entered,
    lead_changed,
    passed,
    registered,
    returned,
    voided,
)

SLUG = "finance-engagement"
ZERO = (entered(0, "2022-04-11"), passed(0, "2022-04-18"))
"""Gateway 0, entered and passed: after it gateway 1 can be entered."""


def story(*histories: tuple[Event, ...], effect: bool = True) -> Story:
    """Tell of projects that change money, each with a history."""
    begun = Story()
    for number, history in enumerate(histories, start=1):
        begun.say(f"project/{key(number)}", registered("2022-04-04", has_financial_effect=effect), *history)
    return begun


def test_one_of_three_projects_that_change_money_has_entered_gateway_1() -> None:
    assert told(story((*ZERO, entered(1, "2022-05-02")), ZERO, ()), SLUG) == (1, 3)


def test_gateway_0_is_not_enough() -> None:
    assert told(story((entered(0),)), SLUG) == (0, 1)


def test_a_project_that_was_returned_later_has_entered() -> None:
    one = story((*ZERO, entered(1, "2022-05-02"), returned(1, "2022-06-01")))
    assert told(one, SLUG) == (1, 1)


def test_any_later_gateway_counts_in_the_years_after_it_was_entered() -> None:
    one = story((*ZERO, entered(1, "2022-05-02"), passed(1, "2023-05-01"), entered(2, "2023-06-01")))
    assert [told(one, SLUG, year=year) for year in (2022, 2023, 2024)] == [(1, 1)] * 3


def test_entering_after_the_years_end_changes_nothing_in_that_year() -> None:
    one = story((*ZERO, entered(1, "2023-04-01")))
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [(0, 1), (1, 1)]
    assert [told_of_month(one, SLUG, month) for month in ("2023-03", "2023-04")] == [(0, 1), (1, 1)]


def test_a_project_that_does_not_change_money_is_in_neither() -> None:
    assert told(story((*ZERO, entered(1, "2022-05-02")), effect=False), SLUG) == (0, 0)


def test_a_project_of_which_nobody_said_whether_it_changes_money_does_not() -> None:
    one = Story()
    one.say(f"project/{key(1)}", registered("2022-04-04"), *ZERO, entered(1, "2022-05-02"))
    assert told(one, SLUG) == (0, 0)


@pytest.mark.parametrize(("said", "counted"), [((True,), (1, 1)), ((True, False), (0, 0)), ((False, True), (1, 1))])
def test_the_last_said_of_the_effect_holds_for_every_year(said: tuple[bool, ...], counted: tuple[int, int]) -> None:
    changes = tuple(amended(has_financial_effect=effect) for effect in said)
    one = story((*ZERO, entered(1, "2022-05-02"), *changes), effect=False)
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [counted, counted]


def test_an_amendment_of_something_else_leaves_the_effect_as_it_was() -> None:
    assert told(story((amended(title="Sooner home"),)), SLUG) == (0, 1)


def test_a_cancelled_project_stays_in_the_years_in_which_it_was_open() -> None:
    one = story((*ZERO, entered(1, "2022-05-02"), cancelled("2022-09-30")))
    assert [told(one, SLUG, year=year) for year in (2022, 2023)] == [(1, 1), (0, 0)]


def test_a_voided_project_counts_nowhere() -> None:
    assert told(story((*ZERO, entered(1, "2022-05-02"), voided())), SLUG) == (0, 0)


def test_entering_that_was_taken_back_was_none() -> None:
    one = story(ZERO)
    one.say(f"project/{key(1)}", entered(1, "2022-05-02"), identity="e")
    one.say(f"project/{key(1)}", event("project.fact_withdrawn", event_id="e", reason="Another project."))
    assert told(one, SLUG) == (0, 1)


def test_a_closed_project_counts_for_who_led_it_when_it_closed() -> None:
    one = story((*ZERO, entered(1, "2022-05-02"), completed("2022-09-30"), lead_changed("RM1", "2022-10-01")))
    assert [told(one, SLUG, whose) for whose in ("RGP", "RM1", "")] == [(1, 1), (0, 0), (1, 1)]
