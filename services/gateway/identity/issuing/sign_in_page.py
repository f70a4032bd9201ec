"""The page on which a local person signs in, and the way back to the gateway."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.identity.forms import fields
from services.gateway.identity.issuing.people import ASKED, NotAsked, RelyingParty, proven
from services.gateway.pages.assets import mount_static
from services.gateway.pages.headers import SecurityHeaders
from services.gateway.pages.templates import page

WRONG = "This is not the password of that person. `.local/credentials.json` has it under `people`."


def add_to(app: FastAPI) -> None:
    """Add the pages to the issuer."""
    party: RelyingParty = app.state.relying_party
    app.add_api_route("/oauth/authorize", _show, methods=["GET"])
    app.add_api_route("/oauth/authorize", _sign_in, methods=["POST"])
    app.add_api_route("/oauth/sign-out", _sign_out, methods=["GET"])
    # After the form comes the gateway, to which browsers apply the form's policy as well.
    app.add_middleware(SecurityHeaders, forms_to=sorted({_origin(uri) for uri in party.redirect_uris}))
    mount_static(app)


async def _show(request: Request) -> Response:
    asked = {name: request.query_params[name] for name in ASKED if name in request.query_params}
    return _page(request, asked, chosen=request.query_params.get("login_hint", ""))


async def _sign_in(request: Request) -> Response:
    form = await fields(request)
    asked = {name: form[name] for name in ASKED if name in form}
    state = request.app.state
    person = proven(state.people, form.get("email", ""), form.get("password", ""))
    if person is None:
        return _page(request, asked, chosen=form.get("email", ""), wrong=WRONG)
    try:
        state.relying_party.check(asked)
    except NotAsked as error:
        return _problem(str(error))
    return RedirectResponse(state.codes.give(person, asked, state.issuer), 303, {"Cache-Control": "no-store"})


async def _sign_out(request: Request) -> Response:
    """Go back to where the gateway says that somebody is signed out. Here nobody stays signed in."""
    back = request.query_params.get("post_logout_redirect_uri", "")
    if back not in request.app.state.relying_party.signed_out_uris:
        return _problem("The application that sent you here is not known, or not by this address.")
    state = request.query_params.get("state")
    return RedirectResponse(f"{back}?{urlencode({'state': state})}" if state else back, 303)


def _page(request: Request, asked: Mapping[str, str], *, chosen: str, wrong: str = "") -> HTMLResponse:
    state = request.app.state
    try:
        state.relying_party.check(asked)
    except NotAsked as error:
        return _problem(str(error))
    people = [
        {"value": one["email"], "text": f"{one['email']}: {one['name']}", "selected": one["email"] == chosen}
        for one in state.people
    ]
    home = _origin(asked["redirect_uri"])
    shown = {"asked": dict(asked), "people": people, "wrong": wrong, "home": home}
    return page("local_sign_in.html", 403 if wrong else 200, **shown)


def _problem(said: str, status: int = 400) -> HTMLResponse:
    return page("signing.html", status, heading="You cannot sign in like this", said=said, again=None)


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
