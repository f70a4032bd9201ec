"""Answers are kept while the read side stands still, and for nobody but who asked."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from services.metrics.asking import Question
from services.metrics.disclosure import Reader
from services.metrics.freshness import Freshness, freshness
from services.metrics.kept_answers import LONGEST, MOST_BYTES, Kept, KeptAnswers, lasts, pieces
from shared.contracts.agreements import AGREEMENTS
from shared.moments import written
from tests.metrics.readside import ReadSide

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
ANSWER = Kept("tag", pieces({"slug": "a", "fresh_as_of": written(NOW), "value": "1"}, NOW))


def asked(as_at: datetime | None = None) -> Question:
    return Question(year=2022, as_at=as_at, now=LATER, reader=Reader("RGP"))


def test_an_answer_is_found_again_in_the_same_state() -> None:
    answers = KeptAnswers()
    answers.keep("state", "asked", ANSWER)
    assert answers.find("state", "asked") is ANSWER
    assert answers.find("state", "asked by somebody else") is None


def test_a_later_state_begins_anew() -> None:
    answers = KeptAnswers()
    answers.keep("state", "asked", ANSWER)
    assert answers.find("later", "asked") is None
    answers.keep("later", "something else", ANSWER)
    assert answers.find("state", "asked") is None
    assert answers.find("later", "asked") is None


def test_what_is_kept_has_a_bound() -> None:
    answers = KeptAnswers()
    large = Kept("tag", [b"x" * LONGEST])
    for number in range(MOST_BYTES // LONGEST + 1):
        answers.keep("state", number, large)
    assert answers.find("state", 0) is None
    answers.keep("state", "too long", Kept("tag", [b"x" * (LONGEST + 1)]))
    assert answers.find("state", "too long") is None


@pytest.mark.parametrize("at", [NOW, LATER, None])
def test_only_its_freshness_is_written_anew(at: datetime | None) -> None:
    said = {"words": f'no "fresh_as_of":"{written(NOW)}" of its own', "value": "1"}
    for before in (NOW, None):
        body = {"items": [{**said, "fresh_as_of": before and written(before)} for _ in range(3)]}
        found = msgspec.json.decode(Kept("tag", pieces(body, before)).body(at))
        assert found == {"items": [{**said, "fresh_as_of": at and written(at)} for _ in range(3)]}


def test_an_answer_lasts_unless_something_is_still_to_come_that_moves_no_offset() -> None:
    assert lasts(asked(), Freshness(NOW, {}, 1))
    assert not lasts(asked(), Freshness(None, {}, 1))
    assert not lasts(asked(), Freshness(NOW, {"people-trained": NOW}, 1))
    assert lasts(asked(NOW), Freshness(NOW, {}, 1))
    assert not lasts(asked(LATER), Freshness(NOW, {}, 1))


async def test_the_state_is_another_after_each_batch_and_with_each_measure_that_is_counted(side: ReadSide) -> None:
    async def state() -> tuple[int, int]:
        async with side.engine.connect() as connection:
            return (await freshness(connection)).state

    await side.connection.execute("DELETE FROM offsets")
    before = await state()
    await side.connection.execute("INSERT INTO offsets VALUES ($1, 0, 7)", AGREEMENTS.topic)
    read = await state()
    await side.connection.execute("UPDATE offsets SET next = next")
    again = await state()
    await side.count_again()
    counted = await state()
    assert len({before, read, again, counted}) == 4
    assert await state() == counted
    await side.connection.execute("DELETE FROM offsets")
