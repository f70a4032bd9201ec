"""How a project considers sustainability, and the carbon that it saves."""

import builtins
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, structs

from shared.contracts.event import Day, Event, OptionalText, Text
from shared.contracts.upcasting import Superseded

Step: TypeAlias = Annotated[int, Meta(ge=1, le=4)]
"""Of SusQI: 1 setting goals, 2 studying the system, 3 designing the improvement, 4 measuring impact."""
FactorCode: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]

Quantity: TypeAlias = Annotated[float, Meta(ge=0, le=1e15)]


class CarbonLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One resource used, before and after the change, in the factor's own unit per period."""

    factor: FactorCode
    unit: FactorCode
    baseline_quantity: Quantity
    new_quantity: Quantity


class ProjectSustainabilityAssessed(Event, frozen=True, kw_only=True):
    """Sustainability was considered in at least one step of SusQI."""

    type: ClassVar[str] = "project.sustainability_assessed"

    on: Day
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    environmental: OptionalText = UNSET
    social: OptionalText = UNSET
    financial: OptionalText = UNSET
    no_impact_reason: OptionalText = UNSET


class ProjectSustainabilityWithdrawn(Event, frozen=True, kw_only=True):
    """All assessments before it no longer stand."""

    type: ClassVar[str] = "project.sustainability_withdrawn"

    on: Day
    reason: Text


class CarbonEstimate(Event, frozen=True, kw_only=True):
    """What is said of carbon: quantities on one set of factors, forecast or measured."""

    type: ClassVar[str] = "project.carbon_estimated"

    on: Day
    stage: Literal["forecast", "measured"]
    factor_set: int
    """The year of the set, for example 2022."""
    lines: Annotated[tuple[CarbonLine, ...], Meta(min_length=1)]
    periods_per_year: Annotated[float, Meta(gt=0, le=1e6)]


class CarbonEstimatedInAll(CarbonEstimate, Superseded, frozen=True, kw_only=True):
    """What was kept of an estimate at first: what it saves in all, and not by line."""

    factors: tuple[float, ...]
    saved_kg_co2e_per_year: float

    def upcast(self) -> "ProjectCarbonEstimated":
        """Its lines are what its own quantities and factors make of them; the saving in all stays as it was kept."""
        _, by_line = savings(self.lines, self.factors, self.periods_per_year)
        return ProjectCarbonEstimated(**structs.asdict(self), saved_by_line=by_line)


class ProjectCarbonEstimated(CarbonEstimate, frozen=True, kw_only=True):
    """What is kept: the estimate, with the factors it used and the saving they make. Never worked out again."""

    said_as: ClassVar[builtins.type[Event] | None] = CarbonEstimate
    kept_before: ClassVar[tuple[builtins.type[Event], ...]] = (CarbonEstimatedInAll,)

    factors: tuple[float, ...]
    """kg CO2e per unit, one for each line."""
    saved_kg_co2e_per_year: float
    saved_by_line: tuple[float, ...]
    """kg CO2e a year, one for each line: factors with different boundaries are not to be summed without looking."""


DIGITS = 60
"""Enough that no estimate within its fields' ranges is rounded before its end."""
MILLIGRAM = Decimal("0.000001")


def savings(
    lines: Sequence[CarbonLine], factors: Iterable[float], periods_per_year: float
) -> tuple[float, tuple[float, ...]]:
    """Return the kg CO2e that are saved in a year, in all and by line, each exact to the milligram."""
    with localcontext(prec=DIGITS):
        by_line = [
            (_exact(line.baseline_quantity) - _exact(line.new_quantity)) * _exact(factor) * _exact(periods_per_year)
            for line, factor in zip(lines, factors, strict=True)
        ]
        return _rounded(sum(by_line, Decimal(0))), tuple(map(_rounded, by_line))


def _exact(quantity: float) -> Decimal:
    """Return the number as it was written, not the binary fraction next to it."""
    return Decimal(repr(quantity))


def _rounded(saved: Decimal) -> float:
    return float(saved.quantize(MILLIGRAM)) or 0.0
