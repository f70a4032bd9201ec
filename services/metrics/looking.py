"""Hold figures against what was announced of them last, and announce those that are shown otherwise."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select

from services.metrics import figures
from services.metrics.agreement import Agreement
from services.metrics.announcements import Announcement, announce
from services.metrics.asking import Reading
from services.metrics.counted import complete_months
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Measure, Rule
from services.metrics.disclosure import Reader, disclosed
from services.metrics.period import Grain, first_day, year_of
from services.metrics.status import Counted
from services.metrics.tables import figures as figures_table
from services.metrics.touched import EVERY, EVERYTHING, HEARD, Touched
from shared.postgres import Connection

Figure = dict[str, Any]
Wanted = Mapping[int, tuple[set[str], set[str]]]
"""By year: of which measures and which organisations figures are looked at."""

KNOWN = """
SELECT measure, organisation, own, others FROM announced
WHERE year = $1 AND measure = ANY($2::text[]) AND organisation = ANY($3::text[])
"""
KEEP = """
INSERT INTO announced (measure, organisation, year, own, others)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::json[], $5::json[])
ON CONFLICT (measure, organisation, year) DO UPDATE SET own = excluded.own, others = excluded.others
"""
BEGUN = "SELECT EXISTS (SELECT FROM announced_from)"
BEGIN = "INSERT INTO announced_from VALUES ((extract(epoch FROM clock_timestamp()) * 1e6)::bigint)"


class Views(NamedTuple):
    """A figure as its own organisation sees it, and as everybody else does."""

    own: Figure
    others: Figure


async def begin(connection: Connection, reading: Reading, measures: Mapping[str, Measure]) -> bool:
    """Take note, once and for all, of how figures are before the first is announced; return whether it was now."""
    if await connection.fetchval(BEGUN):
        return False
    wanted = await _wanted(reading, measures, [EVERYTHING])
    seen = {year: await _views(reading, measures, year, some) for year, some in wanted.items()}
    await connection.execute(BEGIN)
    for year, views in seen.items():
        await _keep(connection, year, views)
    return True


async def look(
    connection: Connection, reading: Reading, measures: Mapping[str, Measure], rows: Collection[Touched]
) -> None:
    """Announce what is shown otherwise of the figures that are touched.

    All of it is looked at before any of it is written: whoever writes holds the watermarks of every service back.
    """
    moved: dict[int, dict[tuple[str, str], Views]] = defaultdict(dict)
    new: list[Announcement] = []
    for year, wanted in sorted((await _wanted(reading, measures, rows)).items()):
        now = await _views(reading, measures, year, wanted)
        before = await _known(connection, year, wanted)
        for key, views in now.items():
            measure, code = measures[key[0]], key[1]
            was = before.get(key) or _nothing(_in_year(reading, year), measure, code)
            own, others = _differs(views.own, was.own), _differs(views.others, was.others)
            if own or others or key not in before:
                moved[year][key] = views
            if own or others:
                written = (_written(views.own) if own else None, _written(views.others) if others else None)
                new.append(Announcement(*key, *written))
    for year, views_of in moved.items():
        await _keep(connection, year, views_of)
    if new:
        await announce(connection, new)


async def _wanted(reading: Reading, measures: Mapping[str, Measure], rows: Iterable[Touched]) -> Wanted:
    """Return what is to be looked at; a figure too many costs a look, and no announcement."""
    running = reading.question.year
    earliest = await _first_year(reading, running)
    everybody = {*reading.agreement.organisations, WHOLE_SYSTEM}
    wanted: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for measure, organisation, first, last in set(rows):
        whose = everybody if organisation == EVERY else {organisation, WHOLE_SYSTEM} & everybody
        for slug, one in measures.items():
            if one.reads_rows_of == measure:
                codes = everybody
            elif measure in {slug, EVERY} or (measure == HEARD and _asks_who_was_heard(one)):
                codes = whose
            else:
                continue
            for year in range(max(first, earliest), min(last, running) + 1):
                wanted[year][0].add(slug)
                wanted[year][1].update(codes)
    return wanted


def _asks_who_was_heard(measure: Measure) -> bool:
    return measure.rule in {Rule.AGREEMENT, Rule.SILENCE}


async def _first_year(reading: Reading, running: int) -> int:
    """Return the first year in which anything counts, or was promised."""
    asked = select(figures_table.c.grain, func.min(figures_table.c.period)).group_by(figures_table.c.grain)
    counted = [year_of(first_day(row[1], Grain(row[0]))) for row in await reading.connection.execute(asked)]
    return min([running, *counted, *(year for _, _, year in reading.agreement.targets)])


async def _views(
    reading: Reading, measures: Mapping[str, Measure], year: int, wanted: tuple[set[str], set[str]]
) -> dict[tuple[str, str], Views]:
    asked, codes = [measures[slug] for slug in sorted(wanted[0])], sorted(wanted[1])
    found = await figures.read(_in_year(reading, year), asked, codes)
    return {(one["slug"], one["organisation"] or WHOLE_SYSTEM): _seen(measures[one["slug"]], one) for one in found}


def _in_year(reading: Reading, year: int) -> Reading:
    return replace(reading, question=replace(reading.question, year=year))


def _seen(measure: Measure, figure: Figure) -> Views:
    return Views(figure, disclosed(measure, figure, Reader()))


def _nothing(reading: Reading, measure: Measure, code: str) -> Views:
    """Return how a figure is before anything of it is counted, or promised beyond the strategy."""
    unsaid = replace(reading, agreement=Agreement())
    over = complete_months(reading.question) if measure.counts_months else 0
    return _seen(measure, figures.figure(unsaid, measure, code, Counted(denominator=over, months=[(0, 0)] * 12)))


def _differs(now: Figure, before: Figure) -> bool:
    """Return whether a figure says something else; how fresh it is says nothing."""
    return {**now, "fresh_as_of": None} != {**before, "fresh_as_of": None}


async def _known(connection: Connection, year: int, wanted: tuple[set[str], set[str]]) -> dict[tuple[str, str], Views]:
    rows = await connection.fetch(KNOWN, year, list(wanted[0]), list(wanted[1]))
    return {(row[0], row[1]): Views(msgspec.json.decode(row[2]), msgspec.json.decode(row[3])) for row in rows}


async def _keep(connection: Connection, year: int, some: Mapping[tuple[str, str], Views]) -> None:
    rows = [(*key, year, _written(seen.own).decode(), _written(seen.others).decode()) for key, seen in some.items()]
    if rows:
        await connection.execute(KEEP, *map(list, zip(*rows, strict=True)))


def _written(figure: Figure) -> bytes:
    return msgspec.json.encode(figure)
