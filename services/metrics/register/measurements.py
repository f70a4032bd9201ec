"""What a project measures: a measure with its values, day by day, and what to read them by. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from msgspec import UNSET, UnsetType

from shared.contracts.event import Recorded
from shared.contracts.project_work import (
    ProjectMeasureAdded,
    ProjectMeasurementCorrected,
    ProjectMeasurementRecorded,
    ProjectMeasureRebased,
    ProjectPdsaCompleted,
)
from shared.withdrawal import standing

PERCENT = {"%", "percent", "per cent", "percentage"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One day's value, or the two numbers it is made of."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of a project with all that was said of it."""

    added: ProjectMeasureAdded
    by_day: dict[date, Measurement] = field(default_factory=dict)
    rebases: tuple[ProjectMeasureRebased, ...] = ()
    cycles: tuple[ProjectPdsaCompleted, ...] = ()
    """The project's PDSA cycles: what was tried, and when."""

    @property
    def points(self) -> list[tuple[date, Measurement]]:
        """The measurements, by day."""
        return sorted(self.by_day.items())

    @property
    def scale(self) -> float:
        """By what a share is multiplied to be in the measure's unit."""
        return 100.0 if self.added.unit.strip().casefold() in PERCENT else 1.0

    @property
    def baseline_until(self) -> date | None:
        """The last day of the baseline."""
        return None if isinstance(self.added.baseline_until, UnsetType) else self.added.baseline_until

    @property
    def target(self) -> float | None:
        """What is aimed for."""
        return None if isinstance(self.added.target, UnsetType) else self.added.target

    def shown(self, one: Measurement) -> float | None:
        """Return a measurement in the measure's unit."""
        if one.value is not None or one.numerator is None:
            return one.value
        if one.denominator is None:
            return one.numerator
        return one.numerator / one.denominator * self.scale if one.denominator else None


def measured(facts: Iterable[Recorded], measure_id: str) -> Measured | None:
    """Return what is known of a measure, from all the facts of its project in order."""
    found: Measured | None = None
    cycles: list[ProjectPdsaCompleted] = []
    for fact in standing(facts):
        match fact.event:
            case ProjectMeasureAdded(measure_id=name) as added if name == measure_id:
                found = Measured(added)
            case ProjectMeasurementRecorded(measure_id=name) as said if name == measure_id and found:
                found.by_day[said.on] = _measurement(said, corrected=False)
            case ProjectMeasurementCorrected(measure_id=name) as said if name == measure_id and found:
                found.by_day[said.on] = _measurement(said, corrected=True)
            case ProjectMeasureRebased(measure_id=name) as rebased if name == measure_id and found:
                found = replace(found, rebases=(*found.rebases, rebased))
            case ProjectPdsaCompleted() as cycle:
                cycles.append(cycle)
            case _:
                pass
    return found and replace(found, cycles=tuple(sorted(cycles, key=lambda one: one.completed_on)))


def _measurement(said: ProjectMeasurementRecorded | ProjectMeasurementCorrected, *, corrected: bool) -> Measurement:
    return Measurement(_number(said.value), _number(said.numerator), _number(said.denominator), corrected)


def _number(said: float | UnsetType) -> float | None:
    return None if said is UNSET else said
