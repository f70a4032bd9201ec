"""Answer what a measure is, for whom, in which year, and as known at which moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import kept_facts, status, totals
from services.metrics.agreement import Agreement
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Measure, Rule
from services.metrics.disclosure import Reader, disclosed
from services.metrics.freshness import Freshness
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, last_day, months_of, year_name, year_of
from services.metrics.status import Counted, Year
from services.metrics.subjects import known_of
from services.metrics.subjects.milestone import Milestone
from shared.moments import london_day, written

CAFE_MONTHS = 12
"""The target of a promise for every month that counts the months themselves."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """The year asked for, the moment (None is now), and who asks."""

    year: int
    as_at: datetime | None = None
    now: datetime
    reader: Reader

    @property
    def today(self) -> date:
        """The as-at day, in London."""
        return london_day(self.as_at or self.now)

    @property
    def seen(self) -> Year:
        """The year as it is seen from the as-at day."""
        return Year(self.year, self.today)

    @property
    def reference_day(self) -> date:
        """The last day of the year, or the as-at day when that is earlier."""
        return min(self.seen.end, self.today)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question with what every answer to it rests on, read in one transaction."""

    connection: AsyncConnection
    question: Question
    fresh: Freshness
    agreement: Agreement
    definitions: Mapping[str, Mapping[str, Any]]
    """By which definition each measure is counted in the version of the read side that is read."""

    def definition(self, measure: Measure) -> dict[str, Any]:
        """Return a measure's definition as it travels with its figure."""
        return {**self.definitions[measure.slug], "ambition": measure.definition.ambition}


async def read(reading: Reading, measures: Collection[Measure], organisations: Sequence[str]) -> list[dict[str, Any]]:
    """Return the figure of each measure for each organisation ('' is the whole system), in that order."""
    counted = await count(reading, measures, organisations)
    return [
        disclosed(measure, figure(reading, measure, code, counted[measure.slug, code]), reading.question.reader)
        for measure in measures
        for code in organisations
    ]


def figure(reading: Reading, measure: Measure, organisation: str, counted: Counted) -> dict[str, Any]:
    """Return a figure as it is, before anything is withheld."""
    question, fresh = reading.question, reading.fresh.of(measure.slug)
    promised = target(reading, measure, organisation)
    counted = replace(counted, each_month=_each_month(measure, promised))
    written_figure: dict[str, Any] = {
        "slug": measure.slug,
        "organisation": organisation or None,
        "year": year_name(question.year),
        "as_at": question.as_at and written(question.as_at),
        "numerator": counted.numerator,
        "denominator": counted.denominator if _has_denominator(measure) else None,
        "value": _value(measure, counted),
        "target": None if promised is None else str(promised),
        "status": status.status(measure.rule, counted, promised, question.seen).value,
        "needed": status.needed(measure.rule, counted, promised),
        "definition_version": reading.definitions[measure.slug]["version"],
        "fresh_as_of": fresh and written(fresh),
    }
    if question.as_at is not None and (fresh is None or question.as_at > fresh):
        written_figure["provisional"] = True
    return written_figure


def target(reading: Reading, measure: Measure, organisation: str) -> int | None:
    """Return what was promised; the whole system has promised nothing."""
    key = (measure.slug, organisation, reading.question.year)
    promised = reading.agreement.targets.get(key, measure.targets.get(key[1:]))
    return CAFE_MONTHS if promised is not None and counts_months(measure) else promised


def counts_months(measure: Measure) -> bool:
    """Return whether it is the months themselves that are counted."""
    return measure.rule is Rule.EVERY_MONTH and measure.distinct


def _each_month(measure: Measure, promised: int | None) -> int:
    return 1 if promised is None or counts_months(measure) else promised


def _has_denominator(measure: Measure) -> bool:
    return measure.definition.denominator is not None


def _value(measure: Measure, counted: Counted) -> str | None:
    if measure.rule in {Rule.PERCENTAGE, Rule.AGREEMENT}:
        return status.percentage(counted.numerator, counted.denominator)
    return None if _has_denominator(measure) and counted.denominator == 0 else str(counted.numerator)


async def count(
    reading: Reading, measures: Collection[Measure], organisations: Sequence[str]
) -> Mapping[tuple[str, str], Counted]:
    """Return what was counted for each measure and organisation in the year asked for."""
    question, connection = reading.question, reading.connection
    nothing = Counted(months=[(0, 0)] * 12)
    counted = {(one.slug, code): nothing for one in measures for code in organisations}
    if question.seen.begun:
        pairs = await totals.of_year(connection, measures, organisations, question.year, question.as_at)
        for key in counted:
            counted[key] = replace(nothing, numerator=pairs[key][0], denominator=pairs[key][1])
    for measure in measures:
        if measure.may_still_join:
            joining = await totals.on_day(connection, measure, organisations, question.today, question.as_at)
            for code in organisations:
                key = (measure.slug, code)
                counted[key] = replace(counted[key], may_still_join=joining[code][1])
        match measure.rule:
            case Rule.EVERY_MONTH:
                await _by_month(reading, measure, organisations, counted)
            case Rule.MILESTONES:
                await _milestones(reading, measure, organisations, counted)
            case Rule.AGREEMENT:
                await _agreed(reading, measure, organisations, counted)
            case Rule.PERCENTAGE | Rule.COUNT:
                pass
    return counted


async def _by_month(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    """Add the twelve months. Where months are counted, only complete ones are."""
    question = reading.question
    months = months_of(question.year)
    found = await totals.by_month(reading.connection, [measure], organisations, months, question.as_at)
    complete = sum(last_day(month, Grain.MONTH) < question.today for month in months)
    for key, pairs in found.items():
        counted[key] = replace(counted[key], months=pairs)
        if counts_months(measure):
            held = sum(n > 0 for n, _ in pairs[:complete])
            counted[key] = replace(counted[key], numerator=held, denominator=complete)


async def _milestones(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    """Add the parts behind the figure."""
    question = reading.question
    streams: dict[str, list[Any]] = {}
    for fact in await kept_facts.of_category(reading.connection, "milestone", question.as_at):
        streams.setdefault(fact.stream, []).append(fact)
    parts: list[Milestone] = [known_of(stream, facts) for stream, facts in streams.items()]
    for code in organisations:
        mine = [
            one
            for one in parts
            if one.part_of == measure.slug
            and code in {one.organisation, WHOLE_SYSTEM}
            and one.due_on is not None
            and year_of(one.due_on) == question.year
        ]
        counted[measure.slug, code] = replace(counted[measure.slug, code], parts=mine)


async def _agreed(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    """Count who has agreed everything and takes part, on the reference day."""
    question = reading.question
    if not question.seen.begun:
        return
    day = question.reference_day
    agreed = await agreeing(reading, day)
    members = set(reading.agreement.members(day))
    for code in organisations:
        whose = members if code == WHOLE_SYSTEM else members & {code}
        counted[measure.slug, code] = Counted(numerator=len(agreed & whose), denominator=len(whose))


async def agreeing(reading: Reading, day: date) -> set[str]:
    """Return the members that had agreed every measure of the strategy by a day, and were heard of lately."""
    heard = await totals.heard(reading.connection, day, reading.question.as_at)
    strategy = [slug for slug, one in MEASURES.items() if one.definition.ambition is not None]
    agreement = reading.agreement
    return {
        code
        for code in agreement.members(day)
        if code in heard and all(agreement.agrees(slug, code, day) for slug in strategy)
    }
