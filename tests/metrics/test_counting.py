"""Figures are kept as differences: summed up to a period they are a count of what holds in it."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.contribution import Contribution
from services.metrics.counting import WHOLE_SYSTEM, Counted, Figure, Moves, Pair
from services.metrics.definition import Kind, Rule
from services.metrics.measures import MEASURES
from services.metrics.period import FOR_EVER, Grain, months_of
from shared.contracts.event import Recorded
from tests.given import recorded
from tests.metrics import plain
from tests.metrics.plain import Holding, holding
from tests.projects.facts import completed, involved, registered, reopened, scored
from tests.projects.histories import histories

APRIL = 2022 * 12 + 3
YEARS = range(2021, 2026)
MONTHS = [month for year in YEARS for month in months_of(year)]
PERIODS = {Grain.YEAR: YEARS, Grain.MONTH: MONTHS[::5], Grain.DAY: range(738_000, 739_000, 45)}
HELD = Contribution(Grain.MONTH, APRIL, APRIL, "RGP", "2022-04", 1, 1, "held")
LEARNED = Contribution(Grain.MONTH, APRIL, APRIL, "RGP", "someone", 1, 0, "completed")


def moved(slug: str, *begun: Contribution, over: Iterable[Contribution] = ()) -> list[tuple[object, ...]]:
    """Return by how much each figure of a measure moves when rows begin and others are over."""
    moves = Moves(MEASURES)
    moves.add(slug, begun, 1)
    moves.add(slug, over, -1)
    moves.settle({})
    return [(*figure[1:], n, d) for figure, n, d in moves.moved()]


class Kept:
    """Figures and counts as they are kept, moved step by step."""

    def __init__(self) -> None:
        self.held: Holding = set()
        self.figures: dict[Figure, Pair] = {}
        self.counts: dict[Counted, Pair] = {}

    def move(self, to: Holding) -> None:
        """Move everything to where this holds."""
        moves = Moves(MEASURES)
        for sign, some in ((1, to - self.held), (-1, self.held - to)):
            for slug, _, one in some:
                moves.add(slug, [one], sign)
        self.counts |= moves.settle(self.counts)
        for figure, n, d in moves.moved():
            before = self.figures.get(figure, (0, 0))
            self.figures[figure] = (before[0] + n, before[1] + d)
        self.held = to

    @property
    def told(self) -> dict[Figure, Pair]:
        """Every difference that there is."""
        return {figure: pair for figure, pair in self.figures.items() if pair != (0, 0)}


def step_by_step(history: Sequence[Recorded]) -> Kept:
    kept = Kept()
    for place in range(1, len(history) + 1):
        kept.move(holding(history[:place]))
    return kept


def at_once(*histories: Sequence[Recorded]) -> Kept:
    kept = Kept()
    kept.move({one for history in histories for one in holding(history)})
    return kept


def summed(figures: Mapping[Figure, Pair], slug: str, whose: str, grain: Grain, period: int) -> Pair:
    mine = [
        pair for figure, pair in figures.items() if figure[:3] == (slug, whose, grain.value) and figure.period <= period
    ]
    return sum(n for n, _ in mine), sum(d for _, d in mine)


def both_ways(kept: Kept) -> list[tuple[Pair, Pair]]:
    """Return each figure both ways: summed from the differences, and counted thing by thing."""
    asked = [
        (slug, whose, grain, period)
        for slug in {slug for slug, _, _ in kept.held}
        if MEASURES[slug].rule is not Rule.MEDIAN
        for whose in (WHOLE_SYSTEM, "RGP", "RM1")
        for grain, periods in PERIODS.items()
        if (grain is Grain.DAY) == (MEASURES[slug].kind is Kind.DAYS)
        for period in periods
    ]
    return [(summed(kept.figures, *one), plain.counted(kept.held, *one)) for one in asked]


def test_a_completion_counts_in_its_month_and_year_for_its_lead_and_the_system() -> None:
    history = recorded([registered("2022-04-04"), scored(4.0, "2022-05-03"), completed("2022-09-30")])
    of_measure = [
        (*figure[1:], *pair)
        for figure, pair in at_once(history).told.items()
        if figure.measure == "modest-improvement" and figure.grain != "D"
    ]
    september = APRIL + 5
    assert sorted(of_measure) == [
        (whose, *rest)
        for whose in (WHOLE_SYSTEM, "RGP")
        for rest in (("M", september, 1, 1), ("M", september + 1, -1, -1), ("Y", 2022, 1, 1), ("Y", 2023, -1, -1))
    ]


def test_an_open_project_counts_from_its_first_period_on_without_end() -> None:
    history = recorded([registered("2022-04-04"), involved("big_i", "2022-06-15")])
    of_rgp = [
        (*figure[2:], *pair)
        for figure, pair in at_once(history).told.items()
        if figure[:2] == ("patient-involvement", "RGP")
    ]
    # In the denominator from April, in the numerator too from June; the year is judged at its end.
    assert sorted(of_rgp) == [("M", APRIL, 0, 1), ("M", APRIL + 2, 1, 0), ("Y", 2022, 1, 1)]


def test_what_was_reopened_leaves_no_trace_in_the_sum() -> None:
    history = recorded([registered("2022-04-04"), completed("2022-09-30"), reopened("2022-10-31")])
    kept = step_by_step(history)
    counted = {figure for figure in kept.figures if figure.measure == "modest-improvement" and figure.grain != "D"}
    assert counted
    assert counted & kept.told.keys() == set()


def test_a_row_that_begins_and_is_over_in_one_batch_changes_nothing() -> None:
    one = Contribution(Grain.MONTH, APRIL, FOR_EVER, "RGP", "p", 1, 1, "because")
    assert moved("patient-involvement", one, over=[one]) == []


def test_what_may_still_join_is_summed_by_the_day() -> None:
    one = Contribution(Grain.DAY, 738_000, 738_009, "RGP", "p", 0, 1, "open")
    assert moved("modest-improvement", one) == [
        (whose, "D", day, 0, change) for whose in (WHOLE_SYSTEM, "RGP") for day, change in ((738_000, 1), (738_010, -1))
    ]


def test_a_row_that_is_not_the_systems_counts_for_its_organisation_alone() -> None:
    one = Contribution(Grain.YEAR, 2022, 2022, "RGP", "p", 1, 1, "because", in_system=False)
    assert moved("patient-involvement", one) == [("RGP", "Y", 2022, 1, 1), ("RGP", "Y", 2023, -1, -1)]


def test_a_row_of_the_system_alone_counts_for_no_organisation() -> None:
    one = Contribution(Grain.YEAR, 2022, 2022, WHOLE_SYSTEM, "i", 1, 0, "spread")
    assert moved("innovations-spread", one) == [(WHOLE_SYSTEM, "Y", 2022, 1, 0), (WHOLE_SYSTEM, "Y", 2023, -1, 0)]


def test_a_month_with_two_cafes_is_one_month_for_each_host_and_the_system() -> None:
    assert moved("monthly-cafe", HELD, HELD) == [
        (whose, *rest)
        for whose in (WHOLE_SYSTEM, "RGP")
        for rest in (("M", APRIL, 1, 1), ("M", APRIL + 1, -1, -1), ("Y", 2022, 1, 1), ("Y", 2023, -1, -1))
    ]


def test_a_person_who_learned_in_two_months_counts_in_each_and_once_in_the_year() -> None:
    again = Contribution(Grain.MONTH, APRIL + 1, APRIL + 1, "RGP", "someone", 1, 0, "completed")
    of_rgp = [one[1:] for one in moved("people-trained", LEARNED, again) if one[0] == "RGP"]
    # May follows April directly: the two moves at its beginning cancel out.
    assert of_rgp == [("M", APRIL, 1, 0), ("M", APRIL + 2, -1, 0), ("Y", 2022, 1, 0), ("Y", 2023, -1, 0)]


def test_the_figure_moves_only_when_the_last_row_that_counts_a_thing_is_gone() -> None:
    first, second = ("people-trained", "person/a", LEARNED), ("people-trained", "person/b", LEARNED)
    kept = Kept()
    seen = []
    for holds in ({first}, {first, second}, {second}, set()):
        kept.move(holds)
        seen.append(summed(kept.figures, "people-trained", "RGP", Grain.YEAR, 2022)[0])
    assert seen == [1, 1, 1, 0]
    assert kept.told == {}


@forall(histories())
def test_differences_summed_up_to_a_period_are_a_count_of_what_holds_in_it(history: list[Recorded]) -> None:
    assert [one for one in both_ways(step_by_step(history)) if one[0] != one[1]] == []


@forall(histories())
def test_facts_that_arrive_together_change_the_figures_as_if_one_by_one(history: list[Recorded]) -> None:
    assert at_once(history).told == step_by_step(history).told


@forall(st.lists(histories(), min_size=2, max_size=3))
def test_the_figures_of_several_projects_are_the_sums_of_each(together: list[list[Recorded]]) -> None:
    apart = [renamed(history, place) for place, history in enumerate(together)]
    total: dict[Figure, Pair] = {}
    for history in apart:
        for figure, (n, d) in at_once(history).told.items():
            before = total.get(figure, (0, 0))
            total[figure] = (before[0] + n, before[1] + d)
    assert at_once(*apart).told == {figure: pair for figure, pair in total.items() if pair != (0, 0)}


def renamed(history: Sequence[Recorded], place: int) -> list[Recorded]:
    return [msgspec.structs.replace(fact, stream=f"project/{place}") for fact in history]
