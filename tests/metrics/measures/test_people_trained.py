"""100 people trained: who is one person, which course counts on which day, and for which employer."""

import pytest

from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key

SLUG = "people-trained"
COURSE = key(1)


def story(of_class: str = "qi_fundamentals") -> Story:
    """Begin with one course."""
    begun = Story()
    begun.say(f"course/{COURSE}", announced(of_class))
    return begun


def announced(of_class: str = "qi_fundamentals") -> object:
    return event("course.announced", title="QI", class_=of_class, provider_organisation="RGP", ics_programme=False)


def learned(
    in_story: Story,
    person: int,
    on: str = "2022-06-15",
    *,
    course: str = COURSE,
    by: str = "RGP",
    identity: str | None = None,
) -> None:
    done = event("training.completed", course=course, organisation=by, completed_on=on)
    in_story.say(f"person/{key(person)}", done, by=by, identity=identity)


def merged(in_story: Story, person: int, into: int) -> None:
    in_story.say(f"person/{key(person)}", event("person.merged", into=key(into)))


def reclassified(in_story: Story, of_class: str, from_: str) -> None:
    in_story.say(f"course/{COURSE}", event("course.reclassified", class_=of_class, from_=from_))


def test_three_people_completed_a_course_and_are_three() -> None:
    one = story()
    for person in (1, 2, 3):
        learned(one, person)
    assert told(one, SLUG) == (3, 0)


def test_the_same_person_on_two_courses_or_twice_on_one_is_one() -> None:
    one = story()
    one.say(f"course/{key(2)}", announced())
    learned(one, 1, "2022-06-15")
    learned(one, 1, "2022-09-15")
    learned(one, 1, "2022-09-15", course=key(2))
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-06", "2022-07", "2022-09")] == [1, 0, 1]


def test_to_have_attended_is_not_to_have_completed() -> None:
    one = story()
    one.say(f"session/{key(1)}", event("session.scheduled", course=COURSE, starts_on="2022-06-14",
            ends_on="2022-06-15", places=3), event("session.attended", person=key(1), organisation="RGP"))  # fmt: skip
    assert told(one, SLUG) == (0, 0)


@pytest.mark.parametrize("of_class", ["sustainability", "nmahp_scholarship", "other"])
def test_a_course_of_another_class_does_not_count(of_class: str) -> None:
    one = story(of_class)
    learned(one, 1)
    assert told(one, SLUG) == (0, 0)


def test_a_person_known_under_two_keys_is_one_for_the_past_too() -> None:
    one = story()
    learned(one, 1)
    learned(one, 2)
    merged(one, 1, 2)
    assert told(one, SLUG) == (1, 0)


def test_merges_connect_in_chains_and_in_cycles_and_through_keys_of_whom_nothing_is_known() -> None:
    one = story()
    for person in (1, 2, 3, 5):
        learned(one, person)
    for person, into in ((1, 2), (2, 3), (3, 1), (5, 4)):
        merged(one, person, into)
    # 1, 2 and 3 are one; 5 and 4 are one, of whom 4 has done nothing.
    assert told(one, SLUG) == (2, 0)
    merged(one, 4, 3)
    assert told(one, SLUG) == (1, 0)


def test_a_merge_that_was_taken_back_leaves_two() -> None:
    one = story()
    learned(one, 1)
    learned(one, 2)
    one.say(f"person/{key(1)}", event("person.merged", into=key(2)), identity="wrong")
    one.say(f"person/{key(1)}", event("person.fact_withdrawn", event_id="wrong", reason="Two people."))
    assert told(one, SLUG) == (2, 0)


def test_one_who_moved_counts_for_each_employer_of_the_day_and_once_for_the_system() -> None:
    one = story()
    learned(one, 1)
    learned(one, 1, "2022-11-15", by="RM1")
    assert [told(one, SLUG, whose) for whose in ("RGP", "RM1", "")] == [(1, 0)] * 3


def test_merged_people_of_two_employers_are_one_in_the_system_alone() -> None:
    one = story()
    learned(one, 1)
    learned(one, 2, by="RM1")
    assert told(one, SLUG, "") == (2, 0)
    merged(one, 1, 2)
    assert [told(one, SLUG, whose) for whose in ("RGP", "RM1", "")] == [(1, 0)] * 3


def test_a_completion_that_was_revoked_does_not_count_in_any_year() -> None:
    one = story()
    learned(one, 1, identity="a")
    learned(one, 2, identity="b")
    one.say(f"person/{key(1)}", event("training.completion_revoked", event_id="a", reason="They left."))
    assert told(one, SLUG) == (1, 0)


def test_revoking_one_of_two_leaves_the_person_counted() -> None:
    one = story()
    learned(one, 1, identity="a")
    learned(one, 1, "2022-07-15", identity="b")
    one.say(f"person/{key(1)}", event("training.completion_revoked", event_id="a", reason="They left."))
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-06", "2022-07")] == [0, 1]


def test_a_revocation_that_was_taken_back_leaves_the_completion() -> None:
    one = story()
    learned(one, 1, identity="a")
    one.say(f"person/{key(1)}", event("training.completion_revoked", event_id="a", reason="No."), identity="r")
    one.say(f"person/{key(1)}", event("person.fact_withdrawn", event_id="r", reason="Yes."))
    assert told(one, SLUG) == (1, 0)


def test_a_course_counts_from_the_day_from_which_it_is_of_the_class() -> None:
    one = story("other")
    learned(one, 1, "2022-06-14")
    learned(one, 2, "2022-06-15")
    reclassified(one, "qi_fundamentals", "2022-06-15")
    assert told(one, SLUG) == (1, 0)


def test_a_class_changed_backwards_changes_what_was_counted() -> None:
    one = story()
    learned(one, 1, "2022-06-14")
    reclassified(one, "other", "2022-01-01")
    assert told(one, SLUG) == (0, 0)


def test_of_two_reclassifications_that_apply_the_last_said_holds_not_the_last_dated() -> None:
    one = story()
    learned(one, 1, "2022-06-15")
    reclassified(one, "other", "2022-06-01")
    reclassified(one, "qi_fundamentals", "2022-05-01")
    assert told(one, SLUG) == (1, 0)


def test_a_reclassification_that_was_taken_back_was_never_said() -> None:
    one = story()
    learned(one, 1)
    one.say(f"course/{COURSE}", event("course.reclassified", class_="other", from_="2022-01-01"), identity="r")
    one.say(f"course/{COURSE}", event("course.fact_withdrawn", event_id="r", reason="Wrong course."))
    assert told(one, SLUG) == (1, 0)


def test_a_course_that_is_announced_later_counts_backwards() -> None:
    one = Story()
    learned(one, 1)
    assert told(one, SLUG) == (0, 0)
    one.say(f"course/{COURSE}", announced())
    assert told(one, SLUG) == (1, 0)


def test_an_erased_person_stays_counted() -> None:
    one = story()
    learned(one, 1)
    one.say(f"person/{key(1)}", event("person.erased", on="2023-01-09"))
    assert told(one, SLUG) == (1, 0)


def test_a_completion_counts_in_the_financial_year_of_its_day() -> None:
    one = story()
    for person, day in enumerate(("2022-03-31", "2022-04-01", "2023-03-31", "2023-04-01")):
        learned(one, person, day)
    assert [told(one, SLUG, year=year)[0] for year in (2021, 2022, 2023)] == [1, 2, 1]
