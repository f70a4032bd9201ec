"""A QI café every month: which months have one, for whom, and which are complete."""

from datetime import UTC, datetime
from typing import Any

from tests.metrics.counting import told_of_month
from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT, Story, event, key

SLUG = "monthly-cafe"
MONTHS = [f"2022-{month:02}" for month in range(4, 13)] + [f"2023-{month:02}" for month in range(1, 4)]


def planned(story: Story, number: int, on: str, *hosts: str, for_all: bool = True) -> None:
    said = event("cafe.scheduled", on=on, hosts=list(hosts) or ["RGP"], open_to_all_staff=for_all)
    story.say(f"cafe/{key(number)}", said, by=(hosts or ("RGP",))[0])


def held(story: Story, number: int, on: str, *hosts: str, for_all: bool = True) -> None:
    planned(story, number, on, *hosts, for_all=for_all)
    story.say(f"cafe/{key(number)}", event("cafe.held", on=on, attendance=0), by=(hosts or ("RGP",))[0])


async def figure(side: ReadSide, story: Story, whose: str = "RGP", *, now: datetime = TOLD_AT) -> dict[str, Any]:
    await side.clear()
    await side.take(story.facts)
    return await side.figure(SLUG, whose, now=now)


async def counted(side: ReadSide, story: Story, *whose: str, now: datetime = TOLD_AT) -> list[tuple[int, int]]:
    found = [await figure(side, story, code, now=now) for code in whose or ("RGP",)]
    return [(one["numerator"], one["denominator"]) for one in found]


async def test_a_cafe_in_each_of_twelve_months_is_twelve_of_twelve(side: ReadSide) -> None:
    story = Story()
    for number, month in enumerate(MONTHS):
        held(story, number, f"{month}-15")
    found = await figure(side, story)
    told = [found[name] for name in ("numerator", "denominator", "value", "target", "status", "needed")]
    assert told == [12, 12, "12", "12", "achieved", 0]


async def test_two_in_may_do_not_cover_june(side: ReadSide) -> None:
    story = Story()
    for number, day in enumerate(("2022-05-01", "2022-05-31", "2022-07-01")):
        held(story, number, day)
    found = await figure(side, story)
    assert (found["numerator"], found["needed"], found["status"]) == (2, 10, "not_achieved")


async def test_one_that_was_scheduled_and_not_held_does_not_count(side: ReadSide) -> None:
    story = Story()
    planned(story, 1, "2022-05-18")
    assert await counted(side, story) == [(0, 12)]


async def test_one_that_was_cancelled_does_not_count(side: ReadSide) -> None:
    story = Story()
    planned(story, 1, "2022-05-18")
    story.say(f"cafe/{key(1)}", event("cafe.cancelled", on="2022-05-17"))
    assert await counted(side, story) == [(0, 12)]


async def test_one_that_is_not_open_to_all_staff_does_not_count(side: ReadSide) -> None:
    story = Story()
    held(story, 1, "2022-05-18", for_all=False)
    assert await counted(side, story) == [(0, 12)]


async def test_a_shared_cafe_counts_for_every_host_and_once_for_the_system(side: ReadSide) -> None:
    story = Story()
    held(story, 1, "2022-05-18", "RGP", "RM1")
    held(story, 2, "2022-05-25", "RM1")
    assert await counted(side, story, "RGP", "RM1", "QMM", "") == [(1, 12), (1, 12), (0, 12), (1, 12)]


def test_the_day_on_which_it_was_held_decides_not_the_planned_one() -> None:
    story = Story()
    planned(story, 1, "2022-05-31")
    story.say(f"cafe/{key(1)}", event("cafe.held", on="2022-06-01"))
    assert [told_of_month(story, SLUG, month)[0] for month in ("2022-05", "2022-06")] == [0, 1]


async def test_holding_that_was_taken_back_leaves_the_month_empty(side: ReadSide) -> None:
    story = Story()
    planned(story, 1, "2022-05-18")
    story.say(f"cafe/{key(1)}", event("cafe.held", on="2022-05-18"), identity="h")
    story.say(f"cafe/{key(1)}", event("cafe.fact_withdrawn", event_id="h", reason="Nobody came."))
    assert await counted(side, story) == [(0, 12)]


async def test_in_a_running_year_complete_months_alone_count(side: ReadSide) -> None:
    story = Story(now=datetime(2022, 6, 30, 9, tzinfo=UTC))
    for number, day in enumerate(("2022-04-13", "2022-05-18", "2022-06-15")):
        held(story, number, day)
    moments = [datetime(2022, 6, 30, 22, 59, tzinfo=UTC), datetime(2022, 6, 30, 23, 0, tzinfo=UTC)]
    # June is complete at midnight in London, which is 23:00 UTC in summer.
    assert [await counted(side, story, now=moment) for moment in moments] == [[(2, 2)], [(3, 3)]]


async def test_no_month_is_complete_in_april(side: ReadSide) -> None:
    found = await figure(side, Story(), now=datetime(2022, 4, 30, 12, tzinfo=UTC))
    assert [found[name] for name in ("numerator", "denominator", "value", "needed")] == [0, 0, None, 12]


async def test_its_target_is_twelve_months_whatever_was_set(side: ReadSide) -> None:
    story = Story()
    story.say(f"measure/{SLUG}", event("measure.target_set", organisation="RM1", target=3, financial_year="2022/23"),
              by="RM1")  # fmt: skip
    found = await figure(side, story, "RM1")
    assert (found["target"], found["needed"]) == ("12", 12)
    assert (await figure(side, Story(), "RM1"))["target"] is None
