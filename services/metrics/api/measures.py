"""Figures: of every measure, of one, and of one for each organisation."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.metrics import figures, questions
from services.metrics.answers import answer
from services.metrics.api.agreement import agreed, joined, known_organisation
from services.metrics.asking import Reading
from services.metrics.measures import MEASURES
from services.metrics.questions import AsAt, Organisation, Year

router = APIRouter()


@router.get("/measures")
async def measures(
    request: Request, organisation: Organisation = None, year: Year = None, as_at: AsAt = None
) -> Response:
    """Every measure: its definition, who has agreed to it, and its figure."""

    async def read(reading: Reading) -> dict[str, Any]:
        code = known_organisation(reading, organisation)
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
        code = known_organisation(reading, organisation)
        [figure] = await figures.read(reading, [one], [code])
        return figure | {"definition": reading.definition(one), "agreement": agreed(reading, one)}

    return await answer(request, questions.question(request, year, as_at), read)


@router.get("/measures/{slug}/organisations")
async def side_by_side(request: Request, slug: str, year: Year = None, as_at: AsAt = None) -> Response:
    """The same figure for each organisation that had joined by then, by name."""
    one = questions.measure(slug)

    async def read(reading: Reading) -> dict[str, Any]:
        organisations = joined(reading.agreement)
        found = await figures.read(reading, [one], [each["code"] for each in organisations])
        items = [{"name": each["name"]} | figure for each, figure in zip(organisations, found, strict=True)]
        return {"items": items, "next": None}

    return await answer(request, questions.question(request, year, as_at), read)


def _item(reading: Reading, figure: dict[str, Any]) -> dict[str, Any]:
    one = MEASURES[figure["slug"]]
    return {
        "slug": one.slug,
        "definition": reading.definition(one),
        "agreement": agreed(reading, one),
        "figure": figure,
    }
