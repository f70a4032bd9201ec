"""Answer what a measure is, for whom, in which year, and as known at which moment."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from services.metrics import status
from services.metrics.asking import Reading
from services.metrics.counted import count
from services.metrics.definition import Measure, Rule
from services.metrics.disclosure import disclosed
from services.metrics.period import year_name
from services.metrics.status import Counted
from shared.moments import written

CAFE_MONTHS = 12
"""The target of a promise for every month that counts the months themselves."""


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
    """Return what was promised; the whole system has promised nothing, and neither have leading indicators."""
    if measure.definition.ambition is None:
        return None
    key = (measure.slug, organisation, reading.question.year)
    promised = reading.agreement.targets.get(key, measure.targets.get(key[1:]))
    return CAFE_MONTHS if promised is not None and measure.counts_months else promised


def _each_month(measure: Measure, promised: int | None) -> int:
    return 1 if promised is None or measure.counts_months else promised


def _has_denominator(measure: Measure) -> bool:
    return measure.definition.denominator is not None


def _value(measure: Measure, counted: Counted) -> str | None:
    if measure.rule is Rule.MEDIAN:
        return None if counted.median is None else f"{counted.median:g}"
    if measure.rule in {Rule.PERCENTAGE, Rule.AGREEMENT}:
        return status.percentage(counted.numerator, counted.denominator)
    return None if _has_denominator(measure) and counted.denominator == 0 else str(counted.numerator)
