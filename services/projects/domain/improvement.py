"""The improvement itself: drivers, change ideas, PDSA cycles, and measures with their measurements."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, assert_never

from msgspec import UNSET

from services.projects.domain import refusals
from shared.contracts.project_work import (
    ProjectChangeIdeaAdded,
    ProjectDriverAdded,
    ProjectMeasureAdded,
    ProjectMeasurementCorrected,
    ProjectMeasurementRecorded,
    ProjectMeasureRebased,
    ProjectPdsaCompleted,
)
from shared.refusals import AlreadySaid, MissingField, OutOfOrder

Measurement: TypeAlias = ProjectMeasurementRecorded | ProjectMeasurementCorrected
ImprovementEvent: TypeAlias = (
    ProjectDriverAdded
    | ProjectChangeIdeaAdded
    | ProjectPdsaCompleted
    | ProjectMeasureAdded
    | ProjectMeasureRebased
    | Measurement
)


@dataclass(frozen=True, slots=True)
class Improvement:
    """What a project's own identifiers stand for, and the days on which each measure has a value."""

    drivers: frozenset[str] = frozenset()
    ideas: frozenset[str] = frozenset()
    cycles: frozenset[str] = frozenset()
    measured: Mapping[str, frozenset[date]] = field(default_factory=lambda: MappingProxyType({}))


def complete(event: Measurement) -> None:
    """Refuse a measurement of nothing: it is a value, or a numerator with its denominator."""
    if event.value is UNSET and UNSET in (event.numerator, event.denominator):
        raise MissingField("A measurement has a `value`, or a `numerator` and a `denominator`.", field="value")


def decide(event: ImprovementEvent, known: Improvement) -> None:
    """Refuse what was said before, and what hangs on a driver or measure that is not there."""
    match event:
        case ProjectDriverAdded(driver_id=driver, parent=parent):
            _is_new(driver, known.drivers, "driver_id")
            _has_driver(parent, known, "parent")
        case ProjectChangeIdeaAdded(idea_id=idea, driver=on):
            _is_new(idea, known.ideas, "idea_id")
            _has_driver(on, known, "driver")
        case ProjectPdsaCompleted(cycle_id=cycle):
            _is_new(cycle, known.cycles, "cycle_id")
            if event.completed_on < event.started_on:
                raise OutOfOrder(f"The cycle started on {event.started_on}.", field="completed_on")
        case ProjectMeasureAdded(measure_id=measure):
            _is_new(measure, known.measured, "measure_id")
        case ProjectMeasureRebased(measure_id=measure):
            _days(measure, known)
        case ProjectMeasurementRecorded(measure_id=measure, on=day):
            if day in _days(measure, known):
                raise refusals.AlreadyMeasured(field="on")
        case ProjectMeasurementCorrected(measure_id=measure, on=day):
            if day not in _days(measure, known):
                raise refusals.NotMeasured(field="on")
        case _:
            assert_never(event)


def _is_new(identifier: str, known: frozenset[str] | Mapping[str, object], field: str) -> None:
    if identifier in known:
        raise AlreadySaid(f"The project has a `{field}` {identifier} already.", field=field)


def _has_driver(driver: object, known: Improvement, field: str) -> None:
    if driver is not UNSET and driver not in known.drivers:
        raise refusals.UnknownDriver(field=field)


def _days(measure: str, known: Improvement) -> frozenset[date]:
    if measure not in known.measured:
        raise refusals.UnknownMeasure(field="measure_id")
    return known.measured[measure]


def evolve(known: Improvement, event: ImprovementEvent) -> Improvement:
    """Return what is known after a fact."""
    match event:
        case ProjectDriverAdded(driver_id=driver):
            return replace(known, drivers=known.drivers | {driver})
        case ProjectChangeIdeaAdded(idea_id=idea):
            return replace(known, ideas=known.ideas | {idea})
        case ProjectPdsaCompleted(cycle_id=cycle):
            return replace(known, cycles=known.cycles | {cycle})
        case ProjectMeasureAdded(measure_id=measure):
            return replace(known, measured={**known.measured, measure: frozenset[date]()})
        case ProjectMeasurementRecorded(measure_id=measure, on=day):
            days = known.measured.get(measure, frozenset[date]())
            return replace(known, measured={**known.measured, measure: days | {day}})
        case ProjectMeasurementCorrected() | ProjectMeasureRebased():
            return known
        case _:
            assert_never(event)
