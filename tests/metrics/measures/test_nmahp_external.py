"""Four external ones on the scholarship: whoever is not one's own, worked out at reading."""

from datetime import datetime
from typing import Any

from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT, Story, event, key

SLUG = "nmahp-external"


def scholar(story: Story, number: int, employer: str, *, person: int | None = None, **more: Any) -> None:
    said = {"profession": "nurse", "cohort": "One", "on": "2022-04-05", **more}
    enrolled = event("scholarship.enrolled", person=key(person or number), organisation=employer, **said)
    story.say(f"scholarship/{key(number)}", enrolled, event("scholarship.completed", on="2022-09-08"))


async def counted(side: ReadSide, *codes: str, as_at: datetime | None = None, year: str = "2022/23") -> list[int]:
    return [(await side.figure(SLUG, code, year, now=TOLD_AT, as_at=as_at))["numerator"] for code in codes]


async def test_external_are_all_whose_employer_at_enrolment_is_another(side: ReadSide) -> None:
    story = Story()
    for number, employer in enumerate(("RGP", "RGP", "RM1", "EXT", "EXT"), start=1):
        scholar(story, number, employer)
    await side.take(story.facts)
    # Of five: two are RGP's own, one is RM1's, two are of an organisation that is no member.
    assert await counted(side, "RGP", "RM1", "QMM") == [3, 4, 5]


async def test_in_the_system_external_is_whose_employer_was_no_member_on_the_day_of_enrolment(side: ReadSide) -> None:
    story = Story()
    for code, day in (("RGP", "2022-04-01"), ("RY3", "2022-04-06")):
        story.say(f"organisation/{code}", event("organisation.joined", name=code, kind="acute", on=day), by=code)
    for number, employer in enumerate(("RGP", "RY3", "EXT"), start=1):
        scholar(story, number, employer)
    await side.take(story.facts)
    assert await counted(side, "") == [2]
    assert (await side.figure("nmahp-internal", "", now=TOLD_AT))["numerator"] == 1


async def test_other_professions_do_not_count_and_a_person_counts_once(side: ReadSide) -> None:
    story = Story()
    scholar(story, 1, "RM1", profession="doctor")
    scholar(story, 2, "RM1", person=7)
    scholar(story, 3, "EXT", person=7)
    scholar(story, 4, "EXT", person=8)
    story.say(f"person/{key(8)}", event("person.merged", into=key(7)))
    await side.take(story.facts)
    assert await counted(side, "RGP", "RM1") == [1, 1]


async def test_one_who_is_own_once_and_another_time_of_others_is_both(side: ReadSide) -> None:
    story = Story()
    scholar(story, 1, "RGP", person=7)
    scholar(story, 2, "RM1", person=7)
    await side.take(story.facts)
    assert await counted(side, "RGP", "RM1") == [1, 1]
    assert (await side.figure("nmahp-internal", now=TOLD_AT))["numerator"] == 1


async def test_as_at_a_moment_and_in_other_years_it_is_counted_from_what_was_known_then(side: ReadSide) -> None:
    story = Story()
    scholar(story, 1, "RM1")
    before = story.now
    scholar(story, 2, "RM1")
    await side.take(story.facts)
    assert await counted(side, "RGP") == [2]
    assert await counted(side, "RGP", as_at=before) == [1]
    assert await counted(side, "RGP", year="2021/22") == [0]


async def test_internal_and_external_are_judged_apart_and_never_summed(side: ReadSide) -> None:
    story = Story()
    for number in range(1, 6):
        scholar(story, number, "RGP")
    for number in range(6, 9):
        scholar(story, number, "EXT")
    await side.take(story.facts)
    internal, external = [await side.figure(slug, now=TOLD_AT) for slug in ("nmahp-internal", SLUG)]
    # Five of four are achieved; three of four are not, though together they are eight.
    assert (internal["numerator"], internal["status"], internal["needed"]) == (5, "achieved", 0)
    assert (external["numerator"], external["status"], external["needed"]) == (3, "not_achieved", 1)
