"""A project's measures as charts: which chart, from which points, with which limits, and what is said beside it."""

from datetime import date, timedelta
from typing import Any, Literal

import pytest

from services.metrics.register import charts
from services.metrics.register.measurements import measured as known
from shared.contracts.event import Event
from shared.contracts.project_work import ProjectMeasureAdded
from shared.http import Problem
from tests.given import KEY, recorded
from tests.metrics.register.library import Library
from tests.projects.facts import corrected, cycle, measured, rebased, registered, withdrawn

FIRST = date(2022, 5, 1)


def added(chart: Literal["run", "xmr", "p", "u", "c"], unit: str = "falls", **others: Any) -> ProjectMeasureAdded:
    return ProjectMeasureAdded(
        measure_id="m1", name="Falls", kind="outcome", unit=unit, direction="decrease", chart=chart, **others
    )


def day(number: int) -> str:
    return (FIRST + timedelta(days=7 * number)).isoformat()


def values(*of: float) -> list[Event]:
    return [measured(day(place), value=float(value)) for place, value in enumerate(of)]


def shares(*of: tuple[float, float]) -> list[Event]:
    return [
        measured(day(place), numerator=float(part), denominator=float(whole)) for place, (part, whole) in enumerate(of)
    ]


def drawn(*history: Event) -> dict[str, Any]:
    found = known(recorded([registered(), *history]), "m1")
    assert found is not None
    return charts.drawn(found)


def column(chart: dict[str, Any], name: str) -> list[Any]:
    return [point[name] for point in chart["points"]]


def test_a_run_chart_has_the_median_of_what_was_measured() -> None:
    chart = drawn(added("run"), *values(3, 5, 4))
    assert column(chart, "value") == [3, 5, 4]
    assert column(chart, "centre") == [4, 4, 4]
    assert "upper" not in chart["points"][0]
    assert chart["options"]["rules"] == "Anhøj run chart rules"


def test_an_xmr_chart_has_the_limits_of_its_moving_ranges() -> None:
    chart = drawn(added("xmr", target=2.0), *values(10, 12, 10, 12))
    [centre] = set(column(chart, "centre"))
    assert centre == 11
    assert column(chart, "upper")[0] == pytest.approx(11 + 2.66 * 2)
    assert (chart["variation"], chart["assurance"]) == ("common_cause", "fail")
    assert chart["options"]["target"] == 2.0
    assert chart["summary"].startswith("The latest measurement is within what is usual")


def test_a_p_chart_shows_shares_in_the_unit_of_the_measure() -> None:
    chart = drawn(added("p", unit="%"), *shares((5, 10), (7, 10), (3, 10)))
    assert column(chart, "value") == pytest.approx([50, 70, 30])
    assert column(chart, "centre") == pytest.approx([50, 50, 50])
    assert column(chart, "upper")[0] == pytest.approx(97.43, abs=0.01)
    assert column(drawn(added("p", unit="share"), *shares((5, 10))), "value") == [0.5]


def test_a_u_chart_is_events_over_opportunity_and_a_c_chart_events_alone() -> None:
    assert column(drawn(added("u"), *shares((4, 2), (2, 2))), "centre") == [1.5, 1.5]
    assert column(drawn(added("c"), *values(4, 6)), "centre") == [5, 5]


def test_points_stand_by_their_day_and_a_correction_says_that_it_is_one() -> None:
    chart = drawn(added("run"), measured("2022-06-01", value=9.0), measured("2022-05-01"), corrected("2022-06-01"))
    assert column(chart, "on") == [date(2022, 5, 1), date(2022, 6, 1)]
    assert column(chart, "value") == [3.0, 4.0]
    assert column(chart, "corrected") == [False, True]


def test_a_measurement_that_was_taken_back_is_not_drawn() -> None:
    assert column(drawn(added("run"), *values(3, 5), withdrawn("fact-4")), "value") == [3]


