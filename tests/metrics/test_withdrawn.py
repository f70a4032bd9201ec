"""Facts taken back: what the projector knows at every moment is a fold of the facts that stand then."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import msgspec
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.counting import Moves
from services.metrics.measures import MEASURES
from services.projects.domain.project import PROJECT
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.project import ProjectVoided
from shared.decider import Fact
from shared.refusals import Refused
from shared.withdrawal import standing, taken_back
from tests import oracles
from tests.given import BEGINNING, Said, recorded
from tests.metrics import plain
from tests.metrics.plain import holding, known_at
from tests.metrics.readside import ReadSide
from tests.oracles import NOTHING_YET, Stored
from tests.projects.facts import completed, involved, lead_changed, registered, reopened, scored, withdrawn
from tests.projects.histories import fact_of, histories

MINUTE = timedelta(minutes=1)


@dataclass
class Told:
    """All facts of a stream, and after each those that stand, known without looking for them."""

    facts: list[Recorded]
    stand: list[list[Recorded]]

    def say(self, one: Recorded, standing_now: list[Recorded]) -> None:
        """Add a fact to the end of the stream."""
        self.facts.append(one)
        self.stand.append(standing_now)

    @property
    def standing(self) -> list[Recorded]:
        """What stands now."""
        return self.stand[-1] if self.stand else []

    def next(self, fact: Recorded, **other: object) -> Recorded:
        """Return a fact with the place and moment that are next in the stream."""
        place = len(self.facts) + 1
        at = BEGINNING + place * MINUTE
        return msgspec.structs.replace(fact, version=place, time=at, recorded_at=at, **other)


@st.composite
def second_thoughts(draw: st.DrawFn) -> Told:
    """Draw a history in which facts are taken back, whenever that is possible, by whoever said them."""
    told = Told([], [])
    for fact in draw(histories()):
        if _possible(told, fact):
            one = told.next(fact)
            told.say(one, [*told.standing, one])
        if wrong := told.standing[1:]:
            _take_back(told, draw(st.sampled_from([None, *wrong])))
    return told


def _possible(told: Told, fact: Recorded) -> bool:
    try:
        PROJECT.judge(_asked(fact, fact.event), PROJECT.fold(told.standing))
    except Refused:
        return False
    return True


def _take_back(told: Told, fact: Recorded | None) -> None:
    if fact is None:
        return
    withdrawal = withdrawn(fact.id)
    try:
        PROJECT.final(PROJECT.fold(told.standing))
        taken_back(_asked(fact, withdrawal), PROJECT, told.standing)
    except Refused:
        return
    one = told.next(fact, id=f"taken-back-{len(told.facts)}", event=withdrawal)
    told.say(one, [other for other in told.standing if other is not fact])


def _asked(by: Recorded, event: Event) -> Fact:
    return fact_of(Said(event=event, by=by.organisation, id=by.id, source=by.source))


@forall(second_thoughts())
def test_what_was_known_at_any_moment_is_a_fold_of_the_facts_that_stood_then(told: Told) -> None:
    rows = plain.rows(told.facts)

    for fact, stood in zip(told.facts, told.stand, strict=True):
        assert known_at(rows, fact.recorded_at) == holding(stood)
        assert known_at(rows, fact.recorded_at + MINUTE / 2) == holding(stood)


@forall(second_thoughts(), st.lists(st.integers(1, 60), max_size=8))
async def test_the_read_side_is_as_if_what_was_taken_back_had_never_been_said(
    one_read_side: ReadSide, told: Told, places: list[int]
) -> None:
    await one_read_side.clear()
    edges = [0, *sorted({place % len(told.facts) for place in places} - {0}), len(told.facts)]
    await one_read_side.take(*(told.facts[first:last] for first, last in pairwise(edges)))

    never_said = Moves(MEASURES)
    for slug, _, one in holding(told.standing):
        never_said.add(slug, [one], 1)
    never_said.settle({})
    found = await oracles.written_down(one_read_side.connection)
    assert {key: pair for key, pair in found.figures.items() if pair != (0, 0)} == {
        figure: (n, d) for figure, n, d in never_said.moved()
    }
    assert oracles.o5_read_side_is_a_pure_fold([Stored(fact, {}) for fact in told.facts], found, NOTHING_YET) == []


@forall(second_thoughts())
def test_what_stands_is_everything_but_the_withdrawn_and_the_withdrawals(told: Told) -> None:
    for place, stood in enumerate(told.stand, start=1):
        assert standing(told.facts[:place]) == stood


def test_histories_hold_every_kind_of_fact_taken_back() -> None:
    story = [
        registered("2022-04-04"), involved("big_i"), lead_changed("RM1", "2022-07-01"),
        scored(4.0), completed("2022-09-30"), reopened("2022-10-31"),
    ]  # fmt: skip
    for place in range(2, len(story) + 1):
        rows = plain.rows(recorded([*story, withdrawn(f"fact-{place}")]))
        stand = [fact for fact in recorded(story) if fact.version != place]
        assert known_at(rows, BEGINNING + 7 * MINUTE) == holding(stand)
        assert known_at(rows, BEGINNING + 6 * MINUTE) == holding(recorded(story))


def test_of_two_facts_with_one_id_that_of_the_same_source_is_taken_back_else_the_last() -> None:
    low, high = Said(event=scored(2.0), id="s", source="urn:a"), Said(event=scored(4.0), id="s", source="urn:b")
    story = [Said(event=registered()), low, high, Said(event=completed())]
    facts = recorded(story)
    for source, left in (("urn:a", facts[2]), ("urn:b", facts[1]), ("urn:c", facts[1])):
        taken = replace(low, event=withdrawn("s"), id="w", source=source)
        rows = plain.rows(recorded([*story, taken]))
        assert known_at(rows, BEGINNING + 9 * MINUTE) == holding([facts[0], left, facts[3]])


def test_what_is_said_anew_after_it_was_taken_back_holds_again() -> None:
    story = [registered(), scored(4.0), completed(), withdrawn("fact-3"), completed("2022-11-30")]
    facts = recorded(story)
    rows = plain.rows(facts)
    assert known_at(rows, BEGINNING + 4 * MINUTE) == holding(facts[:2])
    assert known_at(rows, BEGINNING + 5 * MINUTE) == holding([*facts[:2], facts[4]])
    assert isinstance(facts[3].event, FactWithdrawn)


@forall(histories())
def test_nothing_rests_on_the_last_fact(history: list[Recorded]) -> None:
    while len(history) > 1 and not isinstance(history[-1].event, ProjectVoided):
        last = history.pop()
        withdrawal = _asked(last, withdrawn(last.id))
        assert taken_back(withdrawal, PROJECT, [*history, last]) == history
