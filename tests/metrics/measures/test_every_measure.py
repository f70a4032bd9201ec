"""What holds for every measure, whichever it is."""

from functools import reduce
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import settings

from services.metrics import measures
from services.metrics.definition import Measure
from services.metrics.measures import MEASURES
from services.metrics.subjects.project import Project, evolve
from shared.contracts.event import Recorded
from shared.contracts.projects import PROJECTS
from tests.projects.histories import histories

EVERY = pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))


def test_each_measure_is_a_file_of_its_own_named_by_its_slug() -> None:
    files = {path.stem for path in Path(measures.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == {slug.replace("-", "_") for slug in MEASURES}
    assert len(files) == len(MEASURES)


def test_measures_stand_in_the_order_of_the_strategy_each_in_its_own_place() -> None:
    places = [measure.definition.place for measure in MEASURES.values()]
    assert places == sorted(set(places))


@EVERY
def test_a_definition_says_all_that_a_reader_needs(measure: Measure) -> None:
    definition = measure.definition
    texts = [definition.title, definition.words, definition.why, definition.unit, definition.counts,
             definition.numerator, definition.attribution, definition.owner]  # fmt: skip
    assert [text for text in texts if not text.strip()] == []
    assert [text for text in texts[1:3] if not text.endswith(".")] == []
    assert definition.direction in {"increase", "decrease"}
    assert definition.ambition in {1, 2, 3, 4}
    assert definition.version >= 1


@EVERY
def test_a_percentage_says_of_what(measure: Measure) -> None:
    assert (measure.definition.unit == "%") == (measure.definition.denominator is not None)


@EVERY
def test_a_measure_is_touched_by_facts_that_are_published(measure: Measure) -> None:
    assert measure.touched_by <= {event for _, event in PROJECTS.types.values()}
    assert measure.touched_by


@EVERY
def test_the_strategys_own_targets_are_those_of_the_james_paget_for_2022_23(measure: Measure) -> None:
    promised = {"modest-improvement": 75, "patient-involvement": 20}
    assert measure.targets == {("RGP", 2022): promised[measure.slug]}


@EVERY
def test_nothing_known_is_nothing_counted(measure: Measure) -> None:
    assert list(measure.contributions(Project())) == []


@EVERY
@settings(max_examples=40)
@forall(history=histories())
def test_the_same_state_twice_gives_the_same(measure: Measure, history: list[Recorded]) -> None:
    state = reduce(evolve, history, Project())
    assert list(measure.contributions(state)) == list(measure.contributions(state))


@EVERY
@settings(max_examples=40)
@forall(history=histories())
def test_a_fact_that_is_not_said_to_touch_a_measure_changes_nothing_in_it(
    measure: Measure, history: list[Recorded]
) -> None:
    states = [reduce(evolve, history[:place], Project()) for place in range(len(history) + 1)]
    for fact, (before, after) in zip(history, pairwise(states), strict=True):
        if type(fact.event) not in measure.touched_by:
            assert list(measure.contributions(after)) == list(measure.contributions(before))


@EVERY
@settings(max_examples=40)
@forall(history=histories())
def test_a_thing_counts_once_in_a_period_and_never_more_in_the_numerator(
    measure: Measure, history: list[Recorded]
) -> None:
    rows = list(measure.contributions(reduce(evolve, history, Project())))
    assert all(row.first <= row.last and 0 <= row.numerator <= row.denominator for row in rows)
    assert all(row.reason for row in rows)
    for earlier, later in pairwise(sorted(rows, key=lambda row: (row.grain, row.first))):
        assert earlier.grain is not later.grain or earlier.last < later.first
