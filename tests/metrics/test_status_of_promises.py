"""Where counts, promises for every month, milestones and the agreement stand, and what is still needed."""

from datetime import date, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.definition import Rule
from services.metrics.status import Counted, Status, Year, needed, status
from services.metrics.subjects.milestone import Milestone

YEAR = 2022
BEGINS, ENDS = date(2022, 4, 1), date(2023, 3, 31)
CLOSED = date(2023, 4, 1)
DAYS = st.integers(0, 364).map(lambda step: BEGINS + timedelta(days=step))


def of_count(n: int, target: int | None, today: date) -> Status:
    return status(Rule.COUNT, Counted(numerator=n), target, Year(YEAR, today))


def of_months(months: list[int], today: date, *, each: int = 1, scheduled: int | None = None) -> Status:
    """Return how a promise for every month stands; `scheduled` is the place of a month with something planned."""
    pairs = [(n, int(place == scheduled)) for place, n in enumerate([*months, *[0] * (12 - len(months))])]
    return status(Rule.EVERY_MONTH, Counted(months=pairs, each_month=each), 12, Year(YEAR, today))


def part(due: str, signed: str | None = None, evidence: str | None = None) -> Milestone:
    signatures = ((date.fromisoformat(signed), True),) if signed else ()
    shown = (date.fromisoformat(evidence),) if evidence else ()
    return Milestone("m", "M", "improvement-space", "RGP", date.fromisoformat(due), shown, signatures)


def of_parts(parts: list[Milestone], today: date, target: int = 2) -> Status:
    n = sum(one.signed_on(min(today, ENDS)) for one in parts)
    counted = Counted(numerator=n, denominator=len(parts), parts=parts)
    return status(Rule.MILESTONES, counted, target, Year(YEAR, today))


def of_agreement(n: int, d: int, today: date) -> Status:
    return status(Rule.AGREEMENT, Counted(numerator=n, denominator=d), 100, Year(YEAR, today))


RULES = pytest.mark.parametrize("rule", [Rule.COUNT, Rule.EVERY_MONTH, Rule.MILESTONES, Rule.AGREEMENT])


@RULES
def test_without_a_target_there_is_no_status_and_nothing_is_needed(rule: Rule) -> None:
    counted = Counted(numerator=5, denominator=5, months=[(0, 0)] * 12)
    for today in (BEGINS - timedelta(days=1), BEGINS, CLOSED):
        assert status(rule, counted, None, Year(YEAR, today)) is Status.NO_TARGET
    assert needed(rule, counted, None) is None


@RULES
def test_a_year_that_has_not_begun_says_too_little(rule: Rule) -> None:
    counted = Counted(numerator=5, denominator=5, months=[(1, 1)] * 12)
    assert status(rule, counted, 2, Year(YEAR, date(2022, 3, 31))) is Status.INSUFFICIENT_DATA


