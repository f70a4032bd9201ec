"""The questions that the read side answers. The gateway is its only client."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import evidence, figures, questions
from services.metrics.answers import answer
from services.metrics.definition import Definition
from services.metrics.figures import WHOLE_SYSTEM, Question
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, first_day, year_name, year_of
from services.metrics.questions import AsAt, Organisation, Year
from services.metrics.tables import figures as figures_table
from services.metrics.tables import organisations
from shared.http import Problem
from shared.moments import london_day

router = APIRouter(prefix="/v1")


@router.get("/measures")
async def measures(
    request: Request, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """Every measure: its definition and its figure."""
    asked = questions.question(year, as_at)

    async def read(connection: AsyncConnection, fresh: datetime | None) -> dict[str, Any]:
        code = await _known_organisation(connection, organisation)
        found = await figures.read(connection, MEASURES.values(), [code], asked, fresh)
        items = [
            {"slug": one["slug"], "definition": published(MEASURES[one["slug"]].definition), "figure": one}
            for one in found
        ]
        return {"items": items, "next": None}

    return await answer(request, read, str(asked.today))


@router.get("/measures/{slug}")
async def measure(
    request: Request, slug: str, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """One figure, with its definition."""
    one, asked = questions.measure(slug), questions.question(year, as_at)

    async def read(connection: AsyncConnection, fresh: datetime | None) -> dict[str, Any]:
        code = await _known_organisation(connection, organisation)
        [figure] = await figures.read(connection, [one], [code], asked, fresh)
        return figure | {"definition": published(one.definition)}

    return await answer(request, read, str(asked.today))


@router.get("/measures/{slug}/organisations")
async def side_by_side(request: Request, slug: str, year: Year = None, as_at: AsAt = None) -> Response:
    """The same figure for each organisation that had joined by then, by name."""
    one, asked = questions.measure(slug), questions.question(year, as_at)

    async def read(connection: AsyncConnection, fresh: datetime | None) -> dict[str, Any]:
        joined = await _joined(connection, asked)
        found = await figures.read(connection, [one], [each["code"] for each in joined], asked, fresh)
        items = [{"name": each["name"]} | figure for each, figure in zip(joined, found, strict=True)]
        return {"items": items, "next": None}

    return await answer(request, read, str(asked.today))


@router.get("/measures/{slug}/evidence")
async def behind(
    request: Request, slug: str, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """What was counted and what was not, and why: counts only."""
    one, asked = questions.measure(slug), questions.question(year, as_at)

    async def read(connection: AsyncConnection, fresh: datetime | None) -> dict[str, Any]:
        code = await _known_organisation(connection, organisation)
        [figure] = await figures.read(connection, [one], [code], asked, fresh)
        kept = {key: figure[key] for key in ("slug", "organisation", "year", "as_at", "fresh_as_of")}
        return kept | await evidence.counts(connection, one, code, asked)

    return await answer(request, read, str(asked.today))


@router.get("/organisations")
async def members(request: Request, as_at: AsAt = None) -> Response:
    """Every organisation that has joined, by name."""
    asked = questions.question(None, as_at)

    async def read(connection: AsyncConnection, _: datetime | None) -> dict[str, Any]:
        return {"items": await _joined(connection, asked), "next": None}

    return await answer(request, read, str(asked.today))


@router.get("/years")
async def years(request: Request) -> Response:
    """The financial years from the first with facts to the running one, and the latest with facts."""
    asked = questions.question(None, None)

    async def read(connection: AsyncConnection, _: datetime | None) -> dict[str, Any]:
        by_grain = select(figures_table.c.grain, func.min(figures_table.c.period), func.max(figures_table.c.period))
        running = year_of(london_day(asked.now))
        rows = await connection.execute(
            by_grain.where(figures_table.c.organisation == WHOLE_SYSTEM).group_by(figures_table.c.grain)
        )
        spans = {row[0]: (row[1], row[2]) for row in rows}
        first = min(spans.get(Grain.YEAR.value, (running, running))[0], running)
        months = spans.get(Grain.MONTH.value)
        latest = min(year_of(first_day(months[1], Grain.MONTH)), running) if months else running
        return {"items": [year_name(year) for year in range(first, running + 1)], "latest": year_name(latest)}

    return await answer(request, read, str(asked.today))


def published(definition: Definition) -> dict[str, Any]:
    """Return a definition as it travels with its figure."""
    return asdict(definition) | {"ambition": definition.ambition}


async def _known_organisation(connection: AsyncConnection, code: str | None) -> str:
    if code is None:
        return WHOLE_SYSTEM
    asked = select(organisations.c.code).where(organisations.c.code == code)
    if "\0" in code or (await connection.execute(asked)).first() is None:
        raise Problem(404, "UnknownOrganisation", f"No organisation with the code {code[:100]} has ever joined.")
    return code


async def _joined(connection: AsyncConnection, asked: Question) -> list[dict[str, Any]]:
    columns = [organisations.c[name] for name in ("code", "name", "kind", "joined_on", "left_on")]
    query = select(*columns)
    if asked.as_at is not None:
        query = query.where(organisations.c.joined_at <= asked.as_at)
    return [dict(row) for row in (await connection.execute(query.order_by(organisations.c.name))).mappings()]
