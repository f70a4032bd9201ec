"""Every figure of a year as flat rows, by the year and by the month, for tools that read whole tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.metrics import figures, series
from services.metrics.asking import Reading
from services.metrics.counted import count
from services.metrics.definition import Measure
from services.metrics.disclosure import Reader, disclosed
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, first_day, last_day, months_of

EXACT, OUTSIDER = Reader(sees_all=True), Reader()
Body = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One figure, as its own organisation sees it and as others do."""

    measure: str
    organisation: str
    period_type: str
    period_start: str
    exact: Body
    shown: Body

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.measure, self.organisation, self.period_type, self.period_start


async def of_year(reading: Reading, organisations: Sequence[str]) -> list[Row]:
    """Return the rows of every measure in the year asked for; '' is the whole system."""
    measures = list(MEASURES.values())
    counted = await count(reading, measures, organisations)
    found: list[Row] = []
    for measure in measures:
        for code in organisations:
            exact = figures.figure(reading, measure, code, counted[measure.slug, code])
            found += await _of_figure(reading, measure, code, exact)
    return found


async def _of_figure(reading: Reading, measure: Measure, code: str, figure: Body) -> list[Row]:
    """Return a year and its months, judged as the chart of that year judges them."""
    exact = await _told(reading, measure, code, figure, EXACT)
    sees = OUTSIDER.sees(measure, code or None)
    shown = exact if sees else await _told(reading, measure, code, figure, OUTSIDER)
    return [
        Row(measure.slug, code, one["period_type"], one["period_start"], one, seen)
        for one, seen in zip(exact, shown, strict=True)
    ]


async def _told(reading: Reading, measure: Measure, code: str, figure: Body, reader: Reader) -> list[Body]:
    asked = replace(reading, question=replace(reading.question, reader=reader))
    course = await series.series(asked, measure, code)
    first = months_of(reading.question.year)[0]
    months = [one for one in course["items"] if _number(one) >= first]
    seen = disclosed(measure, figure, reader)
    return [_year(reading, seen, course), *(_month(seen, course, one) for one in months)]


def _year(reading: Reading, figure: Body, course: Body) -> Body:
    seen = reading.question.seen
    told = _bare("year", first_day(seen.number, Grain.YEAR).isoformat(), seen.end.isoformat(), figure)
    return told | {
        "numerator": figure["numerator"],
        "denominator": figure["denominator"],
        "value": figure["value"],
        "target": figure["target"],
        "status": figure["status"],
        "needed": figure["needed"],
        "variation": course["variation"],
        "assurance": course["assurance"],
        "complete": seen.end < reading.question.today,
        "suppressed": figure.get("suppressed", False),
    }


def _month(figure: Body, course: Body, item: Body) -> Body:
    number = _number(item)
    on, until = first_day(number, Grain.MONTH), last_day(number, Grain.MONTH)
    controlled = course["chart"] == "xmr"
    target = (course.get("options") or {}).get("target")
    told = _bare("month", on.isoformat(), until.isoformat(), figure)
    return told | {
        "month": item["month"],
        "numerator": item["numerator"],
        "denominator": item["denominator"],
        "value": item["value"],
        "target": None if target is None else f"{target:g}",
        "centre": item.get("mean" if controlled else "median") if course["chart"] else None,
        "lower": item.get("lpl") if controlled else None,
        "upper": item.get("upl") if controlled else None,
        "special_cause": item.get("point_type") if controlled and item["complete"] else None,
        "complete": item["complete"],
        "suppressed": item.get("suppressed", False),
    }


COLUMNS = (
    "organisation", "measure", "period_type", "period_start", "period_end", "financial_year", "month", "numerator",
    "denominator", "value", "target", "status", "needed", "centre", "lower", "upper", "special_cause", "variation",
    "assurance", "complete", "suppressed", "definition_version",
)  # fmt: skip
"""The members of a row, in their order: more may come at the end, none goes or changes its name."""


def _bare(period_type: str, begin: str, end: str, figure: Body) -> Body:
    known = {
        "organisation": figure["organisation"],
        "measure": figure["slug"],
        "period_type": period_type,
        "period_start": begin,
        "period_end": end,
        "financial_year": figure["year"],
        "definition_version": figure["definition_version"],
    }
    return {name: known.get(name) for name in COLUMNS}


def _number(item: Body) -> int:
    year, month = item["month"].split("-")
    return int(year) * 12 + int(month) - 1
