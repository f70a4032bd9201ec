"""Count, for a question, what the rules of each measure need to be told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.metrics import kept_facts, totals
from services.metrics.asking import Question, Reading
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Kind, Measure, Rule
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, last_day, months_of, year_of
from services.metrics.status import Counted
from services.metrics.subjects import known_of
from services.metrics.subjects.milestone import Milestone


async def count(
    reading: Reading, measures: Collection[Measure], organisations: Sequence[str]
) -> Mapping[tuple[str, str], Counted]:
    """Return what was counted for each measure and organisation in the year asked for."""
    question, connection = reading.question, reading.connection
    nothing = Counted(months=[(0, 0)] * 12)
    counted = {(one.slug, code): nothing for one in measures for code in organisations}
    if question.seen.begun:
        by_period = [one for one in measures if one.kind is not Kind.DAYS]
        pairs = await totals.of_year(connection, by_period, organisations, question.year, question.as_at)
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
            case Rule.MEDIAN:
                await _median(reading, measure, organisations, counted)
            case Rule.SILENCE:
                await _silence(reading, measure, organisations, counted)
            case Rule.PERCENTAGE if measure.kind is Kind.DAYS:
                await _on_reference_day(reading, measure, organisations, counted)
            case Rule.PERCENTAGE | Rule.COUNT:
                pass
    return counted


async def _on_reference_day(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    question = reading.question
    if question.seen.begun:
        day = question.reference_day
        pairs = await totals.on_day(reading.connection, measure, organisations, day, question.as_at)
        for code, (numerator, denominator) in pairs.items():
            counted[measure.slug, code] = Counted(numerator=numerator, denominator=denominator)


async def _median(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    question = reading.question
    for code in organisations:
        middle = await totals.median(reading.connection, measure, code, question.year, question.as_at)
        counted[measure.slug, code] = replace(counted[measure.slug, code], median=middle)


async def _silence(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    """Count the days since a member was heard, or since it joined, as they are on the as-at day.

    Of the system, the longest silence.
    """
    question = reading.question
    if not question.seen.begun:
        return
    day = question.today
    last = await totals.last_heard(reading.connection, day, question.as_at)
    joined = {code: reading.agreement.organisations[code].joined_on for code in reading.agreement.members(day)}
    silent = {code: (day - (last.get(code) or on or day)).days for code, on in joined.items()}
    for code in organisations:
        whose = silent.values() if code == WHOLE_SYSTEM else [silent[code]] if code in silent else []
        counted[measure.slug, code] = Counted(numerator=max(whose, default=0))


async def _by_month(
    reading: Reading, measure: Measure, organisations: Sequence[str], counted: dict[tuple[str, str], Counted]
) -> None:
    """Add the twelve months. Where months are counted, only complete ones are."""
    question = reading.question
    found = await totals.by_month(
        reading.connection, [measure], organisations, months_of(question.year), question.as_at
    )
    complete = complete_months(question)
    for key, pairs in found.items():
        counted[key] = replace(counted[key], months=pairs)
        if measure.counts_months:
            held = sum(n > 0 for n, _ in pairs[:complete])
            counted[key] = replace(counted[key], numerator=held, denominator=complete)


def complete_months(question: Question) -> int:
    """Return how many months of the year are over."""
    return sum(last_day(month, Grain.MONTH) < question.today for month in months_of(question.year))


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
