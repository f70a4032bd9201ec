"""By what the lists can be narrowed: one parameter each, refused by name when it cannot be read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, get_args

from sqlalchemy import ColumnElement, Date, TextClause, func, literal, text
from sqlalchemy.dialects.postgresql import DATERANGE

from services.metrics.period import Grain, first_day, last_day, year_named
from services.metrics.tables import things
from shared.contracts.training import CourseClass
from shared.http import Problem

Condition: TypeAlias = ColumnElement[bool] | TextClause
LONGEST = 300
YES_NO = ("true", "false")


@dataclass(frozen=True)
class Given:
    """What a reader asked of a list: its parameters, and the day on which it is asked."""

    parameters: Mapping[str, str]
    today: date


@dataclass(frozen=True)
class Filter:
    """One parameter of a list."""

    condition: Callable[[str, Given], Condition]
    """From the parameter's name to what has to be true of an entry."""
    reveals: str | None = None
    """The field of an entry that can be told from the answer: one that is not shared narrows to one's own."""


def malformed(field: str, why: str) -> Problem:
    """Return the refusal of a parameter."""
    return Problem(400, "MalformedParameter", why, field=field)


def any_of(*allowed: str, facet: str | None = None, reveals: str | None = None) -> Filter:
    """Choose by one of a few words, or several with commas between them."""

    def condition(name: str, given: Given) -> Condition:
        chosen = _chosen(name, given, allowed)
        return _one_of(f"{facet or name}:{one}" for one in chosen)

    return Filter(condition, reveals)


def named(*, facet: str | None = None, reveals: str | None = None) -> Filter:
    """Choose by a name, as it was given."""

    def condition(name: str, given: Given) -> Condition:
        return things.c.facets.contains([f"{facet or name}:{given.parameters[name]}"])

    return Filter(condition, reveals)


def _one_of(facets: Iterable[str]) -> Condition:
    found: Condition = things.c.facets.overlap(list(facets))
    return found


def _chosen(name: str, given: Given, allowed: tuple[str, ...]) -> list[str]:
    chosen = given.parameters[name].split(",")
    if not set(chosen) <= set(allowed):
        raise malformed(name, f"`{name}` is one of {', '.join(allowed)}, or several with commas between them.")
    return chosen


def _tagged(name: str, given: Given) -> Condition:
    return things.c.facets.contains([f"tag:{given.parameters[name].casefold()}"])


def _at_stage(name: str, given: Given) -> Condition:
    """Choose by a stage that somebody has reached, or, where one is asked for, that organisation."""
    chosen = _chosen(name, given, ("considered", "approved", "piloted", "adopted", "discontinued"))
    code = given.parameters.get("organisation")
    return _one_of(f"stage:{code}:{one}" if code else f"stage:{one}" for one in chosen)


def _in_year(name: str, given: Given) -> Condition:
    try:
        year = year_named(given.parameters[name])
    except ValueError:
        raise malformed(name, "A financial year reads like 2022/23.") from None
    return _during(first_day(year, Grain.YEAR), last_day(year, Grain.YEAR))


def _since(name: str, given: Given) -> Condition:
    return _during(_day(name, given), None)


def _until(name: str, given: Given) -> Condition:
    return _during(None, _day(name, given))


def _during(first: date | None, last: date | None) -> ColumnElement[bool]:
    span = func.daterange(literal(first, Date), literal(last, Date), "[]", type_=DATERANGE)
    return things.c.during.op("&&", is_comparison=True)(span)


def _day(name: str, given: Given) -> date:
    try:
        day = date.fromisoformat(given.parameters[name])
    except ValueError:
        day = None
    if day is None or day.isoformat() != given.parameters[name]:
        raise malformed(name, f"`{name}` is a day of the calendar, as YYYY-MM-DD.")
    return day


def _scored(name: str, given: Given) -> Condition:
    scale = {str(points / 2): points for points in range(1, 11)} | {str(points): points * 2 for points in range(1, 6)}
    if given.parameters[name] not in scale:
        raise malformed(name, f"`{name}` is one of the ten half points from 0.5 to 5.0.")
    return things.c.score >= scale[given.parameters[name]]


def _of_class(name: str, given: Given) -> Condition:
    """Choose courses by their class today: the last said that begins by then, else the announced one."""
    if given.parameters[name] not in get_args(CourseClass):
        raise malformed(name, f"`{name}` is one of {', '.join(get_args(CourseClass))}.")
    return text(
        "coalesce((SELECT said ->> 'class' FROM json_array_elements(item -> 'reclassified')"
        " WITH ORDINALITY AS later (said, place) WHERE (said ->> 'from')::date <= :today"
        " ORDER BY place DESC LIMIT 1), item ->> 'announced_class') = :class"
    ).bindparams(today=given.today, **{"class": given.parameters[name]})


IN_YEAR, SINCE, UNTIL = Filter(_in_year), Filter(_since), Filter(_until)
SCORED, TAGGED = Filter(_scored, reveals="score"), Filter(_tagged)
AT_STAGE, OF_CLASS = Filter(_at_stage), Filter(_of_class)
