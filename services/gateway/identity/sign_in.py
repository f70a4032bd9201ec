"""People's way in and out: to the provider and back, a session in between, and an end to it."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from services.gateway.database import needed
from services.gateway.identity import cookies
from services.gateway.identity.known import NOBODY, Identity, Means
from services.gateway.identity.provider import NotSignedIn, ProviderAway, SignedIn, SignIn
from services.gateway.identity.sessions import Sessions
from services.gateway.pages.templates import page
from shared.telemetry import log

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

CALLBACK, SIGNED_OUT = "/sign-in/callback", "/signed-out"
LONGEST_PATH = 2000
NO_STORE = {"Cache-Control": "no-store"}
AWAY = "Where you sign in is not answering. Wait a moment, then try again."
ASTRAY = "This sign-in was begun in another browser, too long ago, or it is finished already."


@router.get("/sign-in")
async def begin(request: Request) -> Response:
    """Send the browser to the provider; remember where it wanted to go."""
    back = cookies.origin(request).of(request) + CALLBACK
    try:
        url, held = await _sign_in(request).leave(back)
    except ProviderAway:
        return _not_signed_in(AWAY, 503)
    async with needed():
        cookie = await _sessions(request).leave(held, own_path(request.query_params.get("next", "/")))
    response = RedirectResponse(url, 303, NO_STORE)
    cookies.give(request, response, cookies.SIGN_IN, cookie, seconds=600)
    return response


@router.get(CALLBACK)
async def finish(request: Request) -> Response:
    """Take in whoever the provider has made sure of, in a session that did not exist before."""
    left_with = cookies.given(request, cookies.SIGN_IN)
    async with needed():
        kept = await _sessions(request).come_back(left_with) if left_with else None
    if kept is None:
        return _not_signed_in(ASTRAY, 400)
    held, return_to = kept
    try:
        known = await _sign_in(request).come_back(request, held)
    except ProviderAway:
        return _not_signed_in(AWAY, 503)
    except NotSignedIn as error:
        log.warning("identity.not_signed_in", reason=str(error))
        request.state.identity = NOBODY
        return _not_signed_in(f"You could not be signed in: {error}.", 403)
    if not known.caller.roles:
        request.state.identity = _identity(known)
        return _not_signed_in("You are known, but you have no role in Golden Thread yet.", 403)
    return await _taken_in(request, known, return_to)


@router.post("/sign-out")
async def end(request: Request) -> Response:
    """End the session here, then at the provider."""
    cookie = cookies.given(request, cookies.SESSION)
    async with needed():
        id_token = await _sessions(request).end(cookie) if cookie else None
    there = None
    if id_token is not None:
        try:
            there = await _sign_in(request).sign_out(id_token, cookies.origin(request).of(request) + SIGNED_OUT)
        except ProviderAway:
            log.warning("identity.not_signed_out_at_provider")
    response = RedirectResponse(there or SIGNED_OUT, 303, {**NO_STORE, "Clear-Site-Data": '"cache"'})
    cookies.take_back(request, response, cookies.SESSION)
    return response


@router.get(SIGNED_OUT)
async def ended(request: Request) -> HTMLResponse:  # noqa: ARG001  a route is given its request
    """Say that it is over."""
    return page("signing.html", 200, heading="You are signed out", said="", again="/sign-in")


def own_path(said: str) -> str:
    """Return where to go on: a path here, whatever an address elsewhere may look like to a browser."""
    is_path = said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable()
    return said if is_path and len(said) <= LONGEST_PATH else "/"


def way_in(request: Request) -> str:
    """Return the address that signs somebody in and brings them back to what they have asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(asked, safe='')}" if request.method == "GET" else "/sign-in"


async def _taken_in(request: Request, known: SignedIn, return_to: str) -> Response:
    sessions, before = _sessions(request), cookies.given(request, cookies.SESSION)
    async with needed():
        if before:
            await sessions.end(before)
        cookie = await sessions.begin(known.caller, known.name, known.id_token)
    request.state.identity = _identity(known)
    response = RedirectResponse(return_to, 303, NO_STORE)
    cookies.give(request, response, cookies.SESSION, cookie)
    cookies.take_back(request, response, cookies.SIGN_IN)
    return response


def _identity(known: SignedIn) -> Identity:
    return Identity(caller=known.caller, means=Means.SESSION)


def _not_signed_in(said: str, status: int) -> HTMLResponse:
    return page("signing.html", status, heading="You are not signed in", said=said, again="/sign-in")


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _sign_in(request: Request) -> SignIn:
    known: SignIn | None = request.app.state.sign_in
    if known is None:
        raise HTTPException(404, "Nobody signs in here.")
    return known
