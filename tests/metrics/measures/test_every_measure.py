"""What holds for every measure, whichever it is."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from services.metrics import measures
from services.metrics.contribution import Contribution
from services.metrics.definition import Kind, Measure, Rule
from services.metrics.domain.measure import PERCENTAGES, STRATEGY
from services.metrics.ledger import touches
from services.metrics.measures import MEASURES
from services.metrics.period import Grain
from services.metrics.references import Connections
from services.metrics.subjects import KINDS
from services.metrics.world import World
from tests.metrics import plain
from tests.metrics.anything import tell
from tests.metrics.story import TYPES

STORIES = [tell(seed, 90) for seed in range(4)]
PROMISED = {
    "modest-improvement": 75, "patient-involvement": 20, "people-trained": 100, "publications": 2,
    "projects-coached": 40, "improvement-space": 2, "monthly-cafe": 12, "sustainable-projects": 25,
    "dashboard-agreed": 100, "ics-places": 10, "innovations-spread": 2, "nmahp-internal": 4, "nmahp-external": 4,
}  # fmt: skip
WORDS = {
    "1.1": "75% of completed QI projects on the Trust's centralised system have a project score reflecting at least a "
    "modest improvement impact.",
    "1.2": "20% of QI projects have patient and public involvement.",
    "2.1": "100 Staff trained in Quality Improvement Fundamentals or similar programmes",
    "2.2": "2 Publications in relevant journals",
    "2.3": "40 QI projects are supported or coached by QI adviser(s).",
    "2.4": "Develop a physical and digital space that supports staff and project teams – with visual displays of "
    "improvement projects and resources",
    "2.5": "Monthly QI Café events are set up and held",
    "3.1": "Engagement with Transformation and Finance via the Cost Improvement Programme (CIP) and Transformation "
    "Gateways process.",
    "3.2": "25% of QI projects factor in a sustainable health care aspect.",
    "4.1": "Implementation of a QI dashboard with agreed cross-organisational metrics in place by end of 22/23.",
    "4.2": "10 places per month offered to JPUH staff as part of ICS QI training programme",
    "4.3": "Adoption and spread of two proven national innovations within JPUH",
    "4.4": "4 NMAHPs (Nurses, Midwives and Allied Health Professionals) from JPUH and four external NMAHPs to have "
    "completed the NMAHP Scholarship Course",
}
"""The strategy's own, verbatim."""
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
    assert definition.words == WORDS.get(definition.place[:3], "No promise of the strategy: a leading indicator.")
    assert definition.why.endswith(".")
    assert definition.direction in {"increase", "decrease"}
    assert definition.ambition in ({1, 2, 3, 4} if measure.slug in STRATEGY else {None})
    assert definition.version >= 1


@EVERY
def test_a_percentage_says_of_what(measure: Measure) -> None:
    assert (measure.definition.unit == "%") == (measure.rule in {Rule.PERCENTAGE, Rule.AGREEMENT})
    assert measure.definition.unit != "%" or measure.definition.denominator is not None


def test_who_sets_a_target_knows_the_measures_and_which_are_percentages() -> None:
    of_strategy = {slug: one for slug, one in MEASURES.items() if one.definition.ambition is not None}
    assert set(of_strategy) == STRATEGY
    assert {slug for slug, one in of_strategy.items() if one.definition.unit == "%"} == PERCENTAGES


@EVERY
def test_a_measure_is_touched_by_facts_that_are_published(measure: Measure) -> None:
    assert measure.touched_by <= {event for _, event in TYPES.values()}
    assert bool(measure.touched_by) == bool(measure.subjects)
    assert set(measure.subjects) <= set(KINDS)


@EVERY
def test_the_strategys_own_targets_are_those_of_the_james_paget_for_2022_23(measure: Measure) -> None:
    promised = PROMISED.get(measure.slug)
    assert measure.targets == ({} if promised is None else {("RGP", 2022): promised})


@EVERY
def test_nothing_known_is_nothing_counted(measure: Measure) -> None:
    world = World({}, Connections())
    assert [row for kind in measure.subjects for row in measure.contributions(KINDS[kind].initial, world)] == []


@pytest.mark.parametrize("story", range(len(STORIES)))
def test_the_same_facts_twice_give_the_same(story: int) -> None:
    assert plain.holding(STORIES[story]) == plain.holding(STORIES[story])


@pytest.mark.parametrize("story", range(len(STORIES)))
def test_a_fact_that_is_not_said_to_touch_a_measure_changes_nothing_in_it(story: int) -> None:
    facts = STORIES[story]
    held = [plain.holding(facts[:place]) for place in range(len(facts) + 1)]
    for fact, (before, after) in zip(facts, pairwise(held), strict=True):
        changed = {slug for slug, _, _ in before ^ after}
        assert [slug for slug in changed if not touches(MEASURES[slug], type(fact.event))] == []


@pytest.mark.parametrize("story", range(len(STORIES)))
def test_a_thing_counts_once_for_whom_it_counts_and_never_more_in_the_numerator(story: int) -> None:
    runs: dict[tuple[str, str, Grain, str, str], list[Contribution]] = defaultdict(list)
    for slug, subject, one in plain.holding(STORIES[story]):
        measure = MEASURES[slug]
        assert one.first <= one.last
        assert one.reason
        assert one.numerator in {0, 1}
        assert one.denominator in {0, 1} or measure.rule is Rule.MEDIAN
        if (measure.rule is Rule.PERCENTAGE and not measure.distinct) or slug == "improvement-space":
            assert one.numerator <= one.denominator
        if measure.kind is Kind.HAPPENINGS and one.grain is Grain.MONTH:
            assert one.first == one.last
        runs[slug, subject, one.grain, one.organisation, one.counted].append(one)
    for some in runs.values():
        for earlier, later in pairwise(sorted(some, key=lambda one: one.first)):
            assert earlier.last < later.first


def test_the_stories_say_something_of_every_kind_of_subject() -> None:
    told = {subject.partition("/")[0] for story in STORIES for _, subject, _ in plain.holding(story)}
    assert told == {kind for measure in MEASURES.values() for kind in measure.subjects}
