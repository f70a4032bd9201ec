"""`/access`: an organisation's clients and API keys, made, listed, renewed and revoked. A secret is shown once."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.gateway.identity import clients_router, keys_router
from services.gateway.identity.described import NewApiKey, NewClient
from services.gateway.identity.forms import fields
from services.gateway.imports.cells import Unreadable, day
from services.gateway.own.shown import NONE, Errors, errors_of, own, shown
from services.gateway.pages.moments import day as in_words
from services.gateway.pages.moments import day_of
from services.gateway.policy import ROLES
from shared.http import Problem

router = APIRouter(include_in_schema=False)
HERE = "/access"
OPERATOR = "operator"
DUTIES: Mapping[str, str] = {
    "reader": "read figures and the register",
    "submitter": "submit facts and files",
    "qi_lead": "speak for the organisation: agreement, targets, milestones",
    "finance": "submit savings and gateways",
    "operator": "keep clients and keys, and look at how the system runs",
}
OVERLAPS: Mapping[str, str] = {"24": "for one more day", "168": "for one more week", "0": "not at all: it ends now"}
WRONG: Mapping[str, str] = {
    "name": "Give it a name of up to 100 characters, in one line.",
    "roles": "Choose at least one thing that it may do.",
    "expires_on": "Give a day from today to a year from now, for example 31/03/2027.",
    "organisation": "Give the organisation's code, as in RGP.",
}


@router.get("/access")
async def access(request: Request) -> HTMLResponse:
    return await _page(request)


@router.post("/access/keys")
async def make_key(request: Request) -> Response:
    form = await fields(request)
    said: dict[str, Any] = {"name": form.get("name", ""), "roles": _roles(form)}
    try:
        if form.get("expires_on", "").strip():
            said["expires_on"] = day(form["expires_on"])
        made = await keys_router.make(request, own(request), NewApiKey.model_validate(said, strict=False))
    except Unreadable:
        return await _page(request, Errors({"key-expires_on": WRONG["expires_on"]}), form)
    except (ValidationError, RequestValidationError) as error:
        return await _page(request, _faults(error, "key"), form)
    except Problem as problem:
        return await _refused(request, problem, "key", form)
    return await _page(request, made=made, secret=made["key"])


@router.post("/access/keys/{key_id}/rotate")
async def rotate_key(request: Request, key_id: str) -> Response:
    made = await keys_router.replace(request, key_id, await _overlap(request))
    return await _page(request, made=made, secret=made["key"])


@router.post("/access/keys/{key_id}/revoke")
async def revoke_key(request: Request, key_id: str) -> Response:
    await keys_router.end(request, key_id)
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


@router.post("/access/clients")
async def make_client(request: Request) -> Response:
    form = await fields(request)
    said: dict[str, Any] = {"name": form.get("name", ""), "roles": _roles(form)}
    if form.get("organisation", "").strip():
        said["organisation"] = form["organisation"].strip()
    try:
        made = await clients_router.make(request, own(request), NewClient.model_validate(said, strict=False))
    except ValidationError as error:
        return await _page(request, _faults(error, "client"), form)
    except Problem as problem:
        return await _refused(request, problem, "client", form)
    return await _page(request, made=made, secret=made["client_secret"])


@router.post("/access/clients/{client_id}/rotate")
async def rotate_client(request: Request, client_id: str) -> Response:
    try:
        made = await clients_router.renew(request, client_id, await _overlap(request))
    except Problem as problem:
        return await _refused(request, problem, "client", {})
    return await _page(request, made={"name": client_id, **made}, secret=made["client_secret"])


@router.post("/access/clients/{client_id}/revoke")
async def revoke_client(request: Request, client_id: str) -> Response:
    try:
        await clients_router.end(request, client_id)
    except Problem as problem:
        return await _refused(request, problem, "client", {})
    return RedirectResponse(HERE, HTTPStatus.SEE_OTHER)


async def _page(
    request: Request,
    errors: Errors = NONE,
    form: Mapping[str, str] | None = None,
    *,
    status: int | None = None,
    made: Mapping[str, Any] | None = None,
    secret: str | None = None,
) -> HTMLResponse:
    who = own(request)
    keeps_clients = OPERATOR in who.roles and request.app.state.local_mode
    usual = HTTPStatus.BAD_REQUEST if errors.said else HTTPStatus.CREATED if made else HTTPStatus.OK
    return shown(
        request,
        "access.html",
        HERE,
        status or usual,
        keys=[_key(one) for one in await keys_router.listed(request, str(who.organisation))],
        clients=[_client(one) for one in await clients_router.listed(request, str(who.organisation))]
        if keeps_clients
        else None,
        invites=keeps_clients and await clients_router.speaks_for_the_system(request, who),
        duties={role: DUTIES[role] for role in DUTIES if role in who.roles & ROLES},
        overlaps=OVERLAPS,
        said=form or {},
        made={"client_id": None, **made} if made else None,
        secret=secret,
        token_url=_token_url(request),
        errors=errors,
    )


async def _refused(request: Request, problem: Problem, what: str, form: Mapping[str, str]) -> HTMLResponse:
    """Show what stands in the way beside its field; what is not there at all is a page of its own."""
    if problem.status in {HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE}:
        raise problem
    names = {name: f"{what}-{name}" for name in WRONG}
    return await _page(request, errors_of(problem, names), form, status=problem.status)


def _faults(error: ValidationError | RequestValidationError, what: str) -> Errors:
    named = (str(one["loc"][0]) for one in error.errors())
    return Errors({f"{what}-{name}": WRONG.get(name, "This cannot be read.") for name in named})


def _roles(form: Mapping[str, str]) -> list[str]:
    """Return the roles that are ticked: each has a field of its own, since a field is said once."""
    return [role for role in sorted(ROLES) if form.get(f"role-{role}")]


async def _overlap(request: Request) -> timedelta:
    said = (await fields(request)).get("overlap_hours", "")
    if said not in OVERLAPS:
        raise Problem(400, "MalformedParameter", "Choose how long the one before goes on being good.")
    return timedelta(hours=int(said))


def _key(one: Mapping[str, Any]) -> dict[str, Any]:
    last_used = in_words(one["last_used_on"]) if one["last_used_on"] else "never"
    return {
        **one,
        "may": _duties(one),
        "made": day_of(one["created_at"]),
        "until": day_of(one["expires_at"]),
        "used": last_used,
    }


def _client(one: Mapping[str, Any]) -> dict[str, Any]:
    last_used = in_words(one["last_used_on"]) if one["last_used_on"] else "never"
    return {**one, "may": _duties(one), "made": day_of(one["created_at"]), "used": last_used}


def _duties(one: Mapping[str, Any]) -> str:
    return ", ".join(one["roles"])


def _token_url(request: Request) -> str | None:
    """Return where tokens are fetched, where that is our own issuer."""
    sign_in = request.app.state.sign_in
    return f"{sign_in.provider.issuer}/oauth/token" if sign_in is not None and request.app.state.local_mode else None