class TestCounts:
    def test_a_count_is_achieved_as_soon_as_it_is_reached_and_no_longer_when_it_is_corrected_below(self) -> None:
        assert of_count(100, 100, BEGINS) is Status.ACHIEVED
        assert of_count(101, 100, CLOSED) is Status.ACHIEVED
        assert of_count(99, 100, CLOSED) is Status.NOT_ACHIEVED

    @pytest.mark.parametrize(
        ("target", "n", "stands"),
        [
            (100, 76, Status.ON_TRACK), (100, 75, Status.AT_RISK),
            (100, 61, Status.AT_RISK), (100, 60, Status.OFF_TRACK),
            (40, 31, Status.ON_TRACK), (40, 30, Status.AT_RISK), (40, 25, Status.AT_RISK), (40, 24, Status.OFF_TRACK),
            (4, 3, Status.ON_TRACK), (4, 2, Status.AT_RISK), (4, 1, Status.OFF_TRACK),
            (2, 1, Status.ON_TRACK), (2, 0, Status.AT_RISK),
        ],
    )  # fmt: skip
    def test_at_the_end_of_december_three_quarters_are_expected(self, target: int, n: int, stands: Status) -> None:
        # 275 of 365 days: of 100 75.3 and at least 60.3; of 40 30.1 and 24.1; of 4 3.01, so 3; of 2 1.5, so 1.
        assert of_count(n, target, date(2022, 12, 31)) is stands

    def test_the_day_itself_is_among_the_elapsed_ones(self) -> None:
        # 20 × 73/365 is 4 exactly on the 73rd day, 12 June.
        assert (date(2022, 6, 12) - BEGINS).days + 1 == 73
        assert of_count(4, 20, date(2022, 6, 12)) is Status.ON_TRACK
        assert of_count(4, 20, date(2022, 6, 13)) is Status.AT_RISK

    def test_nineteen_is_rounded_down_and_twenty_is_not(self) -> None:
        # On 1 April 1/365 of the year has passed: of 19 0.05, so none; of 20 0.05, of which nothing is no 80 %.
        assert of_count(0, 19, BEGINS) is Status.ON_TRACK
        assert of_count(0, 20, BEGINS) is Status.OFF_TRACK
        assert of_count(1, 20, BEGINS) is Status.ON_TRACK

    def test_exactly_eight_tenths_of_what_is_expected_is_at_risk(self) -> None:
        # 25 × 146/365 = 10 on 24 August: eight are 80 %.
        day = BEGINS + timedelta(days=145)
        assert [of_count(n, 25, day) for n in (10, 9, 8, 7)] == [
            Status.ON_TRACK, Status.AT_RISK, Status.AT_RISK, Status.OFF_TRACK
        ]  # fmt: skip

    def test_a_leap_year_has_366_days(self) -> None:
        # 2023/24: 366 × 1/2 is the 183rd day, 30 September 2023.
        year = Year(2023, date(2023, 9, 30))
        assert status(Rule.COUNT, Counted(numerator=50), 100, year) is Status.ON_TRACK
        assert status(Rule.COUNT, Counted(numerator=49), 100, year) is Status.AT_RISK

    @forall(st.integers(0, 60), st.integers(1, 60), DAYS)
    def test_more_is_never_worse_and_later_is_never_better(self, n: int, target: int, day: date) -> None:
        order = [Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED]
        here = order.index(of_count(n, target, day))
        assert order.index(of_count(n + 1, target, day)) >= here
        assert day == ENDS or order.index(of_count(n, target, day + timedelta(days=1))) <= here

    def test_as_many_are_needed_as_are_lacking_in_closed_years_too(self) -> None:
        assert [needed(Rule.COUNT, Counted(numerator=n), 40) for n in (0, 39, 40, 41)] == [40, 1, 0, 0]


class TestEveryMonth:
    def test_a_closed_year_needs_all_twelve(self) -> None:
        assert of_months([1] * 12, CLOSED) is Status.ACHIEVED
        assert of_months([1] * 11, CLOSED) is Status.NOT_ACHIEVED
        assert of_months([1] * 11, ENDS) is Status.AT_RISK

    def test_any_complete_month_that_was_missed_is_off_track_whatever_came_after(self) -> None:
        assert of_months([1, 0, 5], date(2022, 6, 15)) is Status.OFF_TRACK
        assert of_months([1, 0], date(2022, 6, 1), scheduled=2) is Status.OFF_TRACK

    @pytest.mark.parametrize(("day", "stands"), [(20, Status.ON_TRACK), (21, Status.AT_RISK), (30, Status.AT_RISK)])
    def test_with_ten_days_left_a_month_may_still_be_done(self, day: int, stands: Status) -> None:
        # June has 30 days: ten are left after the 20th.
        assert of_months([1, 1], date(2022, 6, day)) is stands

    def test_a_month_that_is_done_or_scheduled_is_on_track_on_its_last_day(self) -> None:
        last = date(2022, 6, 30)
        assert of_months([1, 1, 1], last) is Status.ON_TRACK
        assert of_months([1, 1], last, scheduled=2) is Status.ON_TRACK
        assert of_months([1, 1], last, scheduled=3) is Status.AT_RISK

    def test_a_missed_month_is_known_from_the_day_after_its_last(self) -> None:
        assert of_months([1, 1], date(2022, 6, 30)) is Status.AT_RISK
        assert of_months([1, 1], date(2022, 7, 1)) is Status.OFF_TRACK

    def test_in_january_the_months_before_are_the_nine_since_april(self) -> None:
        assert of_months([1] * 9, date(2023, 1, 5)) is Status.ON_TRACK
        assert of_months([1] * 8, date(2023, 1, 5)) is Status.OFF_TRACK

    def test_every_month_needs_as_many_as_were_promised_for_each(self) -> None:
        assert of_months([10, 9], date(2022, 5, 25), each=10) is Status.AT_RISK
        assert of_months([10, 10], date(2022, 5, 25), each=10) is Status.ON_TRACK
        assert of_months([20, 0], date(2022, 6, 1), each=10) is Status.OFF_TRACK

    def test_needed_is_what_each_of_the_twelve_months_lacks(self) -> None:
        months = [(12, 0), (7, 0), *[(10, 0)] * 8, (0, 0), (10, 0)]
        # 0, 3, nothing for eight months, 10, 0: what is over in April covers nothing.
        assert needed(Rule.EVERY_MONTH, Counted(months=months, each_month=10), 10) == 13
        assert needed(Rule.EVERY_MONTH, Counted(months=[(0, 0)] * 12), 12) == 12
        assert needed(Rule.EVERY_MONTH, Counted(months=[(3, 3)] * 12), 12) == 0


