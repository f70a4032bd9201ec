"""Every list is the same, in whichever order the facts arrived and however they were cut into batches."""

from random import Random

import pytest

from tests.metrics import told
from tests.metrics.readside import cut, shuffled
from tests.metrics.register.library import Library


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_the_order_of_arrival_leaves_no_trace(library: Library, number: int) -> None:
    facts = [fact for phase in told.accepted(number).values() for fact in phase]
    await library.side.take(facts)
    expected = await library.rows()
    assert len(expected) > 20

    for seed in (1, 2):
        chance = Random(seed)
        await library.side.connection.execute("TRUNCATE facts, refers, accepted_days, things, words")
        library.side.projector.forget()
        for batch in cut(shuffled(facts, chance), chance):
            await library.side.take(batch)
        assert await library.rows() == expected
