"""Sustainability considered in words, and carbon in figures: what an estimate comes to."""

from typing import TypeAlias, assert_never

import msgspec

from services.projects.domain import refusals
from services.projects.domain.factors import FACTOR_SETS, Factor, FactorSet
from shared.contracts.event import Event
from shared.contracts.project_sustainability import (
    CarbonEstimate,
    ProjectCarbonEstimated,
    ProjectSustainabilityAssessed,
    ProjectSustainabilityWithdrawn,
    savings,
)

SustainabilityEvent: TypeAlias = ProjectSustainabilityAssessed | ProjectSustainabilityWithdrawn | CarbonEstimate


def decide(event: SustainabilityEvent) -> Event:
    """Return what is kept: an estimate with what it comes to, everything else as it was said."""
    match event:
        case ProjectSustainabilityAssessed():
            _considered(event)
            return event
        case ProjectSustainabilityWithdrawn() | ProjectCarbonEstimated():
            return event
        case CarbonEstimate():
            return estimated(event)
        case _:
            assert_never(event)


def _considered(event: ProjectSustainabilityAssessed) -> None:
    texts = (event.environmental, event.social, event.financial, event.no_impact_reason)
    if not any(isinstance(text, str) and text.strip() for text in texts):
        raise refusals.NothingConsidered


def estimated(said: CarbonEstimate) -> ProjectCarbonEstimated:
    """Return the estimate with its factors and the saving that they make."""
    factor_set = FACTOR_SETS.get(said.factor_set)
    if factor_set is None:
        known = ", ".join(map(str, FACTOR_SETS))
        raise refusals.UnknownFactorSet(f"The sets are: {known}.", field="factor_set")
    factors = tuple(
        float(_factor(factor_set, place, line.factor, line.unit).value) for place, line in enumerate(said.lines)
    )
    in_all, by_line = savings(said.lines, factors, said.periods_per_year)
    return ProjectCarbonEstimated(
        **msgspec.structs.asdict(said), factors=factors, saved_kg_co2e_per_year=in_all, saved_by_line=by_line
    )


def _factor(factor_set: FactorSet, place: int, code: str, unit: str) -> Factor:
    by_unit = factor_set.get(code)
    if by_unit is None:
        raise refusals.UnknownFactor(f"This set has no factor {code}.", field=f"lines.{place}.factor")
    if unit not in by_unit:
        units = " or ".join(by_unit)
        raise refusals.UnitMismatch(f"{code} is counted in {units}.", field=f"lines.{place}.unit")
    return by_unit[unit]
