"""Whatever arrives in whichever order and in batches of any size: what is kept is a fold of all of it."""

from collections.abc import Sequence
from random import Random

import pytest

from services.metrics.projector import Projector
from shared.consumer import CannotApply
from shared.contracts.event import Recorded
from shared.contracts.project import ProjectScoreAssessed
from tests import oracles
from tests.metrics import plain
from tests.metrics.anything import tell
from tests.metrics.readside import ReadSide, cut, shuffled
from tests.metrics.story import MINUTE
from tests.oracles import NOTHING_YET, Stored

SEEDS = range(6)


async def assert_a_pure_fold(side: ReadSide, facts: Sequence[Recorded]) -> None:
    """Hold the read side against what is worked out from all facts at once."""
    found = await oracles.written_down(side.connection)
    stored = [Stored(fact, {}) for fact in facts]
    assert oracles.o5_read_side_is_a_pure_fold(stored, found, NOTHING_YET)[:5] == []


@pytest.mark.parametrize("seed", SEEDS)
async def test_in_whatever_order_facts_arrive_what_is_kept_is_a_fold_of_them(side: ReadSide, seed: int) -> None:
    facts, chance = tell(seed, 160), Random(seed)
    await side.take(*cut(shuffled(facts, chance), chance, largest=25))
    await assert_a_pure_fold(side, facts)


@pytest.mark.parametrize("seed", SEEDS[:2])
async def test_batches_make_no_difference(side: ReadSide, seed: int) -> None:
    facts = tell(seed, 120)
    kept = []
    for batches in ([facts], [[fact] for fact in facts]):
        await side.clear()
        await side.take(*batches)
        kept.append(await oracles.written_down(side.connection))
        await assert_a_pure_fold(side, facts)
    assert kept[0].ledger == kept[1].ledger


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_known_at_any_moment_is_a_fold_of_the_facts_recorded_by_then(seed: int) -> None:
    facts = tell(seed, 90)
    rows = plain.rows(facts)
    for place, fact in enumerate(facts, start=1):
        holds = plain.holding(facts[:place])
        assert plain.known_at(rows, fact.recorded_at) == holds
        assert plain.known_at(rows, fact.recorded_at + MINUTE / 2) == holds
    assert plain.known_at(rows, facts[0].recorded_at - MINUTE) == set()


async def test_a_projector_that_begins_in_the_middle_goes_on_where_another_was(side: ReadSide) -> None:
    facts, chance = tell(3, 160), Random(3)
    for batch in cut(shuffled(facts, chance), chance, largest=25):
        side.projector = Projector(side.projector.measures)
        await side.take(batch)
    await assert_a_pure_fold(side, facts)


async def test_what_was_forgotten_for_want_of_room_is_brought_in_again(
    side: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.metrics.memory.MOST_FACTS", 20)
    facts, chance = tell(4, 160), Random(4)
    await side.take(*cut(shuffled(facts, chance), chance, largest=10))
    await assert_a_pure_fold(side, facts)


async def test_a_batch_that_failed_leaves_nothing_behind_and_can_come_again(
    side: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tell(5, 160)
    first, second = facts[:80], facts[80:]
    await side.take(first)
    wrong = next(fact for fact in second if isinstance(fact.event, ProjectScoreAssessed))
    with monkeypatch.context() as broken:
        broken.setattr("services.metrics.subjects.project._assessment", lambda *_: 1 // 0)
        with pytest.raises(CannotApply) as refused:
            await side.take(second)
    assert refused.value.fact == wrong
    await assert_a_pure_fold(side, first)
    await side.take(second)
    await assert_a_pure_fold(side, facts)


async def test_counting_everything_again_changes_nothing(side: ReadSide) -> None:
    facts = tell(6, 160)
    await side.take(facts)
    before = await oracles.written_down(side.connection)
    async with side.connection.transaction():
        for slug, measure in side.projector.measures.items():
            subjects = {one for one in plain.by_subject(facts) if one.partition("/")[0] in measure.subjects}
            await side.projector.recount(side.connection, subjects, [slug])
    assert await oracles.written_down(side.connection) == before
    assert {one.figure.measure for one in before.counts} >= {"people-trained", "nmahp-internal"}
