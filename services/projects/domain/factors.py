"""What one unit of a resource emits: the sets of conversion factors that an estimate can name, by year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

from services.projects.domain.government_factors import GOVERNMENT_FACTORS, GOVERNMENT_YEARS
from services.projects.domain.literature_factors import LITERATURE_FACTORS

Confidence: TypeAlias = Literal["official", "literature", "indicative"]
GwpBasis: TypeAlias = Literal["AR4", "AR5", "unstated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """kg CO2e per unit, between which bounds, who says so, and what is inside it.

    `boundary` tells families apart: a sum of factors with different boundaries counts different things.
    """

    code: str
    unit: str
    value: Decimal
    lower: Decimal
    upper: Decimal
    source: str
    boundary: str
    gwp_basis: GwpBasis
    confidence: Confidence


FactorSet: TypeAlias = Mapping[str, Mapping[str, Factor]]
"""By code, then by unit."""


def _government(year: int) -> Iterable[Factor]:
    """Yield one year's factors; to 2022 they rest on the IPCC's fourth report, from 2023 on its fifth."""
    for code, unit, boundary, *values in GOVERNMENT_FACTORS:
        value = Decimal(values[GOVERNMENT_YEARS.index(year)])
        yield Factor(
            code=code,
            unit=unit,
            value=value,
            lower=value,
            upper=value,
            source=f"UK Government GHG conversion factors {year}",
            boundary=boundary,
            gwp_basis="AR4" if year <= 2022 else "AR5",  # noqa: PLR2004  the year in which the basis changed
            confidence="official",
        )


def _literature() -> Iterable[Factor]:
    for code, unit, value, lower, upper, boundary, source, confidence in LITERATURE_FACTORS:
        yield Factor(
            code=code,
            unit=unit,
            value=Decimal(value),
            lower=Decimal(lower),
            upper=Decimal(upper),
            source=source,
            boundary=boundary,
            gwp_basis="unstated",
            confidence=confidence,
        )


def _set(year: int) -> FactorSet:
    by_code: dict[str, dict[str, Factor]] = {}
    for factor in (*_government(year), *_literature()):
        by_code.setdefault(factor.code, {})[factor.unit] = factor
    return MappingProxyType(by_code)


FACTOR_SETS: Mapping[int, FactorSet] = MappingProxyType({year: _set(year) for year in GOVERNMENT_YEARS})
"""Published factors never change here: a new year is a new set, and an estimate keeps the values it used."""
