"""Drivers, ideas, cycles and measures: each identifier once, and nothing hangs in the air."""

from datetime import date
from typing import Any

import pytest

from services.projects.domain.refusals import AlreadyMeasured, NotMeasured, UnknownDriver, UnknownMeasure
from shared.contracts.event import Event
from shared.contracts.project_work import ProjectMeasurementRecorded
from shared.refusals import AlreadySaid, MissingField, NotYetHappened, NotYourProject, OutOfOrder
from tests.given import given
from tests.projects.facts import corrected, cycle, driver, idea, learned, measure, measured, rebased, registered

START = registered("2022-04-04")
MEASURING = (START, measure("m1"), measured("2022-05-01"))
TOMORROW = "2023-09-30"


def test_drivers_form_a_tree() -> None:
    given(START).when(driver("d1")).then()
    given(START, driver("d1")).when(driver("d2", parent="d1")).then()


def test_a_driver_hangs_on_one_that_is_there() -> None:
    given(START).when(driver("d2", parent="d1")).refused(UnknownDriver, field="parent")
    given(START).when(driver("d1", parent="d1")).refused(UnknownDriver, field="parent")


def test_an_idea_stands_alone_or_under_a_driver_that_is_there() -> None:
    given(START).when(idea("i1")).then()
    given(START, driver("d1")).when(idea("i1", driver="d1")).then()
    given(START).when(idea("i1", driver="d1")).refused(UnknownDriver, field="driver")


def test_a_cycle_is_told_with_or_without_its_idea() -> None:
    given(START).when(cycle("c1")).then()
    given(START).when(cycle("c1", idea="i1")).then()


def test_a_cycle_ends_on_the_day_it_starts_or_later() -> None:
    given(START).when(cycle(started_on="2022-05-02", completed_on="2022-05-02")).then()
    given(START).when(cycle(started_on="2022-05-02", completed_on="2022-05-01")).refused(
        OutOfOrder, field="completed_on"
    )


@pytest.mark.parametrize(
    ("first", "again", "field"),
    [
        (driver("x"), driver("x"), "driver_id"),
        (idea("x"), idea("x"), "idea_id"),
        (cycle("x"), cycle("x"), "cycle_id"),
        (measure("x"), measure("x"), "measure_id"),
    ],
    ids=["driver", "idea", "cycle", "measure"],
)
def test_an_identifier_is_given_once(first: Event, again: Event, field: str) -> None:
    given(START, first).when(again).refused(AlreadySaid, field=field)


def test_one_identifier_can_name_a_driver_an_idea_a_cycle_and_a_measure() -> None:
    given(START, driver("x"), idea("x"), cycle("x")).when(measure("x")).then()


def test_a_measure_has_one_value_a_day() -> None:
    given(*MEASURING).when(measured("2022-05-02")).then()
    given(*MEASURING).when(measured("2022-05-01")).refused(AlreadyMeasured, field="on")
    given(*MEASURING, measure("m2")).when(measured("2022-05-01", of="m2")).then()


def test_a_second_value_for_a_day_is_a_correction() -> None:
    given(*MEASURING).when(corrected("2022-05-01")).then()
    given(*MEASURING, corrected("2022-05-01")).when(corrected("2022-05-01")).then()
    given(*MEASURING, corrected("2022-05-01")).when(measured("2022-05-01")).refused(AlreadyMeasured, field="on")


def test_what_was_never_measured_is_not_corrected() -> None:
    given(*MEASURING).when(corrected("2022-05-02")).refused(NotMeasured, field="on")


@pytest.mark.parametrize("event", [measured(), corrected(), rebased()], ids=lambda event: event.type)
def test_only_measures_that_were_added_are_measured(event: Event) -> None:
    given(START).when(event).refused(UnknownMeasure, field="measure_id")


@pytest.mark.parametrize("numbers", [{"value": 0.0}, {"numerator": 1.0, "denominator": 9.0},
                                     {"value": 0.1, "numerator": 1.0, "denominator": 9.0},
                                     {"value": 0.1, "numerator": 1.0}])  # fmt: skip
def test_a_measurement_is_a_value_or_a_numerator_and_a_denominator(numbers: dict[str, Any]) -> None:
    given(*MEASURING).when(measured("2022-06-01", **numbers)).then()
    given(*MEASURING).when(corrected("2022-05-01", **numbers)).then()


@pytest.mark.parametrize("numbers", [{"numerator": 1.0}, {"denominator": 9.0}])
def test_half_a_measurement_lacks_its_value(numbers: dict[str, Any]) -> None:
    given(*MEASURING).when(measured("2022-06-01", **numbers)).refused(MissingField, field="value")
    given(*MEASURING).when(corrected("2022-05-01", **numbers)).refused(MissingField, field="value")


def test_a_measurement_without_a_number_lacks_its_value_whoever_says_it() -> None:
    nothing = ProjectMeasurementRecorded(measure_id="m1", on=date(2022, 6, 1))
    given(*MEASURING).when(nothing).refused(MissingField, field="value")
    given(*MEASURING).when(nothing, by="RM1").refused(MissingField, field="value")
    given(*MEASURING).when(measured("2022-06-01"), by="RM1").refused(NotYourProject)


def test_a_baseline_is_measured_before_there_is_a_project() -> None:
    given(START, measure()).when(measured("2021-11-01")).then()
    given(START, measure(), measured("2021-11-01")).when(corrected("2021-11-01")).then()


def test_limits_are_worked_out_anew_from_any_day_even_one_to_come() -> None:
    for day in ("2021-11-01", "2022-06-01", TOMORROW):
        given(*MEASURING).when(rebased(day)).then()
    given(START).when(measure(baseline_until=date(2024, 1, 1))).then()


@pytest.mark.parametrize(
    ("event", "field"),
    [(measured(TOMORROW), "on"), (cycle(completed_on=TOMORROW), "completed_on"), (learned(TOMORROW), "on")],
)
def test_what_is_dated_tomorrow_has_not_happened(event: Event, field: str) -> None:
    given(*MEASURING).when(event).refused(NotYetHappened, field=field)


@pytest.mark.parametrize(
    ("event", "field"), [(cycle(started_on="2022-04-03"), "started_on"), (learned("2022-04-03"), "on")]
)
def test_all_but_measurements_lie_after_registration(event: Event, field: str) -> None:
    given(*MEASURING).when(event).refused(OutOfOrder, field=field)
