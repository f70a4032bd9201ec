"""A dashboard with agreed metrics: who is a member, has agreed to everything, and takes part."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.metrics.domain.measure import STRATEGY
from shared.contracts.event import Event
from tests.metrics.readside import ReadSide
from tests.metrics.story import Story, event, key

SLUG = "dashboard-agreed"
AGREED_AT = datetime(2022, 9, 1, 9, tzinfo=UTC)
LATER = datetime(2022, 9, 20, 12, tzinfo=UTC)


def joined(story: Story, *codes: str, on: str = "2022-04-01") -> None:
    for code in codes:
        story.say(f"organisation/{code}", event("organisation.joined", name=code, kind="acute", on=on), by=code)


def agreed(story: Story, code: str = "RGP", slugs: Iterable[str] = STRATEGY, on: str = "2022-09-01") -> None:
    for slug in sorted(slugs):
        story.say(f"measure/{slug}", event("measure.agreed", organisation=code, version=1, on=on), by=code)


def proposed(version: int = 2) -> Event:
    words = ("title", "words", "why", "unit", "counts", "numerator", "attribution", "owner")
    text: dict[str, Any] = dict.fromkeys(words, "Otherwise.")
    return event("measure.proposed", **text, version=version, direction="increase", review_on="2024-04-01")


def story(*codes: str) -> Story:
    """Let organisations join, and RGP agree to everything in September 2022."""
    begun = Story(now=AGREED_AT)
    joined(begun, *(codes or ("RGP",)))
    agreed(begun)
    return begun


async def counted(
    side: ReadSide, told: Story, *whose: str, now: datetime = LATER, as_at: datetime | None = None
) -> list[tuple[int, int]]:
    await side.clear()
    await side.take(told.facts)
    found = [await side.figure(SLUG, code, now=now, as_at=as_at) for code in whose or ("RGP",)]
    return [(one["numerator"], one["denominator"]) for one in found]


async def test_who_has_agreed_to_all_fourteen_and_was_heard_takes_part(side: ReadSide) -> None:
    assert len(STRATEGY) == 14
    assert await counted(side, story()) == [(1, 1)]


@pytest.mark.parametrize("missing", ["people-trained", "nmahp-external", SLUG])
async def test_thirteen_of_fourteen_are_not_all(side: ReadSide, missing: str) -> None:
    one = Story(now=AGREED_AT)
    joined(one, "RGP")
    agreed(one, slugs=STRATEGY - {missing})
    assert await counted(side, one) == [(0, 1)]


async def test_agreement_to_a_measure_beyond_the_strategy_is_not_needed(side: ReadSide) -> None:
    one = story()
    one.say("measure/happiness", proposed(1))
    assert await counted(side, one) == [(1, 1)]


async def test_who_last_objected_does_not_agree_until_it_agrees_again(side: ReadSide) -> None:
    one = story()
    stream, said = "measure/publications", {"organisation": "RGP", "version": 1}
    one.say(stream, event("measure.objected", **said, on="2022-09-02"))
    assert await counted(side, one) == [(0, 1)]
    one.say(stream, event("measure.agreed", **said, on="2022-09-03"))
    assert await counted(side, one) == [(1, 1)]


async def test_the_latest_statement_goes_by_its_own_date(side: ReadSide) -> None:
    one = story()
    one.say("measure/publications", event("measure.objected", organisation="RGP", version=1, on="2022-08-31"))
    assert await counted(side, one) == [(1, 1)]


async def test_a_new_version_needs_a_new_agreement(side: ReadSide) -> None:
    one = story()
    one.say("measure/publications", proposed())
    assert await counted(side, one) == [(0, 1)]
    one.say("measure/publications", event("measure.agreed", organisation="RGP", version=2, on="2022-09-05"))
    assert await counted(side, one) == [(1, 1)]


async def test_an_agreement_to_an_earlier_version_does_not_count(side: ReadSide) -> None:
    one = story()
    one.say("measure/publications", proposed(), event("measure.agreed", organisation="RGP", version=1, on="2022-09-05"))
    assert await counted(side, one) == [(0, 1)]


async def test_an_agreement_dated_after_the_year_changes_nothing_in_it(side: ReadSide) -> None:
    one = story()
    one.now = datetime(2023, 4, 10, 9, tzinfo=UTC)
    one.say("measure/publications", event("measure.objected", organisation="RGP", version=1, on="2023-04-01"))
    # Heard on 31 March, the reference day of the closed year.
    spoken = Story(now=datetime(2023, 3, 31, 9, tzinfo=UTC), facts=[])
    spoken.say(f"resource/{key(1)}", event("resource.published", title="A", kind="guide", url="https://example.org"))
    one.facts += spoken.facts
    assert await counted(side, one, now=datetime(2023, 6, 1, tzinfo=UTC)) == [(1, 1)]


@pytest.mark.parametrize(("days", "takes_part"), [(0, 1), (34, 1), (35, 0)])
async def test_who_was_not_heard_in_the_35_days_that_end_with_the_day_is_silent(
    side: ReadSide, days: int, takes_part: int
) -> None:
    assert await counted(side, story(), now=LATER.replace(day=1) + timedelta(days=days)) == [(takes_part, 1)]


async def test_any_accepted_event_makes_it_heard_whatever_its_own_date(side: ReadSide) -> None:
    one = story()
    one.now = datetime(2022, 12, 1, 9, tzinfo=UTC)
    one.say(f"cafe/{key(1)}", event("cafe.scheduled", on="2022-04-18", hosts=["RGP"], open_to_all_staff=True))
    assert await counted(side, one, now=datetime(2022, 12, 2, tzinfo=UTC)) == [(1, 1)]


async def test_a_day_is_a_london_day(side: ReadSide) -> None:
    one = story()
    one.now = datetime(2022, 10, 31, 23, 30, tzinfo=UTC)
    one.say(f"resource/{key(1)}", event("resource.published", title="A", kind="guide", url="https://example.org"))
    # Recorded on 31 October in London; the 35 days from then end on 4 December.
    days = [datetime(2022, 12, day, 12, tzinfo=UTC) for day in (4, 5)]
    assert [await counted(side, one, now=day) for day in days] == [[(1, 1)], [(0, 1)]]


async def test_a_member_is_one_from_the_day_of_joining_up_to_the_day_of_leaving(side: ReadSide) -> None:
    one = Story(now=AGREED_AT)
    joined(one, "RGP", on="2022-09-10")
    agreed(one)
    days = [datetime(2022, 9, day, 12, tzinfo=UTC) for day in (9, 10, 14, 15)]
    one.say("organisation/RGP", event("organisation.left", on="2022-09-15"))
    assert [await counted(side, one, now=day) for day in days] == [[(0, 0)], [(1, 1)], [(1, 1)], [(0, 0)]]


async def test_the_system_is_all_members_of_the_day(side: ReadSide) -> None:
    one = story("RGP", "RM1", "QMM")
    agreed(one, "RM1", STRATEGY - {"publications"})
    assert await counted(side, one, "RGP", "RM1", "QMM", "EXT", "") == [(1, 1), (0, 1), (0, 1), (0, 0), (1, 3)]


async def test_what_was_taken_back_was_never_agreed(side: ReadSide) -> None:
    one = Story(now=AGREED_AT)
    joined(one, "RGP")
    agreed(one, slugs=STRATEGY - {"publications"})
    said = event("measure.agreed", organisation="RGP", version=1, on="2022-09-01")
    one.say("measure/publications", said, identity="a")
    assert await counted(side, one) == [(1, 1)]
    one.say("measure/publications", event("measure.fact_withdrawn", event_id="a", reason="Too early."))
    assert await counted(side, one) == [(0, 1)]


async def test_as_at_a_moment_what_was_agreed_later_is_not_known(side: ReadSide) -> None:
    one = story()
    before = one.facts[-2].recorded_at
    assert await counted(side, one, as_at=before) == [(0, 1)]
    assert await counted(side, one, as_at=one.now) == [(1, 1)]


async def test_of_a_percentage_of_organisations_value_and_needed_are_in_hundredths_and_organisations(
    side: ReadSide,
) -> None:
    one = story("RGP", "RM1", "QMM")
    await side.take(one.facts)
    whole = await side.figure(SLUG, "", now=LATER)
    own = await side.figure(SLUG, "RGP", now=LATER)
    assert (whole["value"], whole["target"], whole["needed"], whole["status"]) == ("33.33", None, None, "no_target")
    assert (own["value"], own["target"], own["needed"], own["status"]) == ("100.00", "100", 0, "achieved")
