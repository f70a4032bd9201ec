"""40 projects coached: which contacts count, by whom, and for which organisation."""

import pytest

from shared.contracts.event import Event
from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key
from tests.projects.facts import coach_assigned, coached, completed, lead_changed, registered, voided

SLUG = "projects-coached"
COACH, OTHER = key(7), key(8)


def story(*history: Event, coach: bool = True) -> Story:
    """Begin with a project, and an adviser of another organisation who is registered from 25 April."""
    begun = Story()
    if coach:
        registers(begun)
    begun.say(f"project/{key(1)}", registered("2022-04-04"), *history)
    return begun


def registers(in_story: Story, key_of: str = COACH, on: str = "2022-04-25") -> None:
    in_story.say(f"adviser/{key_of}", event("adviser.registered", organisation="RM1", on=on), by="RM1")


def retires(in_story: Story, on: str) -> None:
    in_story.say(f"adviser/{COACH}", event("adviser.retired", organisation="RM1", on=on), by="RM1")


def contact(on: str = "2022-06-15", by: str = COACH) -> Event:
    return coached(on, by=by)


def test_several_contacts_by_several_advisers_are_one_project() -> None:
    one = story(contact(), contact("2022-07-15"), contact("2022-08-15", OTHER))
    registers(one, OTHER)
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-06", "2022-07", "2022-09")] == [1, 1, 0]


def test_an_assignment_without_a_contact_is_no_coaching() -> None:
    assert told(story(coach_assigned(adviser=COACH)), SLUG) == (0, 0)


def test_an_adviser_of_another_organisation_counts_for_the_projects_lead() -> None:
    one = story(contact())
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [1, 0, 1]


@pytest.mark.parametrize(("day", "counts"), [("2022-04-24", 0), ("2022-04-25", 1)])
def test_an_adviser_counts_from_the_day_of_registration(day: str, counts: int) -> None:
    assert told(story(contact(day)), SLUG) == (counts, 0)


@pytest.mark.parametrize(("day", "counts"), [("2022-06-14", 1), ("2022-06-15", 0), ("2022-08-01", 1)])
def test_an_adviser_counts_until_the_day_before_retirement_and_again_when_registered_again(
    day: str, counts: int
) -> None:
    one = story(contact(day))
    retires(one, "2022-06-15")
    registers(one, on="2022-08-01")
    assert told(one, SLUG) == (counts, 0)


def test_somebody_whom_nobody_registered_is_no_adviser() -> None:
    assert told(story(contact(by=OTHER)), SLUG) == (0, 0)


def test_an_adviser_who_is_told_of_later_counts_backwards() -> None:
    one = story(contact(), coach=False)
    assert told(one, SLUG) == (0, 0)
    registers(one)
    assert told(one, SLUG) == (1, 0)


def test_an_adviser_who_was_registered_under_another_key_is_the_same_adviser() -> None:
    one = story(contact(by=OTHER))
    one.say(f"person/{OTHER}", event("person.merged", into=COACH))
    assert told(one, SLUG) == (1, 0)


def test_a_contact_of_last_year_does_not_carry_over() -> None:
    one = story(contact("2023-03-31"))
    assert [told(one, SLUG, year=year)[0] for year in (2022, 2023)] == [1, 0]


def test_a_contact_told_after_closing_counts_when_it_was_before() -> None:
    assert told(story(completed("2022-09-30"), contact("2022-09-30")), SLUG) == (1, 0)


def test_a_contact_that_was_taken_back_was_none() -> None:
    one = story()
    one.say(f"project/{key(1)}", contact(), identity="c")
    one.say(f"project/{key(1)}", event("project.fact_withdrawn", event_id="c", reason="Another project."))
    assert told(one, SLUG) == (0, 0)


def test_a_voided_project_counts_nowhere() -> None:
    assert told(story(contact(), voided()), SLUG) == (0, 0)


def test_an_audit_is_no_improvement_project() -> None:
    one = Story()
    registers(one)
    one.say(f"project/{key(1)}", registered("2022-04-04", kind="clinical_audit"), contact())
    assert told(one, SLUG) == (0, 0)


def test_a_project_counts_for_who_leads_it_at_the_years_end_whoever_led_at_the_contact() -> None:
    one = story(contact("2022-06-15"), lead_changed("RM1", "2022-07-01"))
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [0, 1, 1]
    assert [told_of_month(one, SLUG, "2022-06", whose)[0] for whose in ("RGP", "RM1")] == [1, 0]


def test_a_closed_project_counts_for_who_led_it_when_it_closed() -> None:
    one = story(contact(), completed("2022-09-30"), lead_changed("RM1", "2022-10-01"))
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1")] == [1, 0]
