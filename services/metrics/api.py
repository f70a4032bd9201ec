"""The questions that the read side answers. The gateway is its only client."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select

from services.metrics import evidence, figures, questions
from services.metrics.agreement import Agreement
from services.metrics.answers import answer
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Definition, Measure
from services.metrics.figures import Question, Reading
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, first_day, year_name, year_of
from services.metrics.questions import AsAt, Cursor, Limit, Organisation, Year
from services.metrics.tables import figures as figures_table
from shared.http import Problem
from shared.moments import written

router = APIRouter(prefix="/v1")


@router.get("/measures")
async def measures(
    request: Request, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """Every measure: its definition, who has agreed to it, and its figure."""

    async def read(reading: Reading) -> dict[str, Any]:
        code = _known_organisation(reading, organisation)
        found = await figures.read(reading, list(MEASURES.values()), [code])
        return {"items": [_item(reading, one) for one in found], "next": None}

    return await answer(request, questions.question(request, year, as_at), read)


@router.get("/measures/{slug}")
async def measure(
    request: Request, slug: str, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """One figure, with its definition."""
    one = questions.measure(slug)

    async def read(reading: Reading) -> dict[str, Any]:
        code = _known_organisation(reading, organisation)
        [figure] = await figures.read(reading, [one], [code])
        return figure | {"definition": published(one.definition), "agreement": agreed(reading, one)}

    return await answer(request, questions.question(request, year, as_at), read)


@router.get("/measures/{slug}/organisations")
async def side_by_side(request: Request, slug: str, year: Year = None, as_at: AsAt = None) -> Response:
    """The same figure for each organisation that had joined by then, by name."""
    one = questions.measure(slug)

    async def read(reading: Reading) -> dict[str, Any]:
        joined = _joined(reading.agreement)
        found = await figures.read(reading, [one], [each["code"] for each in joined])
        items = [{"name": each["name"]} | figure for each, figure in zip(joined, found, strict=True)]
        return {"items": items, "next": None}

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
    asked = questions.question(request, year, as_at)

    async def read(reading: Reading) -> dict[str, Any]:
        code = _known_organisation(reading, organisation)
        rows = await evidence.items(reading, one, code, most, cursor)
        fresh = reading.fresh.of(slug)
        return {
            "slug": slug,
            "organisation": code or None,
            "year": year_name(asked.year),
            "as_at": asked.as_at and written(asked.as_at),
            "fresh_as_of": fresh and written(fresh),
            **await evidence.counts(reading, one, code),
            "items": [evidence.item(row) for row in rows[:most]],
            "next": _next(request, evidence.cursor_after(rows[most - 1])) if len(rows) > most else None,
        }

    return await answer(request, asked, read)


@router.get("/organisations")
async def members(request: Request, as_at: AsAt = None) -> Response:
    """Every organisation that has joined, by name."""

    async def read(reading: Reading) -> dict[str, Any]:
        return {"items": _joined(reading.agreement), "next": None}

    return await answer(request, questions.question(request, None, as_at), read)


@router.get("/years")
async def years(request: Request) -> Response:
    """The financial years from the first with facts to the running one, and the latest with facts."""
    asked = questions.question(request)

    async def read(reading: Reading) -> dict[str, Any]:
        first, latest = await _years(reading, asked)
        running = year_of(asked.today)
        return {"items": [year_name(year) for year in range(first, running + 1)], "latest": year_name(latest)}

    return await answer(request, asked, read)


async def _years(reading: Reading, asked: Question) -> tuple[int, int]:
    by_grain = (
        select(figures_table.c.grain, func.min(figures_table.c.period), func.max(figures_table.c.period))
        .where(figures_table.c.organisation == WHOLE_SYSTEM)
        .group_by(figures_table.c.grain)
    )
    running = year_of(asked.today)
    spans = {row[0]: (row[1], row[2]) for row in await reading.connection.execute(by_grain)}
    months = spans.get(Grain.MONTH.value)
    latest = min(year_of(first_day(months[1], Grain.MONTH)), running) if months else running
    return min(spans.get(Grain.YEAR.value, (running, running))[0], running), latest


def _item(reading: Reading, figure: dict[str, Any]) -> dict[str, Any]:
    one = MEASURES[figure["slug"]]
    return {
        "slug": one.slug,
        "definition": published(one.definition),
        "agreement": agreed(reading, one),
        "figure": figure,
    }


def published(definition: Definition) -> dict[str, Any]:
    """Return a definition as it travels with its figure."""
    return asdict(definition) | {"ambition": definition.ambition}


def agreed(reading: Reading, measure: Measure) -> dict[str, Any]:
    """Return who has agreed to a measure's current version, as far as it is known."""
    agreement, today = reading.agreement, reading.question.today
    members = agreement.members(today)
    stances = {code: agreement.stance(measure.slug, code, today) for code in members}
    agreeing = [code for code, stance in stances.items() if stance is not None and stance.agrees]
    return {
        "version": agreement.version(measure.slug),
        "agreed": bool(members) and agreeing == members,
        "agreed_by": agreeing,
        "objected_by": [code for code, stance in stances.items() if stance is not None and not stance.agrees],
        "awaited": [code for code, stance in stances.items() if stance is None],
        "retired_on": str(agreement.retired[measure.slug].on) if measure.slug in agreement.retired else None,
    }


def _known_organisation(reading: Reading, code: str | None) -> str:
    if code is None:
        return WHOLE_SYSTEM
    if code not in reading.agreement.organisations:
        raise Problem(404, "UnknownOrganisation", f"No organisation with the code {code[:100]} has ever joined.")
    return code


def _joined(agreement: Agreement) -> list[dict[str, Any]]:
    found = [
        {"code": code, "name": one.name, "kind": one.kind, "joined_on": one.joined_on, "left_on": one.left_on}
        for code, one in agreement.organisations.items()
    ]
    return sorted(found, key=lambda one: str(one["name"]))


def _next(request: Request, cursor: str) -> str:
    return str(request.url.include_query_params(cursor=cursor)).replace(str(request.base_url), "/", 1)
