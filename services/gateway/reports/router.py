"""`GET /v1/reports/board.{pdf,pptx,xlsx}`, and the same for whoever looks at pages."""

import asyncio
from enum import StrEnum

from fastapi import APIRouter, Request, Response

from services.gateway.exports.export import Asked
from services.gateway.exports.forms import MEDIA_TYPE, Form
from services.gateway.pages.asking import NotAnswered
from services.gateway.pages.filters import Filters
from services.gateway.pages.problems import said_of
from services.gateway.parameters import AS_AT, ORGANISATION, YEAR, parameter
from services.gateway.reports.board import Board, board
from services.gateway.reports.paper import as_pdf
from services.gateway.reports.slides import as_pptx
from services.gateway.reports.workbook import as_xlsx
from shared.http import Problem

router = APIRouter()

_DESCRIBED = {
    "parameters": [
        ORGANISATION,
        parameter("year", "A financial year like 2022/23; the latest with facts without it.", YEAR),
        AS_AT,
    ],
    "responses": {
        "200": {
            "description": "The report.",
            "content": {
                MEDIA_TYPE[form]: {"schema": {"type": "string", "format": "binary"}}
                for form in (Form.PDF, Form.PPTX, Form.XLSX)
            },
        }
    },
}


class Report(StrEnum):
    """What a report can be had as."""

    PDF = Form.PDF.value
    PPTX = Form.PPTX.value
    XLSX = Form.XLSX.value


@router.get(
    "/v1/reports/board.{form}",
    summary="The board's report: PDF/UA (tagged), PowerPoint (16:9, charts that can be edited) or Excel",
    openapi_extra=_DESCRIBED,
    response_class=Response,
)
@router.get("/reports/board.{form}", include_in_schema=False)
async def report(request: Request, form: Report) -> Response:
    found = await board(request, Filters.of(request.query_params))
    if isinstance(found, NotAnswered):
        raise _problem(found)
    asked = Asked("/v1/reports/board", found.filters.query(), Form(form))
    file = await asyncio.to_thread(_made, found, form, found.filters.link_to_data(request.url.path))
    headers = {**asked.headers, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    return Response(file, headers=headers, media_type=asked.media_type)


def _made(board: Board, form: Report, asked: str) -> bytes:
    match form:
        case Report.PDF:
            return as_pdf(board)
        case Report.PPTX:
            return as_pptx(board)
        case Report.XLSX:
            return as_xlsx(board, asked)


def _problem(found: NotAnswered) -> Problem:
    told = found.problem
    return Problem(found.status, str(told.get("type", "NotAnswered")), said_of(told), field=told.get("field"))
