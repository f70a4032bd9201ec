"""What boards saw: frozen moments, held against now."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import Answered, NotAnswered, Question, ask, whatever_is_shown
from services.gateway.pages.cells import Cell, listing
from services.gateway.pages.filters import Filters, is_key
from services.gateway.pages.forms import form_view, subject
from services.gateway.pages.moments import day_of, moment
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.since import restated_of, since_view
from services.gateway.pages.sources import Definition
from services.gateway.pages.templates import page
from services.gateway.recording import offers

router = APIRouter()


@router.get("/snapshots")
async def snapshots(request: Request) -> HTMLResponse:
    answer = await ask(request, Filters.of(request.query_params), whatever_is_shown("/v1/snapshots"))
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/snapshots")
    rows = [_row(one, answer) for one in answer.bodies[0]["items"]]
    columns = ("Snapshot", "Year", "As known on", "Frozen by")
    table = listing("Snapshots, the latest first", columns, rows) if rows else None
    begin = offers.of_types(request.state.caller, ["snapshot.frozen"])
    return page("snapshots.html", HTTPStatus.OK, table=table, begin=begin)


@router.get("/snapshots/{identifier}")
async def snapshot(identifier: str, request: Request) -> HTMLResponse:
    if not is_key(identifier):
        return problem_page(HTTPStatus.NOT_FOUND)
    path, asked = f"/snapshots/{identifier}", Filters.of(request.query_params)
    answer = await ask(
        request, asked, Question(f"/v1{path}", {"year": None, "as_at": None}), whatever_is_shown("/v1/measures")
    )
    if isinstance(answer, NotAnswered):
        return answer_page(answer, path)
    seen, measures = answer.bodies
    filters = Filters(organisation=asked.organisation, year=seen["year"])
    definitions: dict[str, Definition] = {each["slug"]: each["definition"] for each in measures["items"]}
    return page(
        "snapshot.html",
        HTTPStatus.OK,
        since=since_view(seen, definitions, filters),
        restated=[(each["definition"]["title"], restated_of(seen, each["slug"])) for each in measures["items"]],
        subject=subject(filters, answer.choices),
        year=seen["year"],
        frozen_at=moment(seen["frozen_at"]),
        as_at=moment(seen["as_at"]),
        form=form_view(path, filters, answer.choices),
        then=Filters(asked.organisation, seen["year"], seen["as_at"]).link("/"),
        done=offers.recorded(request.query_params),
        back=Filters(organisation=asked.organisation).link("/snapshots"),
    )


def _row(one: Mapping[str, Any], answer: Answered) -> list[Cell | str]:
    link = Filters(organisation=answer.filters.organisation).link(f"/snapshots/{one['id']}")
    by = subject(Filters(organisation=one["organisation"]), answer.choices)
    return [Cell(one["label"], link), one["year"], day_of(one["as_at"]), by]
