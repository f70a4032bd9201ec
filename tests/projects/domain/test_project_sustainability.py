"""Sustainability is considered in words; carbon is worked out from quantities, exactly, on one set of factors."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.projects.domain.factors import FACTOR_SETS
from services.projects.domain.refusals import NothingConsidered, UnitMismatch, UnknownFactor, UnknownFactorSet
from services.projects.domain.sustainability import estimated
from shared.contracts.examples.projects import EXAMPLES
from shared.contracts.project_sustainability import CarbonEstimate, CarbonLine, ProjectCarbonEstimated
from shared.contracts.upcasting import decoded
from tests.given import given
from tests.projects.facts import considered, in_all, registered

START = registered("2022-04-04")
MILES, KILOWATT_HOURS = ("car.average.unknown_fuel", "mile"), ("electricity.uk.generation", "kWh")


def line(of: tuple[str, str] = MILES, before: float = 100.0, after: float = 0.0) -> CarbonLine:
    return CarbonLine(factor=of[0], unit=of[1], baseline_quantity=before, new_quantity=after)


def estimate(
    *lines: CarbonLine, year: int = 2022, periods: float = 1.0, stage: Literal["forecast", "measured"] = "forecast"
) -> CarbonEstimate:
    return CarbonEstimate(
        on=date(2022, 6, 6), stage=stage, factor_set=year, lines=lines or (line(),), periods_per_year=periods
    )


def kept(said: CarbonEstimate, factors: tuple[float, ...], *saved: float) -> ProjectCarbonEstimated:
    """Return an estimate as it is kept: what it saves in all, then by line."""
    fields: dict[str, Any] = {name: getattr(said, name) for name in said.__struct_fields__}
    in_all, *by_line = saved
    return ProjectCarbonEstimated(
        **fields, factors=factors, saved_kg_co2e_per_year=in_all, saved_by_line=tuple(by_line)
    )


@pytest.mark.parametrize("field", ["environmental", "social", "financial", "no_impact_reason"])
def test_one_text_of_the_four_is_enough(field: str) -> None:
    given(START).when(considered(**{field: "Fewer journeys."})).then()
    given(START).when(considered(**{field: " \n\t\u2003"})).refused(NothingConsidered)


def test_ticking_steps_without_a_word_considers_nothing() -> None:
    said = msgspec.structs.replace(considered(), environmental=msgspec.UNSET)
    given(START).when(said).refused(NothingConsidered)
    given(START).when(considered(environmental="", social=" ")).refused(NothingConsidered)


def test_what_was_considered_is_withdrawn_whether_or_not_there_is_anything() -> None:
    withdrawn = EXAMPLES["project.sustainability_withdrawn"]
    given(START).when(withdrawn).then()
    given(START, considered()).when(withdrawn).then()
    given(START, considered(), withdrawn).when(considered()).then()


def test_an_estimate_is_kept_with_its_factors_and_what_it_saves() -> None:
    said = estimate(line(MILES, 1200.0, 800.0), line(KILOWATT_HOURS, 250.5, 300.0), periods=12.0)
    # (1200 − 800) × 0.27465 + (250.5 − 300) × 0.19338 = 109.86 − 9.57231 = 100.28769; × 12 = 1203.45228
    given(START).when(said).then(kept(said, (0.27465, 0.19338), 1203.45228, 1318.32, -114.86772))


def test_the_example_is_what_its_estimate_comes_to() -> None:
    example = EXAMPLES["project.carbon_estimated"]
    assert isinstance(example, CarbonEstimate)
    said = CarbonEstimate(**{name: getattr(example, name) for name in CarbonEstimate.__struct_fields__})
    given(START).when(said).then(example)


def test_an_estimate_can_save_nothing_or_cost_something() -> None:
    assert estimated(estimate(line(MILES, 5.0, 5.0))).saved_kg_co2e_per_year == 0.0
    assert str(estimated(estimate(line(MILES, 0.0, 1e-9))).saved_kg_co2e_per_year) == "0.0"
    assert estimated(estimate(line(MILES, 0.0, 100.0))).saved_kg_co2e_per_year == -27.465


def test_binary_fractions_do_not_show() -> None:
    assert estimated(estimate(*[line(MILES, 0.1)] * 3)).saved_kg_co2e_per_year == 0.082395


def test_each_year_has_its_own_factors() -> None:
    saved = {year: estimated(estimate(year=year)).saved_kg_co2e_per_year for year in FACTOR_SETS}
    assert saved == {2022: 27.465, 2023: 26.817, 2024: 26.86, 2025: 26.915}


@pytest.mark.parametrize("year", [2021, 2026, 0, -1, 2**70])
def test_a_set_is_one_of_those_there_are(year: int) -> None:
    given(START).when(estimate(year=year)).refused(UnknownFactorSet, field="factor_set")


@pytest.mark.parametrize("code", ["electricity.uk.generation (scope 2)", "waste.clinical", "Car", "paper.closed_loop("])
def test_a_factor_is_one_of_the_set(code: str) -> None:
    given(START).when(estimate(line(), line((code, "kWh")))).refused(UnknownFactor, field="lines.1.factor")


@pytest.mark.parametrize(
    ("code", "unit"),
    [("electricity.uk.generation", "MWh"), ("gas.natural", "litre"), ("car.average.battery_electric", "km"),
     ("taxi.regular", "km"), ("n2o", "tonne")],
)  # fmt: skip
def test_a_factor_is_for_its_own_units(code: str, unit: str) -> None:
    given(START).when(estimate(line((code, unit)))).refused(UnitMismatch, field="lines.0.unit")


@pytest.mark.parametrize(
    ("code", "unit", "factor"),
    [("gas.natural", "kWh", 0.18254), ("gas.natural", "m3", 2.01574), ("taxi.regular", "vehicle km", 0.20826),
     ("taxi.regular", "passenger km", 0.14876), ("car.average.unknown_fuel", "km", 0.17067),
     ("paper.closed_loop", "tonne", 739.39628), ("hotel.uk", "room night", 10.4), ("n2o", "kg", 298.0),
     ("waste.clinical.high_temperature_incineration", "tonne", 1074.0)],
)  # fmt: skip
def test_one_code_can_stand_for_several_units(code: str, unit: str, factor: float) -> None:
    said = estimate(line((code, unit), before=1.0))
    given(START).when(said).then(kept(said, (factor,), factor, factor))


def test_every_set_has_every_factor_of_the_government_and_of_the_literature() -> None:
    pairs = {
        year: {(code, unit) for code, units in known.items() for unit in units} for year, known in FACTOR_SETS.items()
    }
    assert list(FACTOR_SETS) == [2022, 2023, 2024, 2025]
    assert all(one == pairs[2022] for one in pairs.values())
    official = [one for units in FACTOR_SETS[2022].values() for one in units.values() if one.confidence == "official"]
    assert len(official) == 27


def test_every_factor_lies_between_its_bounds_and_says_where_it_comes_from() -> None:
    for year, known in FACTOR_SETS.items():
        for factor in (one for units in known.values() for one in units.values()):
            assert Decimal(0) < factor.lower <= factor.value <= factor.upper
            assert factor.source
            assert factor.boundary
            if factor.confidence == "official":
                assert str(year) in factor.source
                assert factor.gwp_basis == ("AR4" if year == 2022 else "AR5")


def test_published_factors_do_not_change() -> None:
    factor = FACTOR_SETS[2022]["gas.natural"]["m3"]
    with pytest.raises(FrozenInstanceError):
        factor.value = Decimal(0)  # type: ignore[misc]  # what the test is about


@forall(
    st.lists(
        st.tuples(st.sampled_from([MILES, KILOWATT_HOURS, ("plastics.average.primary", "tonne")]),
                  st.floats(0, 1e15), st.floats(0, 1e15)),
        min_size=1, max_size=5,
    ),
    st.floats(0, 1e6, exclude_min=True),
)  # fmt: skip
def test_every_estimate_within_its_ranges_comes_to_a_figure(
    lines: list[tuple[tuple[str, str], float, float]], periods: float
) -> None:
    event = estimated(estimate(*(line(*one) for one in lines), periods=periods))
    assert decoded(msgspec.json.encode(event), ProjectCarbonEstimated) == event
    assert decoded(msgspec.json.encode(in_all(event)), ProjectCarbonEstimated) == event
