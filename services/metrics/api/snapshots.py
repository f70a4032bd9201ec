"""What boards saw: frozen moments, their figures as they were, and what has been restated since."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from services.metrics import figures, questions
from services.metrics.answers import answer
from services.metrics.api.agreement import known_organisation
from services.metrics.asking import Reading
from services.metrics.frozen import Snapshot, frozen
from services.metrics.measures import MEASURES
from services.metrics.period import year_named
from services.metrics.questions import Organisation
from services.metrics.restatements import restatements
from shared.http import Problem

router = APIRouter()


@router.get("/snapshots")
async def snapshots(request: Request) -> Response:
    """Every snapshot, the latest first."""

    async def read(reading: Reading) -> dict[str, Any]:
        return {"items": [one.published() for one in await frozen(reading)], "next": None}

    return await answer(request, questions.question(request), read)


@router.get("/snapshots/{identifier}")
async def snapshot(request: Request, identifier: str, organisation: Organisation = None) -> Response:
    """The figures as a board saw them, as they are now, and what has been restated since."""

    async def read(reading: Reading) -> dict[str, Any]:
        one = next((each for each in await frozen(reading) if each.id == identifier), None)
        if one is None:
            raise Problem(404, "UnknownSnapshot", f"There is no snapshot {identifier[:100]}.")
        code = known_organisation(reading, organisation)
        return one.published() | {"organisation": code or None, "items": await _items(request, reading, one, code)}

    return await answer(request, questions.question(request), read)


async def _items(request: Request, reading: Reading, one: Snapshot, code: str) -> list[dict[str, Any]]:
    """Return each measure's figure then and now, and what is counted otherwise."""
    measures = list(MEASURES.values())
    year = year_named(one.year)
    now = replace(reading, question=replace(reading.question, year=year))
    agreed = await request.app.state.agreements.read(reading.connection, reading.fresh, one.as_at)
    then = replace(now, agreement=agreed, question=replace(now.question, as_at=one.as_at))
    seen, current = await figures.read(then, measures, [code]), await figures.read(now, measures, [code])
    open_to_reader = [each for each in measures if now.question.reader.sees(each, code or None)]
    restated = await restatements(now, open_to_reader, code, one.as_at)
    return [
        {"slug": before["slug"], "then": before, "now": after, "restated": restated.get(before["slug"], [])}
        for before, after in zip(seen, current, strict=True)
    ]
