"""Ten places a month on ICS training: what is offered to whom, when, and what was taken back."""

import pytest

from shared.contracts.event import Event
from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key

SLUG = "ics-places"
COURSE, SESSION = key(1), f"session/{key(2)}"


def story(*facts: Event, ics: bool = True, course: bool = True) -> Story:
    """Begin with a session of an ICS course, which RGP runs."""
    begun = Story()
    if course:
        announce(begun, ics=ics)
    scheduled = event("session.scheduled", course=COURSE, starts_on="2022-06-14", ends_on="2022-06-15", places=40)
    begun.say(SESSION, scheduled, *facts)
    return begun


def announce(in_story: Story, *, ics: bool = True) -> None:
    said = event("course.announced", title="QI", class_="other", provider_organisation="RGP", ics_programme=ics)
    in_story.say(f"course/{COURSE}", said)


def offered(place: int = 1, on: str = "2022-05-03", *, to: str = "RGP") -> Event:
    return event("session.place_offered", place=place, organisation=to, on=on)


def withdrawn(place: int = 1) -> Event:
    return event("session.place_withdrawn", place=place, on="2022-08-01")


def test_twelve_places_offered_in_may_are_twelve() -> None:
    one = story(*(offered(place) for place in range(1, 13)))
    assert (told(one, SLUG), told_of_month(one, SLUG, "2022-05")) == ((12, 0), (12, 0))


def test_twenty_in_one_month_do_not_cover_the_next() -> None:
    one = story(*(offered(place) for place in range(1, 21)))
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-04", "2022-05", "2022-06")] == [0, 20, 0]


@pytest.mark.parametrize("answer", ["accepted", "declined", "expired"])
def test_a_place_is_offered_whether_or_not_it_is_taken_up(answer: str) -> None:
    assert told(story(offered(), event(f"session.place_{answer}", place=1, on="2022-05-09")), SLUG) == (1, 0)


def test_a_reservation_is_no_offer() -> None:
    assert told(story(event("session.places_reserved", organisation="RGP", places=10, on="2022-04-19")), SLUG) == (0, 0)


def test_the_same_place_offered_again_is_one_in_the_month_of_the_earliest_offer() -> None:
    one = story(offered(on="2022-06-03"), offered(on="2022-05-03"), offered(on="2022-07-03"))
    assert told(one, SLUG) == (1, 0)
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-05", "2022-06", "2022-07")] == [1, 0, 0]


def test_a_place_declined_here_and_offered_there_counts_for_each_and_once_for_the_system() -> None:
    one = story(offered(on="2022-05-03"), offered(on="2022-06-03", to="RM1"))
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [1, 1, 1]
    assert [told_of_month(one, SLUG, "2022-06", whose)[0] for whose in ("RM1", "")] == [1, 0]


def test_places_of_two_sessions_with_one_number_are_two() -> None:
    one = story(offered())
    one.say(f"session/{key(3)}", event("session.scheduled", course=COURSE, starts_on="2022-06-14",
            ends_on="2022-06-15", places=4), offered())  # fmt: skip
    assert told(one, SLUG) == (2, 0)


def test_a_withdrawn_place_was_never_offered() -> None:
    assert told(story(offered(), offered(2), withdrawn()), SLUG) == (1, 0)


def test_withdrawing_takes_back_the_last_offer_and_leaves_the_one_before() -> None:
    one = story(offered(on="2022-05-03"), offered(on="2022-06-03", to="RM1"), withdrawn())
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [1, 0, 1]


def test_withdrawing_twice_takes_back_both() -> None:
    one = story(offered(on="2022-05-03"), offered(on="2022-06-03", to="RM1"), withdrawn(), withdrawn())
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "RM1", "")] == [0, 0, 0]


def test_what_is_offered_after_the_withdrawal_counts_in_its_own_month() -> None:
    one = story(offered(on="2022-05-03"), withdrawn(), offered(on="2022-07-03"))
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-05", "2022-07")] == [0, 1]


def test_the_last_offer_is_the_last_said_not_the_last_dated() -> None:
    # The later said, of May, is taken back; that of June stands.
    one = story(offered(on="2022-06-03"), offered(on="2022-05-03"), withdrawn())
    assert [told_of_month(one, SLUG, month)[0] for month in ("2022-05", "2022-06")] == [0, 1]


def test_a_cancelled_session_withdraws_every_offer() -> None:
    one = story(offered(), offered(2), event("session.cancelled", on="2023-06-09", reason="Snow."))
    assert [told(one, SLUG, whose)[0] for whose in ("RGP", "")] == [0, 0]


def test_a_cancellation_that_was_taken_back_leaves_the_places() -> None:
    one = story(offered())
    one.say(SESSION, event("session.cancelled", on="2022-06-09", reason="Snow."), identity="c")
    one.say(SESSION, event("session.fact_withdrawn", event_id="c", reason="It thawed."))
    assert told(one, SLUG) == (1, 0)


def test_a_course_that_is_not_of_an_ics_programme_does_not_count() -> None:
    assert told(story(offered(), ics=False), SLUG) == (0, 0)


def test_a_course_that_is_announced_later_counts_backwards() -> None:
    one = story(offered(), course=False)
    assert told(one, SLUG) == (0, 0)
    announce(one)
    assert told(one, SLUG) == (1, 0)


def test_places_count_by_the_day_of_the_offer_not_of_the_session() -> None:
    one = story(offered(1, "2022-03-31"), offered(2, "2022-04-01"), offered(3, "2023-03-31"), offered(4, "2023-04-01"))
    assert [told(one, SLUG, year=year)[0] for year in (2021, 2022, 2023)] == [1, 2, 1]
