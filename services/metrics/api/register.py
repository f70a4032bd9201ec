"""The register, the library and the calendar, and the streams behind them."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from services.metrics import cursors, questions
from services.metrics.answers import answer
from services.metrics.asking import Reading
from services.metrics.questions import AsAt
from services.metrics.register import listing, one_project, streams
from services.metrics.register.lists import LISTS
from shared.http import Problem

router = APIRouter()


def _list(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def entries(request: Request) -> Response:
        async def read(reading: Reading) -> dict[str, Any]:
            page = await listing.page(reading, LISTS[name], request.query_params)
            after = page.cursor
            return {"items": page.items, "next": after and cursors.next_page(request, after)}

        return await answer(request, questions.question(request), read)

    return entries


for _name in LISTS:
    router.add_api_route(f"/{_name}", _list(_name), name=_name)


@router.get("/sessions/{identifier}")
async def session(request: Request, identifier: str) -> Response:
    """One session of a course, with its places."""

    async def read(reading: Reading) -> dict[str, Any]:
        found = await listing.one(reading, "session", identifier) if streams.is_name("session", identifier) else None
        if found is None:
            raise Problem(404, "UnknownSession", f"There is no session {identifier[:100]}.")
        return found

    return await answer(request, questions.question(request), read)


@router.get("/projects/{identifier}")
async def project(request: Request, identifier: str, as_at: AsAt = None) -> Response:
    """One project with its history, now or as it was known at a moment."""

    async def read(reading: Reading) -> dict[str, Any]:
        return await one_project.told(reading, identifier)

    return await answer(request, questions.question(request, None, as_at), read)


@router.get("/projects/{identifier}/charts/{measure_id:path}")
async def chart(request: Request, identifier: str, measure_id: str, as_at: AsAt = None) -> Response:
    """A measure of one's own project: its values, its limits, what they say, and what was tried meanwhile."""

    async def read(reading: Reading) -> dict[str, Any]:
        return await one_project.chart(reading, identifier, measure_id)

    return await answer(request, questions.question(request, None, as_at), read)


@router.get("/streams/{category}/{identifier}")
async def stream(request: Request, category: str, identifier: str) -> Response:
    """A stream as it was said."""

    async def read(reading: Reading) -> dict[str, Any]:
        return await streams.stream(reading, category, identifier)

    return await answer(request, questions.question(request), read)
