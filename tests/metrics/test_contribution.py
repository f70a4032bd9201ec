"""Runs of periods with one judgement are what it is period by period."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.contribution import Judgement
from services.metrics.period import FOR_EVER, Grain, month_of, period_of
from services.metrics.runs import runs

YES, NO = Judgement("RGP", 1, "yes"), Judgement("RGP", 0, "no")


def from_day(day: date, grain: Grain) -> Callable[[int], Judgement | None]:
    return lambda period: YES if period >= period_of(day, grain) else None


def test_what_begins_goes_on_until_something_else_is_learned() -> None:
    day = date(2022, 5, 17)
    assert list(runs([day], Grain.MONTH, from_day(day, Grain.MONTH))) == [(month_of(day), FOR_EVER, YES)]


def test_what_never_holds_makes_no_run() -> None:
    assert list(runs([date(2022, 5, 17)], Grain.YEAR, lambda _: None)) == []


def test_periods_with_one_judgement_are_one_run() -> None:
    days = [date(2022, month, 3) for month in (4, 6, 9)]
    assert list(runs(days, Grain.MONTH, lambda _: NO)) == [(month_of(days[0]), FOR_EVER, NO)]


def test_a_change_ends_one_run_and_begins_the_next() -> None:
    april, june = month_of(date(2022, 4, 1)), month_of(date(2022, 6, 1))
    days = [date(2022, 4, 4), date(2022, 6, 6)]
    found = list(runs(days, Grain.MONTH, lambda month: YES if month >= june else NO))
    assert found == [(april, june - 1, NO), (june, FOR_EVER, YES)]


def test_a_gap_lies_between_two_runs() -> None:
    april, may, june = (month_of(date(2022, month, 1)) for month in (4, 5, 6))
    days = [date(2022, 4, 4), date(2022, 6, 6)]
    found = list(runs(days, Grain.MONTH, lambda month: None if month == may else YES))
    assert found == [(april, april, YES), (june, FOR_EVER, YES)]


def test_what_holds_in_the_one_period_of_its_day_ends_with_it() -> None:
    day = date(2022, 5, 17)
    found = list(runs([day], Grain.DAY, lambda one: YES if one == day.toordinal() else None))
    assert found == [(day.toordinal(), day.toordinal(), YES)]


@forall(
    st.lists(st.integers(0, 900).map(lambda n: date(2022, 1, 1) + timedelta(days=n)), min_size=1, max_size=6),
    st.sampled_from([Grain.MONTH, Grain.YEAR]),
    st.lists(st.sampled_from([YES, NO, None]), min_size=12, max_size=12),
)
def test_runs_say_for_every_period_what_the_judge_says(
    days: list[date], grain: Grain, verdicts: list[Judgement | None]
) -> None:
    starts = sorted({period_of(day, grain) + step for day in days for step in (0, 1)})

    def judge(period: int) -> Judgement | None:
        """Change only where a day lies, or in the period after it."""
        return verdicts[sum(start <= period for start in starts) - 1]

    found = list(runs(days, grain, judge))
    for period in range(starts[0], starts[-1] + 3):
        assert [said for first, last, said in found if first <= period <= last] == list(filter(None, [judge(period)]))
