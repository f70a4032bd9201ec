"""The three histories on PostgreSQL alone, in orders of arrival that no door would let them have."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

import pytest

from services.metrics.domain.measure import STRATEGY
from shared.contracts.event import Recorded
from tests.journeys import histories
from tests.journeys.histories import COMPARED, SYSTEM, FigureKey, History
from tests.metrics import told
from tests.metrics.readside import ReadSide, cut, shuffled
from tests.metrics.story import TOLD_AT

NUMBERS = (1, 2, 3)
Figures = dict[FigureKey, dict[str, object]]


@dataclass(frozen=True)
class Case:
    """A history with its figures, and what its services recorded of it."""

    history: History
    phases: dict[int, list[Recorded]]

    @property
    def after_phase_1(self) -> datetime:
        """The moment at which the last fact of phase 1 was recorded."""
        return max(fact.recorded_at for fact in self.phases[1])

    @property
    def facts(self) -> list[Recorded]:
        """Everything, phase after phase."""
        return [fact for phase in sorted(self.phases) for fact in self.phases[phase]]

    @property
    def at_last(self) -> Figures:
        """The figures once everything is told."""
        return self.history.expected[max(self.history.expected)]


@cache
def case(number: int) -> Case:
    return Case(histories.read(number), told.accepted(number))


async def read(side: ReadSide, one: Case, as_at: datetime | None = None) -> Figures:
    """Return every figure that the history knows of."""
    found: Figures = {}
    for year in sorted({key[1] for key in one.history.expected[1]}):
        whose = sorted({key[2] for key in one.history.expected[1] if key[1] == year})
        codes = ["" if each == SYSTEM else each for each in whose]
        for (slug, code), figure in (await side.figures(year, codes, now=TOLD_AT, as_at=as_at)).items():
            found[slug, year, code or SYSTEM] = {name: figure[name] for name in COMPARED}
    return found


def differing(found: Figures, expected: Figures) -> dict[FigureKey, tuple[object, object]]:
    """Return the figures that are not as expected: as found, and as they should be."""
    return {key: (found.get(key), figure) for key, figure in expected.items() if found.get(key) != figure}


@pytest.mark.parametrize("number", NUMBERS)
async def test_figures_are_those_worked_out_from_the_definitions_whatever_arrives_first(
    side: ReadSide, number: int
) -> None:
    one, chance = case(number), Random(number)
    for phase in (0, 1):
        await side.take(*cut(shuffled(one.phases[phase], chance), chance))
    assert differing(await read(side, one), one.history.expected[1]) == {}

    rest = [fact for phase, facts in one.phases.items() if phase > 1 for fact in facts]
    await side.take(*cut(shuffled(rest, chance), chance))
    assert differing(await read(side, one), one.at_last) == {}
    in_phases = await side.rows(), await side.sums()

    # The second phase at once with the first, and often before it.
    await side.clear()
    await side.take(*cut(shuffled(one.facts, chance), chance, largest=3_000))
    assert differing(await read(side, one, one.after_phase_1), one.history.expected[1]) == {}
    assert (await side.rows(), await side.sums()) == in_phases


@pytest.mark.parametrize("number", NUMBERS)
def test_the_histories_have_figures_of_the_whole_strategy_that_change_with_the_second_phase(number: int) -> None:
    one = case(number)
    assert {slug for slug, _, _ in one.at_last} == STRATEGY
    changed = {slug for slug, _, _ in differing(one.history.expected[1], one.at_last)}
    assert changed >= STRATEGY - {"dashboard-agreed"}
