"""How rows that open and close move the figures. Pure.

Figures are kept as differences from the period before, so that a year is a sum of a few dozen numbers. Where
several rows may count one thing, a count of rows stands between: the figure moves when that passes nought.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from services.metrics.contribution import Contribution
from services.metrics.definition import Kind, Measure
from services.metrics.period import FOR_EVER, Grain, first_day, year_of

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


class Run(NamedTuple):
    """Where rows add the same numbers: whose, and in which periods."""

    measure: str
    organisation: str
    in_system: bool
    grain: Grain
    first: int
    last: int


Pair = tuple[int, int]
"""Numerator and denominator."""


class Moves:
    """By how much figures move, and how many rows more or fewer count a thing."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self.measures = measures
        self.figures: dict[Figure, list[int]] = {}
        self.rows: dict[Counted, list[int]] = {}
        self._runs: dict[Run, list[int]] = {}

    def add(self, slug: str, contributions: Iterable[Contribution], sign: int) -> None:
        """Take in rows that opened (+1) or closed (-1)."""
        measure = self.measures[slug]
        if not measure.keeps_figures:
            return
        for one in contributions:
            n, d = sign * one.numerator, sign * one.denominator
            if measure.distinct:
                for organisation in _whose(one.organisation, one.in_system):
                    for grain, period in _periods(measure, one):
                        _add(self.rows, Counted(Figure(slug, organisation, grain, period), one.counted), n, d)
            elif n or d:
                _add(self._runs, Run(slug, one.organisation, one.in_system, one.grain, one.first, one.last), n, d)

    def touched(self) -> list[Counted]:
        """Return the things of which the number of rows has changed."""
        return sorted(counted for counted, by in self.rows.items() if by != [0, 0])

    def settle(self, counts: Mapping[Counted, Pair]) -> dict[Counted, Pair]:
        """Move the figures of things counted by several rows, given how many there were; return how many there are."""
        after = {}
        for counted in self.touched():
            before, by = counts.get(counted, (0, 0)), self.rows[counted]
            now = (before[0] + by[0], before[1] + by[1])
            n, d = (now[0] > 0) - (before[0] > 0), (now[1] > 0) - (before[1] > 0)
            _add(self.figures, counted.figure, n, d)
            _add(self.figures, counted.figure._replace(period=counted.figure.period + 1), -n, -d)
            after[counted] = now
        return after

    def moved(self) -> list[tuple[Figure, int, int]]:
        """Return by how much each figure differs more from that of the period before than it did."""
        for run, (n, d) in self._runs.items():
            if n or d:
                self._spread(run, n, d)
        self._runs.clear()
        return [(figure, by[0], by[1]) for figure, by in sorted(self.figures.items()) if by != [0, 0]]

    def _spread(self, run: Run, n: int, d: int) -> None:
        for grain, period, edge in _edges(self.measures[run.measure], run):
            for organisation in _whose(run.organisation, run.in_system):
                _add(self.figures, Figure(run.measure, organisation, grain, period), edge * n, edge * d)


Key = TypeVar("Key")


def _add(totals: dict[Key, list[int]], key: Key, numerator: int, denominator: int) -> None:
    by = totals.get(key)
    if by is None:
        totals[key] = [numerator, denominator]
    else:
        by[0] += numerator
        by[1] += denominator


def _whose(organisation: str, in_system: bool) -> tuple[str, ...]:
    if organisation == WHOLE_SYSTEM or not in_system:
        return (organisation,)
    return (organisation, WHOLE_SYSTEM)


def _periods(measure: Measure, one: Contribution) -> Iterator[tuple[str, int]]:
    """Yield the periods of a row; only rows of one period each may count one thing together."""
    yield one.grain.value, one.first
    if _makes_years(measure, one):
        yield Grain.YEAR.value, year_of(first_day(one.first, Grain.MONTH))


def _edges(measure: Measure, one: Run) -> Iterator[tuple[str, int, int]]:
    """Yield where a run begins (+1) and where it is over (-1), in each series that it adds to."""
    spans = [(one.grain, one.first, one.last)]
    if _makes_years(measure, one):
        year = year_of(first_day(one.first, Grain.MONTH))
        spans.append((Grain.YEAR, year, year))
    for grain, first, last in spans:
        yield grain.value, first, 1
        if last != FOR_EVER:
            yield grain.value, last + 1, -1


def _makes_years(measure: Measure, one: Contribution | Run) -> bool:
    return measure.kind is Kind.HAPPENINGS and one.grain is Grain.MONTH
