"""Answer what a measure is, for whom, in which year, and as known at which moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import status
from services.metrics.definition import Kind, Measure
from services.metrics.followed import FOLLOWED
from services.metrics.period import Grain, months_of, year_name
from services.metrics.status import Counted
from services.metrics.tables import figures, ledger, parked, targets, watermarks
from shared.moments import london_day, written

WHOLE_SYSTEM = ""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Question:
    """The year asked for, and the moment: None is now."""

    year: int
    as_at: datetime | None = None
    now: datetime

    @property
    def today(self) -> date:
        """The as-at day, in London."""
        return london_day(self.as_at or self.now)


async def fresh_as_of(connection: AsyncConnection) -> datetime | None:
    """Return the moment up to which everything is in the read side; None before every service has said how far."""
    oldest_parked = select(func.min(parked.c.recorded_at)).scalar_subquery()
    asked = select(func.min(watermarks.c.at), func.count(), oldest_parked)
    reached: datetime
    reached, topics, waiting = (await connection.execute(asked)).one()
    if topics < len(FOLLOWED):
        return None
    return reached if waiting is None else min(reached, waiting - _MICROSECOND)


async def read(
    connection: AsyncConnection,
    measures: Iterable[Measure],
    organisations: Sequence[str],
    question: Question,
    fresh: datetime | None,
) -> list[dict[str, Any]]:
    """Return the figure of each measure for each organisation ('' is the whole system), in that order.

    `fresh` was read in the same transaction, so the figures and their freshness belong together.
    """
    measures = list(measures)
    set_targets = await _targets(connection, organisations, question)
    answers = []
    for measure in measures:
        counted = await _counted(connection, measure, organisations, question)
        for organisation in organisations:
            key = (measure.slug, organisation)
            target = set_targets.get(key, measure.targets.get((organisation, question.year)))
            answers.append(_figure(measure, organisation, counted[organisation], target, question, fresh))
    return answers


def _figure(
    measure: Measure,
    organisation: str,
    counted: Counted,
    target: int | None,
    question: Question,
    fresh: datetime | None,
) -> dict[str, Any]:
    figure: dict[str, Any] = {
        "slug": measure.slug,
        "organisation": organisation or None,
        "year": year_name(question.year),
        "as_at": question.as_at and written(question.as_at),
        "numerator": counted.numerator,
        "denominator": counted.denominator,
        "value": status.percentage_value(counted),
        "target": None if target is None else str(target),
        "status": status.percentage_status(counted, target, question.year, question.today).value,
        "needed": status.percentage_needed(counted, target),
        "definition_version": measure.definition.version,
        "fresh_as_of": fresh and written(fresh),
    }
    if question.as_at is not None and (fresh is None or question.as_at > fresh):
        figure["provisional"] = True
    return figure


async def _targets(
    connection: AsyncConnection, organisations: Sequence[str], question: Question
) -> Mapping[tuple[str, str], int]:
    asked = (
        select(targets.c.measure, targets.c.organisation, targets.c.target)
        .distinct(targets.c.measure, targets.c.organisation)
        .where(targets.c.organisation.in_(organisations), targets.c.year == question.year)
        .order_by(targets.c.measure, targets.c.organisation, targets.c.version.desc())
    )
    taken_back = targets.c.taken_back_at
    if question.as_at is None:
        asked = asked.where(taken_back.is_(None))
    else:
        standing = or_(taken_back.is_(None), taken_back > question.as_at)
        asked = asked.where(targets.c.recorded_at <= question.as_at, standing)
    return {(row[0], row[1]): row[2] for row in await connection.execute(asked)}


async def _counted(
    connection: AsyncConnection, measure: Measure, organisations: Sequence[str], question: Question
) -> Mapping[str, Counted]:
    if not status.has_begun(question.year, question.today):
        return dict.fromkeys(organisations, Counted(may_still_join=0 if measure.may_still_join else None))
    totals = (
        await _totals_now(connection, measure, organisations, Grain.YEAR, question.year)
        if question.as_at is None
        else await _totals_then(connection, measure, organisations, question)
    )
    joining = await _joining(connection, measure, organisations, question) if measure.may_still_join else {}
    return {
        code: Counted(
            numerator=totals.get(code, (0, 0))[0],
            denominator=totals.get(code, (0, 0))[1],
            may_still_join=joining.get(code, 0) if measure.may_still_join else None,
        )
        for code in organisations
    }


async def _totals_now(
    connection: AsyncConnection, measure: Measure, organisations: Sequence[str], grain: Grain, period: int
) -> dict[str, tuple[int, int]]:
    asked = (
        select(figures.c.organisation, func.sum(figures.c.numerator), func.sum(figures.c.denominator))
        .where(
            figures.c.measure == measure.slug,
            figures.c.organisation.in_(organisations),
            figures.c.grain == grain.value,
            figures.c.period <= period,
        )
        .group_by(figures.c.organisation)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in await connection.execute(asked)}


async def _totals_then(
    connection: AsyncConnection, measure: Measure, organisations: Sequence[str], question: Question
) -> dict[str, tuple[int, int]]:
    sums = (func.sum(ledger.c.numerator), func.sum(ledger.c.denominator))
    conditions = (in_year(measure, question.year), known(question.as_at))
    return await _by_organisation(connection, sums, conditions, organisations)


async def _joining(
    connection: AsyncConnection, measure: Measure, organisations: Sequence[str], question: Question
) -> dict[str, int]:
    day = question.today.toordinal()
    if question.as_at is None:
        totals = await _totals_now(connection, measure, organisations, Grain.DAY, day)
        return {code: joining for code, (_, joining) in totals.items()}
    conditions = (
        ledger.c.measure == measure.slug,
        ledger.c.grain == Grain.DAY.value,
        ledger.c.first <= day,
        ledger.c.last >= day,
        known(question.as_at),
    )
    counts = (func.count(), func.count())
    return {code: n for code, (n, _) in (await _by_organisation(connection, counts, conditions, organisations)).items()}


async def _by_organisation(
    connection: AsyncConnection,
    sums: tuple[ColumnElement[Any], ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    organisations: Sequence[str],
) -> dict[str, tuple[int, int]]:
    """Return two sums over ledger rows for each organisation asked for, and for the system where it is."""
    codes = [code for code in organisations if code != WHOLE_SYSTEM]
    asked: list[Select[Any]] = []
    if codes:
        own = select(ledger.c.organisation, *sums).where(*conditions, ledger.c.organisation.in_(codes))
        asked.append(own.group_by(ledger.c.organisation))
    if WHOLE_SYSTEM in organisations:
        asked.append(select(literal(WHOLE_SYSTEM), *sums).where(*conditions, ledger.c.in_system))
    rows = [row for one in asked for row in await connection.execute(one)]
    return {row[0]: (int(row[1] or 0), int(row[2] or 0)) for row in rows}


def in_year(measure: Measure, year: int) -> ColumnElement[bool]:
    """Select the rows of a measure that count in a financial year."""
    if measure.kind is Kind.HAPPENINGS:
        months = months_of(year)
        span = and_(ledger.c.grain == Grain.MONTH.value, ledger.c.last.between(months[0], months[-1]))
    else:
        span = and_(ledger.c.grain == Grain.YEAR.value, ledger.c.first <= year, ledger.c.last >= year)
    return and_(ledger.c.measure == measure.slug, span)


def known(as_at: datetime | None) -> ColumnElement[bool]:
    """Select the rows that were known at a moment, or that hold now."""
    if as_at is None:
        return ledger.c.known_to.is_(None)
    return and_(ledger.c.known_from <= as_at, or_(ledger.c.known_to.is_(None), ledger.c.known_to > as_at))
