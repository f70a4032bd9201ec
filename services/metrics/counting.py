"""How rows that open and close move the figures. Pure.

Figures are kept as differences from the period before, so that a year is a sum of a few dozen numbers. Where
several rows may count one thing, a count of rows stands between: the figure moves when that passes nought.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from services.metrics.contribution import FOR_EVER, Contribution
from services.metrics.definition import Kind, Measure
from services.metrics.period import Grain, first_day, year_of

WHOLE_SYSTEM = ""
"""The whole system, where an organisation's code stands otherwise."""


class Figure(NamedTuple):
    """Which figure of which period."""

    measure: str
    organisation: str
    grain: str
    period: int


class Counted(NamedTuple):
    """Which thing in which figure."""

    figure: Figure
    counted: str


Pair = tuple[int, int]
"""Numerator and denominator."""


class Moves:
    """By how much figures move, and how many rows more or fewer count a thing."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self.measures = measures
        self.figures: Counter[tuple[Figure, int]] = Counter()
        self.rows: Counter[tuple[Counted, int]] = Counter()

    def add(self, slug: str, contributions: Iterable[Contribution], sign: int) -> None:
        """Take in rows that opened (+1) or closed (-1)."""
        measure = self.measures[slug]
        for one in contributions if measure.keeps_figures else ():
            for organisation in _whose(one):
                if measure.distinct:
                    for grain, period in _periods(measure, one):
                        counted = Counted(Figure(slug, organisation, grain, period), one.counted)
                        self.rows[counted, 0] += sign * one.numerator
                        self.rows[counted, 1] += sign * one.denominator
                else:
                    for grain, period, edge in _edges(measure, one):
                        self._move(Figure(slug, organisation, grain, period), sign * edge, one)

    def _move(self, figure: Figure, by: int, one: Contribution) -> None:
        self.figures[figure, 0] += by * one.numerator
        self.figures[figure, 1] += by * one.denominator

    def touched(self) -> list[Counted]:
        """Return the things of which the number of rows has changed."""
        return sorted({counted for (counted, _), by in self.rows.items() if by})

    def settle(self, counts: Mapping[Counted, Pair]) -> dict[Counted, Pair]:
        """Move the figures of things counted by several rows, given how many there were; return how many there are."""
        after = {}
        for counted in self.touched():
            before = counts.get(counted, (0, 0))
            now = (before[0] + self.rows[counted, 0], before[1] + self.rows[counted, 1])
            for part in (0, 1):
                by = (now[part] > 0) - (before[part] > 0)
                self.figures[counted.figure, part] += by
                self.figures[counted.figure._replace(period=counted.figure.period + 1), part] -= by
            after[counted] = now
        return after

    def moved(self) -> list[tuple[Figure, int, int]]:
        """Return by how much each figure differs more from that of the period before than it did."""
        keys = sorted({figure for (figure, _), by in self.figures.items() if by})
        return [(figure, self.figures[figure, 0], self.figures[figure, 1]) for figure in keys]


def _whose(one: Contribution) -> tuple[str, ...]:
    if one.organisation == WHOLE_SYSTEM or not one.in_system:
        return (one.organisation,)
    return (one.organisation, WHOLE_SYSTEM)


def _periods(measure: Measure, one: Contribution) -> Iterator[tuple[str, int]]:
    """Yield the periods of a row; only rows of one period each may count one thing together."""
    yield one.grain.value, one.first
    if _makes_years(measure, one):
        yield Grain.YEAR.value, year_of(first_day(one.first, Grain.MONTH))


def _edges(measure: Measure, one: Contribution) -> Iterator[tuple[str, int, int]]:
    """Yield where a row's run begins (+1) and where it is over (-1), in each series that it adds to."""
    spans = [(one.grain, one.first, one.last)]
    if _makes_years(measure, one):
        year = year_of(first_day(one.first, Grain.MONTH))
        spans.append((Grain.YEAR, year, year))
    for grain, first, last in spans:
        yield grain.value, first, 1
        if last != FOR_EVER:
            yield grain.value, last + 1, -1


def _makes_years(measure: Measure, one: Contribution) -> bool:
    return measure.kind is Kind.HAPPENINGS and one.grain is Grain.MONTH
