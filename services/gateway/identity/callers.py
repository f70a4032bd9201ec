"""Who is behind a request, and whether they may do what it asks: before any route does anything."""

from typing import NoReturn

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException

from services.gateway.identity.known import VISITOR, Identity
from services.gateway.identity.tokens import BadToken
from services.gateway.policy import READING, RULES, Rule, Verdict, Whose, judge
from shared.http import Problem
from shared.identity import Caller

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
    identity = await _identity(request, rule)
    request.state.identity = identity
    if identity is not None:
        request.state.caller = identity.caller
    verdict = judge(rule, identity.caller if identity else None, writing=request.method not in READING)
    if verdict is not Verdict.ALLOWED:
        refuse(verdict, rule)


def refuse(verdict: Verdict, rule: Rule) -> NoReturn:
    """Say why not."""
    match verdict:
        case Verdict.NOT_AUTHENTICATED if rule.whose is Whose.PAGE:
            raise HTTPException(401, "This page needs a sign-in.")
        case Verdict.NOT_AUTHENTICATED:
            detail = "This needs an access token: `Authorization: Bearer …`."
            raise Problem(401, "NotAuthenticated", detail, headers=_CHALLENGE)
        case Verdict.ROLE_REQUIRED:
            named = "` or `".join(sorted(rule.roles))
            raise Problem(403, "RoleRequired", f"This needs the role `{named}`, for an organisation of your own.")
        case Verdict.NOT_YOURS:
            raise Problem(403, "NotYours", "This belongs to another organisation.")
        case _:
            raise Problem(404, "NotFound", "Your organisation has nothing under this identifier.")


async def _identity(request: Request, rule: Rule) -> Identity | None:
    """Return who the request shows to be behind it; None when it shows nothing."""
    if rule.whose is Whose.PAGE:
        return VISITOR if request.app.state.local_mode else None
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    try:
        known: Identity = await request.app.state.tokens.identity(token.strip())
    except BadToken as error:
        raise Problem(401, "NotAuthenticated", f"The access token is not valid: {error}.", headers=_CHALLENGE) from None
    return known
