"""Sending something again is always safe: it is answered as the first time, and nothing happens."""

from deploy.local.stack import Stack
from tests.client import Door
from tests.journeys.projects import SLUGS, Year, finished
from tests.oracles import count_events, settled


async def test_a_batch_sent_twice_counts_once(stack: Stack, door: Door, year: Year) -> None:
    batch = [fact for points in (1, 3, 5) for fact in finished(year, points, "big_i")]
    first = await door.accepted(batch)
    await settled(stack)
    kept, figures = await count_events(stack), [await door.counted(slug, "RGP", year.name) for slug in SLUGS]

    again = await door.submit(batch)

    assert [one["status"] for one in again] == ["duplicate"] * len(batch)
    for name in ("id", "source", "stream", "version", "recorded_at"):
        assert [one[name] for one in again] == [one[name] for one in first]
    await settled(stack)
    assert await count_events(stack) == kept
    assert [await door.counted(slug, "RGP", year.name) for slug in SLUGS] == figures == [(2, 3), (3, 3)]


async def test_the_same_fact_twice_in_one_batch_counts_once(stack: Stack, door: Door, any_year: Year) -> None:
    story = finished(any_year, 4)
    kept = await count_events(stack)

    answers = await door.submit([*story, *story])

    assert [one["status"] for one in answers] == ["accepted"] * len(story) + ["duplicate"] * len(story)
    assert [one["recorded_at"] for one in answers[: len(story)]] == [
        one["recorded_at"] for one in answers[len(story) :]
    ]
    assert await count_events(stack) == kept + len(story)


async def test_how_it_is_spelt_does_not_make_it_another_fact(door: Door, any_year: Year) -> None:
    story = finished(any_year, 3)
    await door.accepted(story)
    spelt = [dict(reversed(fact.items())) | {"time": "2026-01-01T00:00:00Z", "datacontenttype": "x"} for fact in story]
    spelt[1]["data"] = dict(reversed(spelt[1]["data"].items())) | {"score": 3.0}

    assert [one["status"] for one in await door.submit(spelt)] == ["duplicate"] * len(story)


async def test_another_organisation_may_use_the_same_identity(door: Door, year: Year) -> None:
    ours, theirs = finished(year), finished(year, lead="RM1")
    for mine, yours in zip(ours, theirs, strict=True):
        yours |= {"id": mine["id"], "source": mine["source"]}

    await door.accepted(ours)
    await door.accepted(theirs, "RM1")
