"""The figures of the whole strategy are what an independent recount of all events gives: now, and at every moment."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

import msgspec
import pytest

from services.metrics import totals
from services.metrics.definition import Rule
from services.metrics.domain.measure import STRATEGY
from services.metrics.measures import MEASURES
from services.metrics.period import month_of
from shared.contracts.event import Recorded
from shared.moments import london_day
from tests.metrics.anything import ORGANISATIONS, tell
from tests.metrics.readside import ReadSide, cut, shuffled
from tests.metrics.story import MINUTE, TYPES
from tests.recount.figures import Recount, months
from tests.recount.known import Known

YEARS = ("2020/21", "2021/22", "2022/23", "2023/24", "2024/25")
WHOSE = ("", *ORGANISATIONS)
PROMISES = [MEASURES[slug] for slug in sorted(STRATEGY)]
BY_MONTH = [one for one in PROMISES if one.rule is not Rule.AGREEMENT]
STORIES = [pytest.param(seed, 250, 8, id=f"small {seed}") for seed in range(4)] + [
    pytest.param(99, 2_500, 60, id="large"),
    *(pytest.param(seed, 4_000, 100, id=f"larger {seed}", marks=pytest.mark.long) for seed in (100, 101)),
]


def submitted(facts: Sequence[Recorded]) -> list[dict[str, Any]]:
    """Return facts as the events that they were, and when they were recorded."""
    return [
        {
            "id": fact.id,
            "source": fact.source,
            "organisation": fact.organisation,
            "type": fact.event.type,
            "subject": fact.stream,
            "data": msgspec.json.decode(msgspec.json.encode(fact.event)),
            "recorded_on": london_day(fact.recorded_at),
        }
        for fact in facts
    ]


async def read(side: ReadSide, now: datetime, as_at: datetime | None = None) -> dict[tuple[str, str, str], Any]:
    """Return every figure by measure, organisation and year."""
    found = {}
    for year in YEARS:
        for key, figure in (await side.figures(year, WHOSE, now=now, as_at=as_at, measures=PROMISES)).items():
            found[*key, year] = figure
    return found


async def assert_recounted(
    side: ReadSide, facts: Sequence[Recorded], now: datetime, as_at: datetime | None = None
) -> set[str]:
    """Hold every figure against the recount; return which statuses there were."""
    moment = as_at or now
    known = [fact for fact in facts if fact.recorded_at <= moment]
    again = Recount(Known(submitted(known)), london_day(moment))
    found = await read(side, now, as_at)
    wrong = {}
    for (slug, whose, year), figure in found.items():
        expected = again.figure(slug, whose, year)
        if (actual := {name: figure[name] for name in expected}) != expected:
            wrong[slug, whose, year] = (actual, expected)
    assert dict(list(wrong.items())[:3]) == {}
    return {figure["status"] for figure in found.values()}


async def assert_months_recounted(
    side: ReadSide, facts: Sequence[Recorded], now: datetime, as_at: datetime | None = None
) -> None:
    """Hold the months that have begun against the recount."""
    moment = as_at or now
    today = london_day(moment)
    again = Recount(Known(submitted([fact for fact in facts if fact.recorded_at <= moment])), today)
    asked = [month for year in YEARS for month in months(year) if month <= today]
    numbers = range(month_of(asked[0]), month_of(asked[-1]) + 1)
    async with side.engine.connect() as connection:
        found = await totals.by_month(connection, BY_MONTH, WHOSE, numbers, as_at)
    wrong = {}
    for (slug, whose), pairs in found.items():
        for month, (n, d) in zip(asked, pairs, strict=True):
            expected = again.month(slug, whose, month)
            actual = (n, None if expected[1] is None else d)
            if actual != expected:
                wrong[slug, whose, str(month)] = (actual, expected)
    assert dict(list(wrong.items())[:3]) == {}


@pytest.mark.parametrize(("seed", "size", "things"), STORIES)
async def test_incremental_is_rebuilt_is_recounted(side: ReadSide, seed: int, size: int, things: int) -> None:
    facts, chance = tell(seed, size, things), Random(seed)
    half = facts[len(facts) * 3 // 5].recorded_at
    early, late = ([fact for fact in facts if (fact.recorded_at <= half) is before] for before in (True, False))

    await side.take(*cut(shuffled(early, chance), chance))
    await assert_recounted(side, facts, half + MINUTE / 2)
    await side.take(*cut(shuffled(late, chance), chance))
    now = facts[-1].recorded_at + MINUTE / 2
    statuses = await assert_recounted(side, facts, now)
    await assert_months_recounted(side, facts, now)
    for moment in (half, *(chance.choice(facts).recorded_at for _ in range(2)), facts[0].recorded_at - MINUTE):
        statuses |= await assert_recounted(side, facts, now, moment)
    await assert_months_recounted(side, facts, now, half)
    incremental = await side.rows(), await side.sums()

    await side.clear()
    await side.take(facts)
    assert (await side.rows(), await side.sums()) == incremental
    assert statuses >= {"no_target", "insufficient_data", "not_achieved"}


def test_stories_tell_of_every_type_of_fact_that_a_measure_asks_about() -> None:
    told = {type(fact.event) for fact in tell(99, 2_500, 60)}
    asked = {event for measure in MEASURES.values() for event in measure.touched_by}
    assert asked - told == set()
    assert len(told) > len(TYPES) / 2
