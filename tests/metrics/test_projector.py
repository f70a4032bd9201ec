"""Figures are kept as differences: summed up to a period they are a count of the rows that hold in it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.contribution import FOR_EVER, Contribution
from services.metrics.definition import Kind
from services.metrics.ledger import Row, timeline
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, months_of
from services.metrics.projector import WHOLE_SYSTEM, changes
from services.metrics.read_side import Delta
from shared.contracts.event import Recorded
from tests.given import BEGINNING, recorded
from tests.projects.facts import completed, involved, registered, reopened, scored
from tests.projects.histories import histories

Figure = tuple[int, int]
APRIL = 2022 * 12 + 3
YEARS = range(2021, 2026)
MONTHS = [month for year in YEARS for month in months_of(year)]


def summed(deltas: Iterable[Delta], slug: str, whose: str, grain: Grain, period: int) -> Figure:
    mine = [
        one
        for one in deltas
        if (one.measure, one.organisation, one.grain) == (slug, whose, grain) and one.period <= period
    ]
    return sum(one.numerator for one in mine), sum(one.denominator for one in mine)


def counted(rows: Iterable[Row], slug: str, whose: str, grain: Grain, period: int) -> Figure:
    """Count the open rows of a period, one by one."""
    by_month = grain is Grain.YEAR and MEASURES[slug].kind is Kind.HAPPENINGS
    mine = [
        row.contribution
        for row in rows
        if row.measure == slug
        and row.known_to is None
        and row.contribution.grain is (Grain.MONTH if by_month else grain)
        and (row.contribution.in_system if whose == WHOLE_SYSTEM else row.contribution.organisation == whose)
        and any(row.contribution.first <= one <= row.contribution.last for one in _parts(period, by_month=by_month))
    ]
    return sum(one.numerator for one in mine), sum(one.denominator for one in mine)


def _parts(period: int, *, by_month: bool) -> Sequence[int]:
    return months_of(period) if by_month else [period]


def figures(deltas: Iterable[Delta], rows: Sequence[Row]) -> list[tuple[Figure, Figure]]:
    """Return each figure both ways: summed from the differences, and counted from the rows."""
    deltas = list(deltas)
    return [
        (summed(deltas, slug, whose, grain, period), counted(rows, slug, whose, grain, period))
        for slug in MEASURES
        for whose in (WHOLE_SYSTEM, "RGP", "RM1")
        for grain, periods in ((Grain.YEAR, YEARS), (Grain.MONTH, MONTHS[::5]))
        for period in periods
    ]


def step_by_step(history: Sequence[Recorded]) -> list[Delta]:
    """Return all differences of a history whose facts arrive one at a time."""
    deltas: list[Delta] = []
    known: dict[bytes, Row] = {}
    for place in range(1, len(history) + 1):
        rows = timeline(MEASURES.values(), "p", history[:place])
        opened = [row for row in rows if row.id not in known]
        closed = [row for row in rows if row.id in known and row.known_to != known[row.id].known_to]
        deltas += changes(MEASURES, opened, closed)
        known = {row.id: row for row in rows}
    return deltas


def at_once(history: Sequence[Recorded]) -> list[Delta]:
    """Return all differences of a history whose facts arrive together."""
    return changes(MEASURES, timeline(MEASURES.values(), "p", history), [])


def total(deltas: Iterable[Delta]) -> dict[tuple[str, str, str, int], Figure]:
    numerators, denominators = Counter[tuple[str, str, str, int]](), Counter[tuple[str, str, str, int]]()
    for one in deltas:
        numerators[one[:4]] += one.numerator
        denominators[one[:4]] += one.denominator
    return {key: (numerators[key], denominators[key]) for key in numerators if numerators[key] or denominators[key]}


def test_a_completion_counts_in_its_month_and_year_for_its_lead_and_the_system() -> None:
    history = recorded([registered("2022-04-04"), scored(4.0, "2022-05-03"), completed("2022-09-30")])
    of_measure = [
        tuple(one[1:]) for one in at_once(history) if one.measure == "modest-improvement" and one.grain != "D"
    ]
    september = APRIL + 5
    assert of_measure == [
        (whose, *rest)
        for whose in (WHOLE_SYSTEM, "RGP")
        for rest in (("M", september, 1, 1), ("M", september + 1, -1, -1), ("Y", 2022, 1, 1), ("Y", 2023, -1, -1))
    ]


def test_an_open_project_counts_from_its_first_period_on_without_end() -> None:
    history = recorded([registered("2022-04-04"), involved("big_i", "2022-06-15")])
    of_rgp = [
        tuple(one[2:]) for one in at_once(history) if (one.measure, one.organisation) == ("patient-involvement", "RGP")
    ]
    # In the denominator from April, in the numerator too from June; the year is judged at its end.
    assert of_rgp == [("M", APRIL, 0, 1), ("M", APRIL + 2, 1, 0), ("Y", 2022, 1, 1)]


def test_what_was_reopened_leaves_no_trace_in_the_sum() -> None:
    history = recorded([registered("2022-04-04"), completed("2022-09-30"), reopened("2022-10-31")])
    of_measure = [one for one in step_by_step(history) if (one.measure, one.grain) != ("modest-improvement", "D")]
    counted = [one for one in of_measure if one.measure == "modest-improvement"]
    assert counted != []
    assert total(counted) == {}


def test_a_row_opened_and_closed_within_one_batch_changes_nothing() -> None:
    one = Contribution(Grain.MONTH, APRIL, FOR_EVER, "RGP", "p", 1, 1, "because")
    assert changes(MEASURES, [Row("patient-involvement", "p", one, BEGINNING, BEGINNING)], []) == []


def test_what_may_still_join_is_summed_by_the_day() -> None:
    one = Contribution(Grain.DAY, 738_000, 738_009, "RGP", "p", 0, 1, "open")
    assert changes(MEASURES, [Row("modest-improvement", "p", one, BEGINNING)], []) == [
        Delta("modest-improvement", whose, "D", day, 0, change)
        for whose in (WHOLE_SYSTEM, "RGP")
        for day, change in ((738_000, 1), (738_010, -1))
    ]


def test_a_row_that_is_not_the_systems_counts_for_its_organisation_alone() -> None:
    one = Contribution(Grain.YEAR, 2022, 2022, "RGP", "p", 1, 1, "because", in_system=False)
    assert changes(MEASURES, [Row("patient-involvement", "p", one, BEGINNING)], []) == [
        Delta("patient-involvement", "RGP", "Y", 2022, 1, 1),
        Delta("patient-involvement", "RGP", "Y", 2023, -1, -1),
    ]


@forall(histories())
def test_differences_summed_up_to_a_period_are_a_count_of_the_rows_that_hold_in_it(history: list[Recorded]) -> None:
    rows = timeline(MEASURES.values(), "p", history)
    assert [one for one in figures(step_by_step(history), rows) if one[0] != one[1]] == []


@forall(histories())
def test_facts_that_arrive_together_change_the_figures_as_if_one_by_one(history: list[Recorded]) -> None:
    assert total(at_once(history)) == total(step_by_step(history))


@forall(st.lists(histories(), min_size=2, max_size=3))
def test_the_figures_of_several_projects_are_the_sums_of_each(together: list[list[Recorded]]) -> None:
    rows = [row for place, one in enumerate(together) for row in timeline(MEASURES.values(), f"p{place}", one)]
    assert total(changes(MEASURES, rows, [])) == total([delta for one in together for delta in at_once(one)])
