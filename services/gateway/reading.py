"""`GET /v1/…`: questions, asked of the read side on the caller's behalf; and the same for the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from services.gateway import library
from services.gateway.backends import PASSED_ON, Backend
from services.gateway.exports import drawings
from services.gateway.exports.beside import beside
from services.gateway.exports.drawings import Drawing
from services.gateway.exports.export import Asked, export, link_to_next
from services.gateway.exports.forms import DRAWN, MEDIA_TYPE, TABLES, Form, wanted
from services.gateway.identity.callers import caller
from services.gateway.identity.known import VISITOR
from services.gateway.parameters import (
    AS_AT,
    CURSOR,
    FORMAT,
    IN_YEAR,
    ITEMS,
    MIN_FRESH,
    MOMENT,
    ORGANISATION,
    PICTURE,
    THING,
    WORDS,
    YEAR,
    answered,
    count,
    one_of,
    parameter,
)
from shared.http import PROBLEM_JSON, Problem
from shared.identity import Caller

router = APIRouter(prefix="/v1")


FIGURE = {"parameters": [ORGANISATION, IN_YEAR, AS_AT, FORMAT, MIN_FRESH], "responses": answered(THING)}
FIGURES = {**FIGURE, "responses": answered(ITEMS)}
SERIES = {
    "parameters": [ORGANISATION, IN_YEAR, AS_AT, PICTURE, MIN_FRESH],
    "responses": answered(THING, DRAWN),
}
SIDE_BY_SIDE = {"parameters": [IN_YEAR, AS_AT, PICTURE, MIN_FRESH], "responses": answered(ITEMS, DRAWN)}
AT_A_MOMENT = {"parameters": [AS_AT, FORMAT, MIN_FRESH], "responses": answered(THING)}
LISTED = {"parameters": [FORMAT, MIN_FRESH], "responses": answered(ITEMS)}
YEARS = {
    "parameters": [FORMAT, MIN_FRESH],
    "responses": answered(
        {
            "type": "object",
            "properties": {"items": {"type": "array", "items": YEAR}, "latest": {"anyOf": [YEAR, {"type": "null"}]}},
            "required": ["items", "latest"],
        }
    ),
}
ROWS = {
    "parameters": [
        parameter("organisation", "An organisation's code.", WORDS),
        parameter("measure", "A measure's name."),
        parameter("year", "A financial year like 2022/23.", YEAR),
        parameter("period_type", "`year` or `month`.", one_of("year", "month")),
        parameter(
            "updated_since", "A moment: only rows that have changed since. Next time: this `reported_at`.", MOMENT
        ),
        parameter("limit", "How many items at most.", count(5_000, 5_000)),
        CURSOR,
        FORMAT,
    ],
    "responses": answered(ITEMS),
}


@router.get("/measures", summary="Every measure: its definition and its figure", openapi_extra=FIGURES)
async def measures(request: Request) -> Response:
    return await _pass_on(request)


@router.get("/measures/{slug}", summary="One figure, with its definition", openapi_extra=FIGURE)
async def measure(request: Request, slug: str) -> Response:  # noqa: ARG001  read from the path
    return await _pass_on(request)


@router.get(
    "/measures/{slug}/organisations", summary="The same figure for each organisation", openapi_extra=SIDE_BY_SIDE
)
async def side_by_side(request: Request, slug: str) -> Response:
    return await _pass_on(request, drawings.ORGANISATIONS, slug)


@router.get("/measures/{slug}/evidence", summary="What was counted and what was not, and why", openapi_extra=FIGURE)
async def behind(request: Request, slug: str) -> Response:  # noqa: ARG001
    return await _pass_on(request)


@router.get(
    "/measures/{slug}/series", summary="Month by month, with control limits and special causes", openapi_extra=SERIES
)
async def series(request: Request, slug: str) -> Response:
    return await _pass_on(request, drawings.SERIES, slug)


@router.get(
    "/figures",
    summary="Every figure of the last six years as flat rows, by the year and the month, worked out every five minutes",
    openapi_extra=ROWS,
)
async def rows(request: Request) -> Response:
    return await _pass_on(request)


@router.get("/agreement", summary="Who is a member, and who has agreed to which measure", openapi_extra=AT_A_MOMENT)
async def agreement(request: Request) -> Response:
    return await _pass_on(request)


@router.get("/snapshots", summary="What boards saw: every frozen moment", openapi_extra=LISTED)
async def snapshots(request: Request) -> Response:
    return await _pass_on(request)


@router.get(
    "/snapshots/{identifier}",
    summary="The figures of a frozen moment, as they are now, and what has been restated since",
    openapi_extra={"parameters": [ORGANISATION, FORMAT, MIN_FRESH], "responses": answered(THING)},
)
async def snapshot(request: Request, identifier: str) -> Response:  # noqa: ARG001
    return await _pass_on(request)


@router.get("/organisations", summary="Every organisation that has joined", openapi_extra=AT_A_MOMENT)
async def organisations(request: Request) -> Response:
    return await _pass_on(request)


@router.get("/years", summary="The financial years with facts", openapi_extra=YEARS)
async def years(request: Request) -> Response:
    return await _pass_on(request)


async def _pass_on(request: Request, drawing: Drawing | None = None, slug: str = "") -> Response:
    who = await caller(request)
    query = dict(request.query_params)
    form = wanted(query.pop("format", None), request.headers.get("accept", ""), DRAWN if drawing else TABLES)
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    backend: Backend = request.app.state.metrics
    reply = await backend.get(request.url.path, query, who, headers)
    if reply.status != HTTPStatus.OK or form is Form.JSON:
        media_type = PROBLEM_JSON if reply.status >= HTTPStatus.BAD_REQUEST else MEDIA_TYPE[Form.JSON]
        return Response(reply.body, reply.status, dict(reply.headers), media_type if reply.body else None)
    asked, body = Asked(request.url.path, query, form), msgspec.json.decode(reply.body)
    body = {**body, "fresh_as_of": body.get("fresh_as_of", reply.headers.get("Fresh-As-Of"))}
    file = await export(asked, body, drawing, await beside(request.state.reading, who, slug) if slug else None)
    said = {**reply.headers, **asked.headers, **link_to_next(asked, body)}
    return Response(file, reply.status, said, asked.media_type)


async def _thing(request: Request) -> Response:
    return await _pass_on(request)


async def _project_chart(request: Request) -> Response:
    return await _pass_on(request, drawings.PROJECT)


for _path, _description in library.ROUTES.items():
    _answer = _project_chart if "/charts/" in _path else _thing
    router.add_api_route(_path, _answer, methods=["GET"], **_description)


@dataclass(frozen=True)
class Reading:
    """What the pages read, in the same words as everyone else."""

    metrics: Backend

    async def get(self, path: str, query: Mapping[str, str], caller: object) -> tuple[int, dict[str, Any]]:
        """Return the status and the JSON of an answer; 503 when the read side is away."""
        who = caller if isinstance(caller, Caller) else VISITOR.caller
        try:
            reply = await self.metrics.get(path, query, who)
        except Problem as problem:
            return problem.status, {"type": problem.type, "title": problem.detail, "detail": problem.detail}
        return reply.status, msgspec.json.decode(reply.body, type=dict[str, Any])
