"""What was counted in a period: now from the figures, as at a moment from the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, column, distinct, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Kind, Measure
from services.metrics.period import Grain, months_of
from services.metrics.tables import accepted_days, figures, ledger

Pair = tuple[int, int]
"""Numerator and denominator."""
Totals = Mapping[tuple[str, str], Pair]
"""By measure and organisation."""
Months = Mapping[tuple[str, str], Sequence[Pair]]
HEARD_DAYS = 35
"""An organisation takes part as long as something of it was recorded within these days."""


def known(as_at: datetime | None) -> ColumnElement[bool]:
    """Select the rows that were known at a moment, or that hold now."""
    if as_at is None:
        return ledger.c.known_to.is_(None)
    return and_(ledger.c.known_from <= as_at, or_(ledger.c.known_to.is_(None), ledger.c.known_to > as_at))


def in_year(measure: Measure, year: int) -> ColumnElement[bool]:
    """Select the rows of a measure that count in a financial year."""
    own = ledger.c.measure == (measure.reads_rows_of or measure.slug)
    if measure.kind is Kind.HAPPENINGS:
        months = months_of(year)
        return and_(own, ledger.c.grain == Grain.MONTH.value, ledger.c.last.between(months[0], months[-1]))
    return and_(own, ledger.c.grain == Grain.YEAR.value, ledger.c.first <= year, ledger.c.last >= year)


def on_the_day(measure: Measure, day: date) -> ColumnElement[bool]:
    """Select the rows of a measure that hold on a day."""
    number = day.toordinal()
    return and_(
        ledger.c.measure == measure.slug,
        ledger.c.grain == Grain.DAY.value,
        ledger.c.first <= number,
        ledger.c.last >= number,
    )


def of(measure: Measure, organisation: str) -> ColumnElement[bool]:
    """Select the rows that count for an organisation, or for the whole system."""
    if measure.reads_rows_of is not None:
        # Whoever is not one's own is another's.
        return ~ledger.c.in_system if organisation == WHOLE_SYSTEM else ledger.c.organisation != organisation
    return ledger.c.in_system if organisation == WHOLE_SYSTEM else ledger.c.organisation == organisation


_COUNTED = (
    func.count(distinct(case((ledger.c.numerator > 0, ledger.c.counted)))),
    func.count(distinct(case((ledger.c.denominator > 0, ledger.c.counted)))),
)


async def of_year(
    connection: AsyncConnection,
    measures: Collection[Measure],
    organisations: Sequence[str],
    year: int,
    as_at: datetime | None,
) -> Totals:
    """Return what was counted in a financial year, for measures that have rows by the month or year."""
    if as_at is None:
        kept = [one for one in measures if one.keeps_figures]
        found = dict(await _sums(connection, kept, organisations, Grain.YEAR, year))
        rest = [one for one in measures if not one.keeps_figures]
    else:
        found, rest = {}, list(measures)
    for measure in rest:
        asked = [_then(measure, code, (in_year(measure, year), known(as_at))) for code in organisations]
        for statement in asked:
            for slug, code, *pair in await connection.execute(statement):
                found[slug, code] = (pair[0], pair[1])
    return defaultdict(lambda: (0, 0), found)


def _then(measure: Measure, organisation: str, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    columns: list[Any] = [literal(measure.slug), literal(organisation), *_COUNTED]
    return select(*columns).where(*conditions, of(measure, organisation))


async def on_day(
    connection: AsyncConnection, measure: Measure, organisations: Sequence[str], day: date, as_at: datetime | None
) -> Mapping[str, Pair]:
    """Return what counts on one day, for measures that have rows by the day."""
    number = day.toordinal()
    if as_at is None and measure.keeps_figures:
        found = await _sums(connection, [measure], organisations, Grain.DAY, number)
        return {code: found.get((measure.slug, code), (0, 0)) for code in organisations}
    conditions = (on_the_day(measure, day), known(as_at))
    pairs = {}
    for code in organisations:
        row = (await connection.execute(_then(measure, code, conditions))).one()
        pairs[code] = (row[2], row[3])
    return pairs


async def _sums(
    connection: AsyncConnection, measures: Collection[Measure], organisations: Sequence[str], grain: Grain, period: int
) -> Totals:
    asked = (
        select(
            figures.c.measure, figures.c.organisation, func.sum(figures.c.numerator), func.sum(figures.c.denominator)
        )
        .where(
            figures.c.measure.in_([one.slug for one in measures]),
            figures.c.organisation.in_(organisations),
            figures.c.grain == grain.value,
            figures.c.period <= period,
        )
        .group_by(figures.c.measure, figures.c.organisation)
    )
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in await connection.execute(asked)}


async def by_month(
    connection: AsyncConnection,
    measures: Collection[Measure],
    organisations: Sequence[str],
    months: range,
    as_at: datetime | None,
) -> Months:
    """Return what was counted in each of some months."""
    found: dict[tuple[str, str], list[Pair]] = {
        (one.slug, code): [(0, 0)] * len(months) for one in measures for code in organisations
    }
    kept = [one for one in measures if one.keeps_figures] if as_at is None else []
    if kept:
        await _months_now(connection, kept, organisations, months, found)
    for measure in (one for one in measures if one not in kept):
        for code in organisations:
            for month, *pair in await connection.execute(_months_then(measure, code, months, as_at)):
                found[measure.slug, code][month - months[0]] = (pair[0], pair[1])
    return found


async def _months_now(
    connection: AsyncConnection,
    measures: Collection[Measure],
    organisations: Sequence[str],
    months: range,
    found: dict[tuple[str, str], list[Pair]],
) -> None:
    # What came before the first month is one number.
    month = func.greatest(figures.c.period, months[0])
    asked = (
        select(
            figures.c.measure, figures.c.organisation, month,
            func.sum(figures.c.numerator), func.sum(figures.c.denominator),
        )
        .where(
            figures.c.measure.in_([one.slug for one in measures]),
            figures.c.organisation.in_(organisations),
            figures.c.grain == Grain.MONTH.value,
            figures.c.period <= months[-1],
        )
        .group_by(figures.c.measure, figures.c.organisation, month)
    )  # fmt: skip
    moves = {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in await connection.execute(asked)}
    for (slug, code), pairs in found.items():
        n = d = 0
        for place, number in enumerate(months):
            by = moves.get((slug, code, number), (0, 0))
            n, d = n + by[0], d + by[1]
            if (slug, code, number) in moves or (n, d) != (0, 0):
                pairs[place] = (n, d)


def _months_then(measure: Measure, organisation: str, months: range, as_at: datetime | None) -> Select[Any]:
    month = (
        func.generate_series(months[0], months[-1])
        .table_valued(column("number", Integer), name="month")
        .render_derived()
    )
    return (
        select(month.c.number, *_COUNTED)
        .join(ledger, and_(ledger.c.first <= month.c.number, ledger.c.last >= month.c.number))
        .where(
            ledger.c.measure == (measure.reads_rows_of or measure.slug),
            ledger.c.grain == Grain.MONTH.value,
            known(as_at),
            of(measure, organisation),
        )
        .group_by(month.c.number)
    )


async def median(
    connection: AsyncConnection,
    measure: Measure,
    organisation: str,
    year: int,
    as_at: datetime | None,
) -> float | None:
    """Return the middle of the numbers that the counted rows of a year hold as denominators."""
    middle = func.percentile_cont(0.5).within_group(ledger.c.denominator)
    asked = select(middle).where(
        in_year(measure, year), known(as_at), of(measure, organisation), ledger.c.numerator > 0
    )
    found: float | None = (await connection.execute(asked)).scalar_one()
    return found


async def last_heard(connection: AsyncConnection, day: date, as_at: datetime | None) -> dict[str, date]:
    """Return the last day, by this one, on which something of each organisation was recorded."""
    asked = select(accepted_days.c.organisation, func.max(accepted_days.c.day)).where(accepted_days.c.day <= day)
    if as_at is not None:
        asked = asked.where(accepted_days.c.at <= as_at)
    return {row[0]: row[1] for row in await connection.execute(asked.group_by(accepted_days.c.organisation))}


async def heard(connection: AsyncConnection, day: date, as_at: datetime | None) -> set[str]:
    """Return the organisations of which something was recorded within the 35 days that end with a day."""
    first = day - timedelta(days=HEARD_DAYS - 1)
    return {code for code, last in (await last_heard(connection, day, as_at)).items() if last >= first}
