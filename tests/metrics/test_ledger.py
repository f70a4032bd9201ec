"""What was known when: rows open and close at the moments at which facts were recorded."""

from datetime import datetime, timedelta
from functools import reduce
from random import Random

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.contribution import Contribution
from services.metrics.ledger import Row, advance, timeline
from services.metrics.measures import MEASURES
from services.metrics.measures.modest_improvement import MEASURE
from services.metrics.period import Grain
from services.metrics.subjects.project import Project, evolve
from shared.contracts.event import Recorded
from tests.given import BEGINNING, recorded
from tests.projects.facts import completed, registered, reopened, scored
from tests.projects.histories import histories

ONE = Contribution(Grain.MONTH, 24_267, 24_267, "RGP", "p", 1, 1, "scored 3.0 or above")
OTHER = Contribution(Grain.MONTH, 24_267, 24_267, "RM1", "p", 1, 1, "scored 3.0 or above")
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return BEGINNING + minutes * MINUTE


def known_at(rows: list[Row], moment: datetime) -> set[tuple[str, Contribution]]:
    return {
        (row.measure, row.contribution)
        for row in rows
        if row.known_from <= moment and (row.known_to is None or moment < row.known_to)
    }


def test_what_begins_to_hold_opens_a_row() -> None:
    assert advance(MEASURE, "p", [], [ONE], at(1)) == [Row(MEASURE.slug, "p", ONE, at(1))]


def test_what_holds_on_keeps_its_row() -> None:
    rows = advance(MEASURE, "p", [], [ONE], at(1))
    assert advance(MEASURE, "p", rows, [ONE], at(2)) == rows


def test_what_no_longer_holds_closes_its_row() -> None:
    rows = advance(MEASURE, "p", [], [ONE], at(1))
    assert advance(MEASURE, "p", rows, [], at(2)) == [Row(MEASURE.slug, "p", ONE, at(1), at(2))]


def test_what_changes_closes_one_row_and_opens_another_at_the_same_moment() -> None:
    rows = advance(MEASURE, "p", advance(MEASURE, "p", [], [ONE], at(1)), [OTHER], at(2))
    assert rows == [Row(MEASURE.slug, "p", ONE, at(1), at(2)), Row(MEASURE.slug, "p", OTHER, at(2))]


def test_what_holds_again_opens_a_new_row_and_leaves_the_old_one_closed() -> None:
    rows: list[Row] = []
    for minute, holds in enumerate(([ONE], [], [ONE]), start=1):
        rows = advance(MEASURE, "p", rows, holds, at(minute))
    assert rows == [Row(MEASURE.slug, "p", ONE, at(1), at(2)), Row(MEASURE.slug, "p", ONE, at(3))]


def test_a_row_is_the_same_row_whether_or_not_it_is_closed() -> None:
    [opened] = advance(MEASURE, "p", [], [ONE], at(1))
    [closed] = advance(MEASURE, "p", [opened], [], at(2))
    assert opened.id == closed.id


def test_rows_that_differ_in_anything_are_different_rows() -> None:
    differing = [("m", "p", ONE, 1), ("n", "p", ONE, 1), ("m", "q", ONE, 1), ("m", "p", OTHER, 1), ("m", "p", ONE, 2)]
    rows = [Row(measure, subject, one, at(minute)) for measure, subject, one, minute in differing]
    assert len({row.id for row in rows}) == len(rows)


def test_the_figure_of_a_past_moment_is_what_was_known_then() -> None:
    facts = recorded([registered(), scored(4.0, "2022-06-01"), completed("2022-09-30"), reopened("2022-10-31")])
    rows = [row for row in timeline([MEASURE], "p", facts) if row.contribution.grain is Grain.MONTH]
    completions = [len(known_at(rows, at(minutes))) for minutes in (0.5, 1, 2, 2.9, 3, 3.5, 4, 99)]
    assert completions == [0, 0, 0, 0, 1, 1, 0, 0]


@forall(histories())
def test_what_was_known_at_any_moment_is_a_fold_of_the_facts_recorded_by_then(history: list[Recorded]) -> None:
    rows = timeline(MEASURES.values(), "p", history)
    assert known_at(rows, history[0].recorded_at - MINUTE) == set()
    for place, fact in enumerate(history, start=1):
        state = reduce(evolve, history[:place], Project())
        holds = {(slug, one) for slug, measure in MEASURES.items() for one in measure.contributions(state)}
        assert known_at(rows, fact.recorded_at) == holds
        assert known_at(rows, fact.recorded_at + MINUTE / 2) == holds


@forall(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_changes_nothing(history: list[Recorded], chance: Random) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert timeline(MEASURES.values(), "p", shuffled) == timeline(MEASURES.values(), "p", history)


@forall(histories())
def test_no_row_is_there_twice_and_each_ends_after_it_began(history: list[Recorded]) -> None:
    rows = timeline(MEASURES.values(), "p", history)
    assert len({row.id for row in rows}) == len(rows)
    assert all(row.known_to is None or row.known_from < row.known_to for row in rows)


@pytest.mark.parametrize("slug", MEASURES)
def test_a_project_of_which_nothing_is_known_has_no_rows(slug: str) -> None:
    assert timeline([MEASURES[slug]], "p", []) == []