class TestMilestones:
    def test_where_none_are_planned_there_is_too_little_to_say(self) -> None:
        assert of_parts([], CLOSED) is Status.INSUFFICIENT_DATA
        assert needed(Rule.MILESTONES, Counted(), 2) is None

    def test_as_many_signed_as_were_promised_are_achieved(self) -> None:
        both = [part("2022-12-31", "2022-10-01"), part("2022-12-31", "2022-10-02")]
        assert [of_parts(both, day) for day in (date(2022, 10, 1), date(2022, 10, 2), CLOSED)] == [
            Status.ON_TRACK, Status.ACHIEVED, Status.ACHIEVED
        ]  # fmt: skip

    def test_signed_late_is_achieved_all_the_same(self) -> None:
        assert of_parts([part("2022-06-30", "2022-10-01")], date(2022, 10, 1), target=1) is Status.ACHIEVED

    def test_after_the_latest_due_date_or_the_year_it_is_not_achieved(self) -> None:
        parts = [part("2022-06-30", "2022-06-01"), part("2022-12-31", evidence="2022-06-01")]
        assert of_parts(parts, date(2022, 12, 31)) is Status.ON_TRACK
        assert of_parts(parts, date(2023, 1, 1)) is Status.NOT_ACHIEVED
        assert of_parts([part("2023-03-31")], CLOSED, target=1) is Status.NOT_ACHIEVED

    def test_a_part_that_is_overdue_puts_it_at_risk_with_or_without_evidence(self) -> None:
        parts = [part("2022-06-30", evidence="2022-06-01"), part("2023-03-31")]
        assert of_parts(parts, date(2022, 6, 30)) is Status.ON_TRACK
        assert of_parts(parts, date(2022, 7, 1)) is Status.AT_RISK

    @pytest.mark.parametrize(("left", "stands"), [(61, Status.ON_TRACK), (60, Status.AT_RISK), (0, Status.AT_RISK)])
    def test_due_within_60_days_with_nothing_to_show_it_is_at_risk(self, left: int, stands: Status) -> None:
        due = date(2022, 12, 31)
        assert of_parts([part("2022-12-31")], due - timedelta(days=left), target=1) is stands
        shown = [part("2022-12-31", evidence="2022-10-01")]
        assert of_parts(shown, due - timedelta(days=left), target=1) is Status.ON_TRACK

    def test_a_signed_part_needs_no_evidence(self) -> None:
        parts = [part("2022-06-30", "2022-06-01"), part("2023-03-31")]
        assert of_parts(parts, date(2022, 7, 1)) is Status.ON_TRACK

    def test_parts_are_needed_up_to_the_target_not_to_the_plan(self) -> None:
        counted = Counted(numerator=1, denominator=3)
        assert [needed(Rule.MILESTONES, counted, target) for target in (1, 2, 3)] == [0, 1, 2]


class TestAgreement:
    def test_no_member_says_too_little_and_all_are_achieved(self) -> None:
        assert of_agreement(0, 0, CLOSED) is Status.INSUFFICIENT_DATA
        assert [of_agreement(1, 1, day) for day in (BEGINS, CLOSED)] == [Status.ACHIEVED] * 2

    def test_below_five_members_it_is_judged_all_the_same(self) -> None:
        assert of_agreement(0, 1, CLOSED) is Status.NOT_ACHIEVED

    def test_sixty_days_before_the_years_end_it_is_at_risk(self) -> None:
        # 60 days before 31 March is 30 January.
        days = [date(2023, 1, 29), date(2023, 1, 30), ENDS, CLOSED]
        assert [of_agreement(0, 1, day) for day in days] == [
            Status.ON_TRACK, Status.AT_RISK, Status.AT_RISK, Status.NOT_ACHIEVED
        ]  # fmt: skip

    def test_it_needs_as_many_organisations_as_are_lacking(self) -> None:
        found = [needed(Rule.AGREEMENT, Counted(numerator=n, denominator=3), 100) for n in (0, 2, 3)]
        assert found == [3, 1, 0]
        assert needed(Rule.AGREEMENT, Counted(), 100) is None
