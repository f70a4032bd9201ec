"""`/v1/imports`: spreadsheets in, reports of them, and the templates to fill in."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.gateway.database import needed
from services.gateway.exports.forms import MEDIA_TYPE, Form, wanted
from services.gateway.exports.tables import as_csv
from services.gateway.exports.workbook import as_xlsx
from services.gateway.identity.callers import caller
from services.gateway.imports import reports
from services.gateway.imports.catalogue import KINDS
from services.gateway.imports.described import IMPORT, REPORT, REPORTS, TEMPLATE
from services.gateway.imports.importing import Upload, imported, too_large
from services.gateway.imports.limits import MOST_BYTES
from services.gateway.imports.reports import FAULT_COLUMNS, Report
from services.gateway.imports.templates import as_csv_template, workbook
from services.gateway.parameters import DayOfFiles, Wanted
from shared.http import Problem, json_response

router = APIRouter(prefix="/v1/imports")

PRIVATE = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
TAKEN = frozenset(
    {"text/csv", "text/plain", "application/csv", "application/octet-stream", "application/vnd.ms-excel",
     MEDIA_TYPE[Form.XLSX], "application/vnd.oasis.opendocument.spreadsheet",
     "application/vnd.ms-excel.sheet.macroenabled.12", "application/zip"}
)  # fmt: skip
"""What a file may be called; what it is, it says itself."""
Kind = Literal["projects", "training", "measurements", "cafes"]
FileName = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


@router.post("", summary="Import a spreadsheet (CSV, Excel, OpenDocument), or try it", openapi_extra=IMPORT)
async def submit(
    request: Request,
    kind: Kind,
    dry_run: bool = False,
    as_of: DayOfFiles = None,
    file_name: FileName = "",
    format: Wanted = None,  # noqa: A002  the name in the published address
) -> Response:
    """Judge every row, and submit those of which every fact can be accepted; the same file again changes nothing.

    With `dry_run=true` the answer is what it would be, and nothing is written.
    """
    who = await caller(request)
    form = wanted(format, request.headers.get("accept", ""))
    report = await imported(request, who, Upload(kind, await _file(request), file_name, dry_run, as_of))
    return _shown(report, form)


@router.get("", summary="What was imported, or tried, newest first", openapi_extra=REPORTS)
async def own(
    request: Request,
    kind: Kind | None = None,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    who = await caller(request)
    async with needed():
        pool = request.app.state.pool
        found = await reports.page(pool, str(who.organisation), before=cursor, kind=kind, most=limit + 1)
    following = None
    if len(found) > limit:
        url = request.url.include_query_params(cursor=found[limit - 1].id)
        following = f"{url.path}?{url.query}"
    items = [_without_faults(one) for one in found[:limit]]
    return json_response({"items": items, "next": following}, headers=PRIVATE)


@router.get("/templates/{kind}", summary="A template to fill in, with its data dictionary", openapi_extra=TEMPLATE)
async def template(request: Request, kind: str, format: Wanted = None) -> Response:  # noqa: A002
    if kind not in KINDS:
        raise Problem(404, "NotFound", f"There is no kind of import {kind[:100]}; there are {', '.join(KINDS)}.")
    form = wanted(format, request.headers.get("accept", "")) if format else Form.XLSX
    if form is Form.JSON:
        raise Problem(400, "MalformedParameter", "A template is xlsx or csv.", field="format")
    body = workbook(KINDS[kind]) if form is Form.XLSX else as_csv_template(KINDS[kind])
    headers = {"Content-Disposition": f'attachment; filename="golden-thread-{kind}.{form}"'}
    return Response(body, media_type=MEDIA_TYPE[form], headers=headers)


@router.get("/{import_id}", summary="What became of one file", openapi_extra=REPORT)
async def one(request: Request, import_id: UUID, format: Wanted = None) -> Response:  # noqa: A002
    """Return the report of an import; as CSV or Excel its faults, a row each."""
    who = await caller(request)
    form = wanted(format, request.headers.get("accept", ""))
    async with needed():
        found = await reports.one(request.app.state.pool, str(who.organisation), import_id)
    if found is None:
        raise Problem(404, "NotFound", "Your organisation has nothing under this identifier.")
    return _shown(found, form)


async def _file(request: Request) -> bytes:
    """Return the body, giving up as soon as it is too large."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TAKEN:
        raise Problem(415, "UnsupportedMediaType", "Send the file itself: CSV, Excel (.xlsx) or OpenDocument (.ods).")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "UnsupportedMediaType", "A compressed body is not accepted.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise too_large()
    return bytes(body)


def _shown(report: Report, form: Form) -> Response:
    headers = {**PRIVATE, "Batch": str(report.id)}
    if form is Form.JSON:
        return json_response(report.shown(), headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="import-{report.id}.{form}"'
    faults = report.outcome["faults"]
    body = as_csv(FAULT_COLUMNS, faults) if form is Form.CSV else as_xlsx(FAULT_COLUMNS, faults, "faults")
    return Response(body, media_type=MEDIA_TYPE[form], headers=headers)


def _without_faults(report: Report) -> Mapping[str, Any]:
    return {name: value for name, value in report.shown().items() if name != "faults"}
