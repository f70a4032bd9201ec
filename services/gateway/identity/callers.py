"""Who is behind a request, and whether they may do what it asks: before any route does anything."""

import base64
from typing import NoReturn

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts

from services.gateway.database import needed
from services.gateway.identity import api_keys, cookies, csrf
from services.gateway.identity.known import VISITOR, Identity, Means
from services.gateway.identity.sign_in import way_in
from services.gateway.identity.tokens import BadToken
from services.gateway.pages import account
from services.gateway.pages.account import Account
from services.gateway.policy import READING, RULES, Rule, Verdict, Whose, judge
from shared.http import Problem
from shared.identity import Caller

PAGES = frozenset({Whose.PAGE, Whose.OWN_PAGE})
_KEY_HEADER = "x-api-key"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="golden-thread"'}


class RouteWithoutRule(Exception):
    """Every route has a rule in `services/gateway/policy.py`; these have none:"""


async def caller(request: Request) -> Caller:
    """Return who is calling, as `admit` has found out."""
    identity: Identity = request.state.identity
    return identity.caller


def require_rules(app: FastAPI) -> None:
    """Refuse to start with a route that nobody has said who may use."""
    if missing := routes_of(app) - RULES.keys():
        raise RouteWithoutRule(", ".join(sorted(missing)))


def routes_of(app: FastAPI) -> set[str]:
    """Return each route that `admit` stands before: its method and its path."""
    found = [one for one in iter_route_contexts(app.routes) if isinstance(one.original_route, APIRoute)]
    return {f"{method} {one.path}" for one in found for method in one.methods or ()}


async def admit(request: Request) -> None:
    """Find out who is calling and hold it against the route's rule; stands before every route."""
    rule = RULES[f"{request.method} {request.scope['route'].path}"]
    if rule.whose is Whose.PUBLIC:
        return
    identity = await _page_identity(request, rule) if rule.whose in PAGES else await _identity(request)
    request.state.identity = identity
    writing = request.method not in READING
    verdict = judge(rule, identity.caller if identity else None, writing=writing)
    if verdict is not Verdict.ALLOWED:
        refuse(verdict, rule)
    assert identity is not None
    request.state.caller = identity.caller
    if writing and identity.means is Means.SESSION:
        await csrf.require(request, identity.csrf_token)


def refuse(verdict: Verdict, rule: Rule) -> NoReturn:
    """Say why not."""
    match verdict:
        case Verdict.NOT_AUTHENTICATED:
            way = "a sign-in" if rule.whose in PAGES else "an access token: `Authorization: Bearer …`"
            raise Problem(401, "NotAuthenticated", f"This needs {way}.", headers=_CHALLENGE)
        case Verdict.ROLE_REQUIRED:
            named = "` or `".join(sorted(rule.roles))
            where = " in an organisation" if rule.whose is Whose.OWN else ""
            raise Problem(403, "RoleRequired", f"This needs the role `{named}`{where}.")
        case Verdict.NOT_YOURS:
            raise Problem(403, "NotYours", "This belongs to another organisation.")
        case _:
            raise Problem(404, "NotFound", "Your organisation has nothing under this identifier.")


async def _page_identity(request: Request, rule: Rule) -> Identity | None:
    """Return who looks at a page, and let the page's head say so."""
    signed_in = await _session(request)
    if request.app.state.sign_in is not None:
        account.show(
            Account(way_in(request), signed_in.name, signed_in.csrf_token) if signed_in else Account(way_in(request))
        )
    visits = request.app.state.local_mode and rule.whose is Whose.PAGE
    return signed_in or (VISITOR if visits else None)


async def _identity(request: Request) -> Identity | None:
    """Return who the request shows to be behind it: by a token or a key, else by a session."""
    said, key = request.headers.get("authorization"), request.headers.get(_KEY_HEADER)
    if said is None and key is None:
        return await _session(request)
    scheme, _, token = (f"Bearer {key}" if said is None else said).partition(" ")
    token = token.strip()
    if scheme.lower() == "basic":
        key = _password(token)
        return await _by_key(request, key) if key.startswith(api_keys.BEGINS) else None
    if scheme.lower() != "bearer" or not token:
        return None
    if token.startswith(api_keys.BEGINS):
        return await _by_key(request, token)
    try:
        known: Identity = await request.app.state.tokens.identity(token)
    except BadToken as error:
        raise Problem(401, "NotAuthenticated", f"The access token is not valid: {error}.", headers=_CHALLENGE) from None
    return known


def _password(said: str) -> str:
    """Return the password of HTTP Basic: Excel and Power BI can send an API key as one, and not much else."""
    try:
        return base64.b64decode(said, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


async def _by_key(request: Request, key: str) -> Identity:
    async with needed():
        known = await api_keys.identity(request.app.state.pool, key)
    if known is None:
        detail = "The API key is not known, has ended or was revoked."
        raise Problem(401, "NotAuthenticated", detail, headers=_CHALLENGE)
    return known


async def _session(request: Request) -> Identity | None:
    """Return who is signed in."""
    cookie = cookies.given(request, cookies.SESSION)
    if cookie is None:
        return None
    rule = RULES[f"{request.method} {request.scope['route'].path}"]
    async with needed():
        known: Identity | None = await request.app.state.sessions.find(cookie, is_seen=not rule.by_itself)
    return known
