"""`/operations`: what operators look at first, and the button that has a record tried again."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.identity.forms import fields
from services.gateway.operations import asked
from services.gateway.operations.view import View, view
from services.gateway.own.shown import NO_STORE, NONE, Errors, own, shown
from services.gateway.pages.templates import page
from shared.http import Problem

router = APIRouter(include_in_schema=False)
HERE = "/operations"


@router.get("/operations")
async def operations(request: Request) -> HTMLResponse:
    return await _page(request, replayed="replayed" in request.query_params)


@router.get("/operations/now")
async def now(request: Request) -> HTMLResponse:
    """Return the part of the page that changes, for whoever has it open."""
    answer = page("operations_now.html", HTTPStatus.OK, view=await _view(request), csrf_token=_token(request))
    answer.headers.update(NO_STORE)
    return answer


@router.post("/operations/parked/{service}/{schema}/{record}/replay")
async def replay(request: Request, service: str, schema: str, record: int) -> Response:
    """Have a record tried again, and show the page anew."""
    await fields(request)
    backend = request.app.state.intake.routing.backends.get(service)
    if backend is None:
        raise Problem(404, "NotFound", "There is no such service.")
    try:
        await asked.replay(backend, own(request), schema, record)
    except Problem as problem:
        if problem.status == HTTPStatus.NOT_FOUND:
            raise
        return await _page(request, Errors({"waiting": problem.detail}), problem.status)
    return RedirectResponse(f"{HERE}?replayed", HTTPStatus.SEE_OTHER)


async def _page(
    request: Request, errors: Errors = NONE, status: int = HTTPStatus.OK, *, replayed: bool = False
) -> HTMLResponse:
    return shown(request, "operations.html", HERE, status, view=await _view(request), errors=errors, replayed=replayed)


async def _view(request: Request) -> View:
    state = request.app.state
    return view(await asked.running(state.intake.routing.backends, state.pool, own(request)))


def _token(request: Request) -> str:
    token: str = request.state.identity.csrf_token
    return token
