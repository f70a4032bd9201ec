"""`/imports`: a file that is tried or imported, and what became of its rows."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.database import needed
from services.gateway.identity.uploads import Upload as Form
from services.gateway.identity.uploads import upload
from services.gateway.imports import reports
from services.gateway.imports.catalogue import KINDS
from services.gateway.imports.cells import Unreadable, day
from services.gateway.imports.importing import Upload, imported, too_large
from services.gateway.imports.limits import MOST_BYTES
from services.gateway.imports.reports import MOST_FAULTS, Report
from services.gateway.own.shown import NONE, Errors, errors_of, own, shown
from services.gateway.pages.cells import Cell, listing
from services.gateway.pages.moments import moment
from services.gateway.pages.problems import problem_page
from shared.http import Problem
from shared.moments import written

router = APIRouter(include_in_schema=False)
SHOWN = 20
NO_FILE = "Choose a file."
NO_KIND = "Choose what the file holds."
NO_DAY = "Give a day, for example 31/03/2023."
COLUMNS = ("Uploaded", "File", "What", "Rows", "New", "Unchanged", "Refused")
FAULT_COLUMNS = ("Row", "Column", "What is wrong", "How to mend it")
UNREAD = {"MissingField": "Something is missing.", "SaidTwice": "It is in the file twice."}
UNAVAILABLE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@router.get("/imports")
async def imports(request: Request) -> HTMLResponse:
    return await _page(request, NONE, {})


@router.post("/imports")
async def submit(request: Request) -> Response:
    """Try or import the file, then show what became of it at an address of its own."""
    form = await upload(request)
    errors, as_of = _read(form)
    if errors.said:
        return await _page(request, errors, form.fields, HTTPStatus.BAD_REQUEST)
    is_tried = form.fields.get("do") != "import"
    asked = Upload(form.fields["kind"], form.content, form.file_name, is_tried, as_of)
    try:
        if len(form.content) > MOST_BYTES:
            raise too_large()
        report = await imported(request, own(request), asked)
    except Problem as problem:
        if problem.status in UNAVAILABLE:
            raise
        return await _page(request, errors_of(problem, {"as_of": "as_of", "": "file"}), form.fields, problem.status)
    return RedirectResponse(f"/imports/{report.id}", HTTPStatus.SEE_OTHER)


@router.get("/imports/{import_id}")
async def one(request: Request, import_id: str) -> HTMLResponse:
    try:
        identifier = UUID(import_id)
    except ValueError:
        return problem_page(HTTPStatus.NOT_FOUND)
    async with needed():
        report = await reports.one(request.app.state.pool, str(own(request).organisation), identifier)
    if report is None:
        return problem_page(HTTPStatus.NOT_FOUND, "Your organisation has nothing under this identifier.")
    said = report.outcome
    rows = [_fault(fault) for fault in said["faults"]]
    return shown(
        request,
        "import.html",
        "/imports",
        report=report,
        kind=KINDS[report.kind].title if report.kind in KINDS else report.kind,
        at=moment(written(report.at)),
        faults=listing("Rows that were refused", FAULT_COLUMNS, rows) if rows else None,
        not_shown=max(0, said["faults_total"] - MOST_FAULTS),
    )


async def _page(
    request: Request, errors: Errors, asked: Mapping[str, str], status: int = HTTPStatus.OK
) -> HTMLResponse:
    async with needed():
        pool, organisation = request.app.state.pool, str(own(request).organisation)
        found = await reports.page(pool, organisation, before=None, kind=None, most=SHOWN)
    kind = asked.get("kind", "")
    options = [{"value": "", "text": "Choose one", "selected": not kind}] + [
        {"value": one.slug, "text": one.title, "selected": one.slug == kind} for one in KINDS.values()
    ]
    return shown(
        request,
        "imports.html",
        "/imports",
        status,
        kinds=list(KINDS.values()),
        options=options,
        as_of=asked.get("as_of", ""),
        table=listing("Files of the last 90 days, the latest first", COLUMNS, [_row(one) for one in found])
        if found
        else None,
        errors=errors,
    )


def _read(form: Form) -> tuple[Errors, date | None]:
    faults: dict[str, str] = {}
    as_of = None
    if form.fields.get("kind") not in KINDS:
        faults["kind"] = NO_KIND
    if not form.content:
        faults["file"] = NO_FILE
    try:
        as_of = day(form.fields["as_of"]) if form.fields.get("as_of", "").strip() else None
    except Unreadable:
        faults["as_of"] = NO_DAY
    return Errors(faults), as_of


def _row(report: Report) -> list[Cell | str]:
    said: Mapping[str, Any] = report.outcome
    tried = " (only tried)" if report.dry_run else ""
    kind = KINDS[report.kind].title if report.kind in KINDS else report.kind
    return [
        Cell(moment(written(report.at)), f"/imports/{report.id}"),
        report.file_name or "without a name",
        kind + tried,
        *(f"{said[name]:,}" for name in ("rows", "accepted", "unchanged", "refused")),
    ]


def _fault(fault: Mapping[str, Any]) -> list[Cell | str]:
    title = fault.get("title", "")
    place = f"{fault['column']}: {title}" if "column" in fault else title or "the whole row"
    if "mend" in fault:
        return [str(fault["row"]), place, fault["detail"], fault["mend"]]
    # What could not be read at all is told by what would be right.
    return [str(fault["row"]), place, UNREAD.get(fault["type"], "This cannot be used."), fault["detail"]]