@pytest.mark.parametrize("kind", ["run", "xmr", "c"])
def test_a_rebase_begins_a_new_part_at_the_first_measurement_from_its_day_on(kind: Any) -> None:
    between = (FIRST + timedelta(days=10)).isoformat()
    chart = drawn(added(kind), *values(3, 3, 9, 9), rebased(between))
    assert column(chart, "centre") == [3, 3, 9, 9]
    assert len(set(column(chart, "part"))) == 2
    assert chart["annotations"] == [{"kind": "rebased", "on": date.fromisoformat(between), "reason": "Routine now."}]


@pytest.mark.parametrize("since", ["2021-01-01", day(0), "2023-01-01"])
def test_a_rebase_before_the_first_measurement_or_after_the_last_changes_no_limits(since: str) -> None:
    for kind in ("run", "xmr"):
        assert column(drawn(added(kind), *values(3, 3, 9, 9), rebased(since)), "centre") == column(
            drawn(added(kind), *values(3, 3, 9, 9)), "centre"
        )


def test_the_baseline_alone_gives_the_lines() -> None:
    until = FIRST + timedelta(days=7)
    assert column(drawn(added("run", baseline_until=until), *values(3, 3, 9, 9, 9)), "centre") == [3] * 5
    twelve = values(*[3, 4] * 6, *[9] * 6)
    assert column(drawn(added("xmr", baseline_until=FIRST + timedelta(days=7 * 11)), *twelve), "centre") == [3.5] * 18
    # Too few points for limits: the baseline is not asked, and the chart says so.
    few = drawn(added("xmr", baseline_until=until), *twelve)
    assert few["options"]["fix_after_n_points"] is None


def test_what_was_tried_stands_beside_the_points() -> None:
    chart = drawn(added("run"), *values(3), cycle(started_on="2022-05-02", completed_on="2022-05-16"))
    assert chart["annotations"] == [
        {
            "kind": "pdsa",
            "on": date(2022, 5, 16),
            "started_on": date(2022, 5, 2),
            "cycle_id": "c1",
            "idea": None,
            "decision": "adopt",
        }
    ]


@pytest.mark.parametrize(
    ("chart", "history"),
    [
        ("p", shares((11, 10))),
        ("u", shares((1, 0))),
        ("c", values(-1)),
        ("run", values(1e200)),
        ("xmr", values(1e200)),
    ],
)
def test_what_such_a_chart_cannot_hold_is_shown_without_lines_and_says_why(chart: Any, history: list[Event]) -> None:
    found = drawn(added(chart), *history)
    assert found["refused"]
    assert len(found["points"]) == 1
    assert "centre" not in found["points"][0]


@pytest.mark.parametrize("chart", ["run", "xmr", "p", "u", "c"])
def test_a_measure_without_measurements_is_an_empty_chart(chart: Any) -> None:
    found = drawn(added(chart))
    assert (found["points"], found["summary"]) == ([], "No measurement has a value to judge yet.")


@pytest.mark.parametrize("chart", ["run", "xmr", "p", "u", "c"])
def test_a_day_without_the_numbers_that_a_chart_needs_is_a_gap(chart: Any) -> None:
    nothing = measured(day(1), numerator=0.0, denominator=0.0)
    found = drawn(added(chart), measured(day(0), value=2.0, numerator=2.0, denominator=4.0), nothing)
    assert column(found, "value")[1] is None


async def test_a_chart_is_for_the_own_organisation_alone(library: Library) -> None:
    facts = recorded([registered(), added("run"), *values(3, 5)], f"project/{KEY}")
    await library.knows(*facts)

    chart = await library.chart(KEY, "m1")
    assert [point["value"] for point in chart["points"]] == [3, 5]
    assert len((await library.chart(KEY, "m1", as_at=facts[2].recorded_at))["points"]) == 1

    for by, name in (("RM1", "m1"), ("system", "m1"), (None, "m1"), ("RGP", "m2"), ("RGP", "\x00")):
        with pytest.raises(Problem) as problem:
            await library.chart(KEY, name, by)
        assert (problem.value.status, problem.value.type) == (404, "UnknownMeasure")
