"""What stands behind a figure of a day is what held on that day, one thing at a time."""

from services.metrics import evidence
from services.metrics.disclosure import Reader
from services.metrics.measures import MEASURES
from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT, Story, event, key

STUCK, MOVING = f"project/{key(1)}", f"project/{key(2)}"
OWN = Reader(organisation="RGP")


def told() -> Story:
    """Two projects were at 2.5 in spring; one of them has come further since."""
    story = Story()
    said = {"title": "Falls", "kind": "quality_improvement", "lead_organisation": "RGP", "registered_on": "2026-01-05"}
    stuck = event("project.score_assessed", score=2.5, assessed_on="2026-04-20", assessor="team")
    for stream in (STUCK, MOVING):
        story.say(stream, event("project.registered", **said), stuck)
    story.say(MOVING, event("project.score_assessed", score=3, assessed_on="2026-11-01", assessor="team"))
    return story


async def test_behind_a_leading_indicator_are_the_projects_that_it_counts_today(side: ReadSide) -> None:
    await side.take(told().facts)
    measure = MEASURES["stalled-projects"]

    async with side.asked("2026/27", now=TOLD_AT, reader=OWN) as reading:
        counts = await evidence.counts(reading, measure, "RGP")
        items = [evidence.item(one) for one in await evidence.items(reading, measure, "RGP", 10, None)]

    assert (counts["counted"], counts["not_counted"]) == (1, 1)
    assert [(one["stream"], one["counted"], one["reason"]) for one in items] == [
        (STUCK, True, "at 2.5 for 90 days or more"),
        (MOVING, False, "moving"),
    ]
    assert items[0]["period"] == "2026-07-19"


async def test_behind_a_leading_indicator_of_another_year_are_those_of_its_last_day(side: ReadSide) -> None:
    await side.take(told().facts)
    measure = MEASURES["stalled-projects"]

    async with side.asked("2025/26", now=TOLD_AT, reader=OWN) as reading:
        counts = await evidence.counts(reading, measure, "RGP")

    assert counts["reasons"] == [{"counted": False, "reason": "moving", "count": 2}]
