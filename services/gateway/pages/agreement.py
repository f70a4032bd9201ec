"""The agreement: who is a member, and who has agreed to which measure."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.agreed import measure_agreements
from services.gateway.pages.asking import NotAnswered, Question, ask
from services.gateway.pages.cells import listing
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import head
from services.gateway.pages.moments import day
from services.gateway.pages.problems import answer_page
from services.gateway.pages.templates import page

router = APIRouter()
KINDS = {
    "acute": "Acute hospitals",
    "ambulance": "Ambulance service",
    "community": "Community services",
    "icb": "Integrated care board",
    "mental_health": "Mental health services",
}


@router.get("/agreement")
async def agreement(request: Request) -> HTMLResponse:
    asked = Filters.of(request.query_params)
    answer = await ask(request, asked, Question("/v1/agreement", {"organisation": None, "year": None}))
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/agreement")
    [body] = answer.bodies
    members = [
        [each["name"], KINDS.get(each["kind"], each["kind"]), day(each["joined_on"])] for each in body["members"]
    ]
    measures = measure_agreements(body, answer.choices, answer.filters, request.state.caller)
    open_ones = [each for each in measures if not each.agreed.settled]
    return page(
        "agreement.html",
        HTTPStatus.OK,
        members=listing("Members of the agreement", ("Organisation", "Kind", "Member since"), members)
        if members
        else None,
        measures=measures,
        unsettled=open_ones,
        **head("/agreement", answer),
    )
