"""What is behind a figure: its months with their variation, its evidence, and the years there are."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from services.metrics import cursors, evidence, figures, questions, series
from services.metrics.answers import answer
from services.metrics.api.agreement import known_organisation
from services.metrics.asking import Reading
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.period import Grain, first_day, year_name, year_of
from services.metrics.questions import AsAt, Cursor, Limit, Organisation, Year
from services.metrics.tables import figures as figures_table

router = APIRouter()


@router.get("/measures/{slug}/series")
async def month_by_month(
    request: Request, slug: str, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """The months up to the end of a year, with control limits, special causes and the two icons."""
    one = questions.measure(slug)

    async def read(reading: Reading) -> dict[str, Any]:
        code = known_organisation(reading, organisation)
        [figure] = await figures.read(reading, [one], [code])
        found = await series.series(reading, one, code)
        return _about(figure) | found | {"definition": reading.definition(one)}

    return await answer(request, questions.question(request, year, as_at), read)


@router.get("/measures/{slug}/evidence")
async def behind(
    request: Request,
    slug: str,
    organisation: Organisation = None,
    year: Year = None,
    as_at: AsAt = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """What was counted and what was not, and why: one's own things, and of others how many."""
    one, most = questions.measure(slug), questions.limit(limit)

    async def read(reading: Reading) -> dict[str, Any]:
        code = known_organisation(reading, organisation)
        [figure] = await figures.read(reading, [one], [code])
        rows = await evidence.items(reading, one, code, most, cursor)
        return {
            **_about(figure),
            **await evidence.counts(reading, one, code),
            "items": [evidence.item(row) for row in rows[:most]],
            "next": cursors.next_page(request, evidence.cursor_after(rows[most - 1])) if len(rows) > most else None,
        }

    return await answer(request, questions.question(request, year, as_at), read)


@router.get("/years")
async def years(request: Request) -> Response:
    """The financial years from the first with facts to the running one, and the latest with facts."""
    asked = questions.question(request)

    async def read(reading: Reading) -> dict[str, Any]:
        running = year_of(asked.today)
        first, latest = await _years(reading, running)
        return {"items": [year_name(year) for year in range(first, running + 1)], "latest": year_name(latest)}

    return await answer(request, asked, read)


async def _years(reading: Reading, running: int) -> tuple[int, int]:
    by_grain = (
        select(figures_table.c.grain, func.min(figures_table.c.period), func.max(figures_table.c.period))
        .where(figures_table.c.organisation == WHOLE_SYSTEM)
        .group_by(figures_table.c.grain)
    )
    spans = {row[0]: (row[1], row[2]) for row in await reading.connection.execute(by_grain)}
    months = spans.get(Grain.MONTH.value)
    latest = min(year_of(first_day(months[1], Grain.MONTH)), running) if months else running
    return min(spans.get(Grain.YEAR.value, (running, running))[0], running), latest


def _about(figure: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer about a figure repeats of it."""
    names = ("slug", "organisation", "year", "as_at", "definition_version", "fresh_as_of", "provisional")
    return {name: figure[name] for name in names if name in figure}
