"""`/people/new`: enter somebody of one's own organisation in the directory, so that forms can name them."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.identity.forms import fields as sent_fields
from services.gateway.pages.templates import page
from services.gateway.recording import people
from shared.http import Problem
from shared.identity import Caller

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
NAME, EMAIL = "name", "email"
MISSING = {NAME: "Enter the name"}


@router.get("/people/new")
async def ask(request: Request) -> Response:
    """Ask for a name and an address."""
    return _page({}, {}, entered="entered" in request.query_params)


@router.post("/people/new")
async def enter(request: Request) -> Response:
    """Enter somebody, and be ready for the next."""
    caller: Caller = request.state.caller
    if caller.organisation is None:
        raise Problem(HTTPStatus.FORBIDDEN, "RoleRequired", "Only somebody of an organisation can enter people.")
    typed = {name: text.strip() for name, text in (await sent_fields(request)).items()}
    if not typed.get(NAME):
        return _page(typed, MISSING)
    status, answer = await people.enter(request.app.state.training, caller, typed[NAME], typed.get(EMAIL, ""))
    if status == HTTPStatus.CREATED:
        return RedirectResponse("/people/new?entered=yes", HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    field = str(answer.get("field", NAME))
    return _page(typed, {field if field in {NAME, EMAIL} else NAME: _said(answer, field)})


def _said(answer: Mapping[str, object], field: str) -> str:
    if answer.get("type") != "MalformedParameter":
        return str(answer.get("detail") or answer.get("title"))
    return "Enter an address like anna@example.nhs.uk" if field == EMAIL else "Enter a name of one line"


def _page(typed: Mapping[str, str], faults: Mapping[str, str], *, entered: bool = False) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    errors = [{"text": said, "href": f"#{name}"} for name, said in faults.items()]
    return page("person.html", status, typed=typed, faults=faults, errors=errors, entered=entered)
