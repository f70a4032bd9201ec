"""Four of one's own on the scholarship: which professions, whose staff, and who is one person."""

from typing import Any

import pytest

from tests.metrics.counting import told, told_of_month
from tests.metrics.story import Story, event, key

SLUG = "nmahp-internal"


def enrolled(
    story: Story, number: int, *, person: int | None = None, employer: str = "RGP", profession: str = "nurse",
    on: str = "2022-04-05",
) -> None:  # fmt: skip
    said = event("scholarship.enrolled", person=key(person or number), organisation=employer, profession=profession,
                 cohort="One", on=on)  # fmt: skip
    story.say(f"scholarship/{key(number)}", said)


def completed(story: Story, number: int, on: str = "2022-09-08") -> None:
    story.say(f"scholarship/{key(number)}", event("scholarship.completed", on=on))


def scholar(story: Story, number: int, *, done: str = "2022-09-08", **more: Any) -> None:
    enrolled(story, number, **more)
    completed(story, number, done)


@pytest.mark.parametrize(
    ("profession", "counts"),
    [("nurse", 1), ("midwife", 1), ("allied_health_professional", 1), ("doctor", 0), ("other", 0)],
)
def test_nurses_midwives_and_allied_health_professionals_count(profession: str, counts: int) -> None:
    story = Story()
    scholar(story, 1, profession=profession)
    assert told(story, SLUG) == (counts, 0)


def test_who_enrolled_and_has_not_completed_does_not_count() -> None:
    story = Story()
    enrolled(story, 1)
    enrolled(story, 2)
    story.say(f"scholarship/{key(2)}", event("scholarship.withdrawn", on="2022-06-08"))
    assert told(story, SLUG) == (0, 0)


def test_a_person_with_two_scholarships_is_one() -> None:
    story = Story()
    scholar(story, 1, person=5)
    scholar(story, 2, person=5, done="2022-11-08")
    assert told(story, SLUG) == (1, 0)
    assert [told_of_month(story, SLUG, month)[0] for month in ("2022-09", "2022-11")] == [1, 1]


def test_merged_people_are_one_whichever_was_merged_into_which() -> None:
    for one, other in ((1, 2), (2, 1)):
        story = Story()
        scholar(story, 1)
        scholar(story, 2)
        story.say(f"person/{key(one)}", event("person.merged", into=key(other)))
        assert told(story, SLUG) == (1, 0)


def test_one_who_changed_employers_counts_for_the_employer_at_enrolment() -> None:
    story = Story()
    scholar(story, 1)
    course = event("course.announced", title="QI", class_="nmahp_scholarship", provider_organisation="RM1",
                   ics_programme=True)  # fmt: skip
    story.say(f"course/{key(9)}", course, by="RM1")
    later = event("training.completed", course=key(9), organisation="RM1", completed_on="2022-09-08")
    story.say(f"person/{key(1)}", later, by="RM1")
    assert [told(story, SLUG, whose)[0] for whose in ("RGP", "RM1")] == [1, 0]


def test_the_year_is_that_of_completion() -> None:
    story = Story()
    for number, day in enumerate(("2022-03-31", "2022-04-01", "2023-03-31", "2023-04-01"), start=1):
        enrolled(story, number, on="2022-03-01")
        completed(story, number, day)
    assert [told(story, SLUG, year=year)[0] for year in (2021, 2022, 2023)] == [1, 2, 1]


def test_in_the_system_internal_means_a_member_on_the_day_of_enrolment() -> None:
    story = Story()
    for code, joined in (("RGP", "2022-04-01"), ("RY3", "2022-04-06")):
        joining = event("organisation.joined", name=code, kind="acute", on=joined)
        story.say(f"organisation/{code}", joining, by=code)
    scholar(story, 1)
    scholar(story, 2, employer="RY3")
    scholar(story, 3, employer="EXT")
    assert [told(story, SLUG, whose)[0] for whose in ("RGP", "RY3", "EXT", "")] == [1, 1, 1, 1]


def test_an_employer_that_left_on_the_day_of_enrolment_was_no_member() -> None:
    story = Story()
    story.say("organisation/RY3", event("organisation.joined", name="RY3", kind="acute", on="2022-04-01"), by="RY3")
    scholar(story, 1, employer="RY3")
    assert told(story, SLUG, "") == (1, 0)
    story.say("organisation/RY3", event("organisation.left", on="2022-04-05"), by="RY3")
    assert told(story, SLUG, "") == (0, 0)
    assert told(story, SLUG, "RY3") == (1, 0)


def test_a_completion_that_was_taken_back_does_not_count() -> None:
    story = Story()
    enrolled(story, 1)
    story.say(f"scholarship/{key(1)}", event("scholarship.completed", on="2022-09-08"), identity="c")
    story.say(f"scholarship/{key(1)}", event("scholarship.fact_withdrawn", event_id="c", reason="Not yet."))
    assert told(story, SLUG) == (0, 0)
