"""Any one thing, as the facts about it tell it: where every drill-down ends."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages import words
from services.gateway.pages.asking import NotAnswered, ask, whatever_is_shown
from services.gateway.pages.filters import NAME, Filters
from services.gateway.pages.history import history_view
from services.gateway.pages.lists import organisations
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.templates import page
from services.gateway.recording import offers
from services.gateway.recording.known import name_of, owners
from shared.identity import Caller

router = APIRouter()
PAGES = {"project": "/projects/{}", "session": "/sessions/{}"}
NOT_SEEN = "There is no such thing, or nothing of it is shared with you."


@router.get("/things/{category}/{identifier}")
async def thing(category: str, identifier: str, request: Request) -> HTMLResponse:
    path = f"/things/{category}/{identifier}"
    if not (NAME.fullmatch(category) and NAME.fullmatch(identifier)):
        return problem_page(HTTPStatus.NOT_FOUND)
    answer = await ask(request, Filters(), whatever_is_shown(f"/v1/streams/{category}/{identifier}"))
    if isinstance(answer, NotAnswered):
        lost = answer.status == HTTPStatus.NOT_FOUND
        return problem_page(HTTPStatus.NOT_FOUND, NOT_SEEN) if lost else answer_page(answer, path)
    events = answer.bodies[0]["events"]
    caller, speak = request.state.caller, owners(category, events)
    speaks = speak is None or (isinstance(caller, Caller) and caller.organisation in speak)
    return page(
        "thing.html",
        HTTPStatus.OK,
        kind=words.capital(category),
        name=name_of(category, events) or identifier,
        more=PAGES.get(category, "").format(identifier),
        facts=history_view(events, organisations(answer.choices), offers.taker(caller, category, identifier)),
        offered=offers.about(caller, category, identifier) if speaks else [],
        done=offers.recorded(request.query_params, identifier),
        data=f"/v1/streams/{category}/{identifier}",
    )
