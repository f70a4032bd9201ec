"""`/sessions/{id}`: a session and its places, with the forms to ask for them, draw them, take them or give them up."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import token_hex
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.identity.forms import fields
from services.gateway.own.shown import own, shown
from services.gateway.pages.asking import NotAnswered, Question, ask, whatever_is_shown
from services.gateway.pages.filters import Filters, is_key
from services.gateway.pages.library import HAPPENINGS, happening
from services.gateway.pages.lists import organisations
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.templates import page
from services.gateway.places import views
from services.gateway.places.asking import AWAY, DRAWER, NOTHING, Places, may_ask
from services.gateway.places.filled import Filled, filled
from services.gateway.recording import offers
from shared.http import Problem
from shared.identity import Caller

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
DONE = {
    "asked": "Asked. Whoever runs the session sees how many places you ask for, and not for whom.",
    "drawn": "Drawn. Each organisation sees what it was offered.",
    "accepted": "Accepted. The places are yours.",
    "declined": "Declined. The places are free for others.",
    "given-up": "Given up. Nothing of the request waits any more.",
}
SAYS = ("accepted", "declined")
HERE = "/places"
SESSIONS = Question("/v1/sessions", {"organisation": None, "year": None, "as_at": None, "limit": "500"})
READS, PLACE = "places.read", "place-"
MISSING = "Choose at least one place"


@dataclass(frozen=True)
class Typed:
    """What was typed into the form and could not be taken as it is."""

    people: str = ""
    unnamed: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    id: str = ""


@router.get("/sessions/{identifier}")
async def session(request: Request, identifier: str) -> HTMLResponse:
    return await _page(request, identifier, Typed())


@router.post("/sessions/{identifier}/requests")
async def ask_for_places(request: Request, identifier: str) -> Response:
    """Ask for what the form says, or show it again with what is wrong beside it."""
    said = await fields(request)
    if not is_key(said.get("request", "")):
        raise Problem(400, "MalformedBody", "The form has lost its identifier: begin it anew.")
    places = _places(request)
    found: Filled = await filled(places.training, places.caller, said)
    faults = dict(found.faults)
    if not faults:
        try:
            await places.ask(_known(identifier), said["request"], found.people, found.unnamed)
        except Problem as problem:
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            faults["people"] = problem.detail
    if faults:
        typed = Typed(said.get("people", ""), said.get("unnamed", ""), faults, said["request"])
        return await _page(request, identifier, typed, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(identifier, "asked")


@router.post("/sessions/{identifier}/draws")
async def draw(request: Request, identifier: str) -> Response:
    """Draw the free places among those who wait."""
    said = await fields(request)
    moment = await _places(request).draw(_known(identifier), said.get("seed", ""), release="release" in said)
    await _shown_by(request, moment)
    return _to(identifier, "drawn")


@router.post("/sessions/{identifier}/answers")
async def answer(request: Request, identifier: str) -> Response:
    """Take or decline the places that are ticked, or give up what waits."""
    said, places = await fields(request), _places(request)
    asked, do = said.get("request", ""), said.get("do", "")
    if not is_key(asked):
        raise Problem(400, "MalformedBody", "The form has lost its identifier: begin it anew.")
    if do not in SAYS:
        await places.give_up(asked)
        return _to(identifier, "given-up")
    chosen = [name.removeprefix(PLACE) for name in said if name.startswith(PLACE)]
    if not chosen:
        return await _page(request, identifier, Typed(faults={asked: MISSING}), HTTPStatus.UNPROCESSABLE_ENTITY)
    await _shown_by(request, await places.answer(asked, do, chosen))
    return _to(identifier, do)


@router.get("/places")
async def every_place(request: Request) -> HTMLResponse:
    """List what the organisation asked for anywhere, and what it is asked for."""
    items = await _places(request).all()
    request.state.audited = READS
    answered = await ask(request, Filters(), SESSIONS)
    if isinstance(answered, NotAnswered):
        return answer_page(answered, HERE)
    names, code = organisations(answered.choices), str(own(request).organisation)
    asked, running = views.every_place(items, {one["id"]: one for one in answered.bodies[0]["items"]}, names, code)
    return shown(request, "places.html", HERE, asked=asked, running=running)


async def _page(request: Request, identifier: str, typed: Typed, status: int = HTTPStatus.OK) -> HTMLResponse:
    if not is_key(identifier):
        return problem_page(HTTPStatus.NOT_FOUND)
    answered, places = await asyncio.gather(
        ask(request, Filters(), whatever_is_shown(f"/v1/sessions/{identifier}")), _asked(request, identifier)
    )
    if isinstance(answered, NotAnswered):
        lost = answered.status == HTTPStatus.NOT_FOUND
        return problem_page(HTTPStatus.NOT_FOUND) if lost else answer_page(answered, f"/sessions/{identifier}")
    return page(
        "session.html", status, **_shown(request, answered.bodies[0], places, organisations(answered.choices), typed)
    )


def _shown(
    request: Request, told: Mapping[str, Any], places: Mapping[str, Any], names: views.Names, typed: Typed
) -> dict[str, object]:
    caller, identifier = request.state.caller, told["id"]
    own = caller.organisation if isinstance(caller, Caller) else None
    runs, stands = own == told["organisation"], happening(told) == HAPPENINGS["scheduled"]
    waiting = sum(one["state"] == "waiting" for item in places["items"] for one in item["places"])
    return {
        "of": told,
        "title": told["course_title"] or "A course that is not announced",
        "when": views.when(told),
        "run_by": names.get(told["organisation"], told["organisation"]),
        "stands": stands,
        "happening": happening(told),
        "places": views.places_view(told, names),
        "away": places is AWAY,
        "asks": may_ask(caller) and stands and places is not AWAY,
        "own": views.own_requests(places["items"], own),
        "requested": views.by_organisation(places["items"], names) if runs else None,
        "runs": runs and may_ask(caller),
        "draws": runs and stands and waiting > 0 and DRAWER in caller.roles,
        "waiting": waiting,
        "drawn": views.draw_views(places["draws"], names) if runs else [],
        "typed": typed,
        "request_id": typed.id or str(uuid4()),
        "seed": token_hex(8),
        "errors": [{"text": said, "href": f"#{name}"} for name, said in typed.faults.items()],
        "done": DONE.get(request.query_params.get("done", "")),
        "offered": offers.about(caller, "session", identifier) if runs else [],
        "recorded": offers.recorded(request.query_params, identifier),
        "may_sign_in": not may_ask(caller) and stands and own is None,
    }


async def _asked(request: Request, identifier: str) -> Mapping[str, Any]:
    """Return requests and draws, where there is anybody to be shown them; the session is shown without them, too."""
    if not may_ask(request.state.caller):
        return NOTHING
    try:
        found = await _places(request).of_session(identifier)
    except Problem as problem:
        if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return AWAY
    if found["items"]:
        request.state.audited = READS
    return found


def _places(request: Request) -> Places:
    caller: Caller = request.state.caller
    return Places(request.app.state.training, caller)


async def _shown_by(request: Request, moment: str | None) -> None:
    """Wait until the page knows of what was just said, or two seconds are over."""
    if moment is not None:
        with suppress(Problem):
            await request.app.state.metrics.get("/v1/years", {}, request.state.caller, {"x-min-fresh": moment})


def _known(identifier: str) -> str:
    if not is_key(identifier):
        raise Problem(HTTPStatus.NOT_FOUND, "NotFound", "There is no such session.")
    return identifier


def _to(identifier: str, done: str) -> RedirectResponse:
    headers = {"Cache-Control": "no-store"}
    return RedirectResponse(f"/sessions/{_known(identifier)}?done={done}#done", HTTPStatus.SEE_OTHER, headers)
