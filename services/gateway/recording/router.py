"""`/record`: what can be recorded by hand, the forms for it, and what is left unfinished."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from services.gateway.database import needed
from services.gateway.identity.forms import fields as sent_fields
from services.gateway.pages.filters import NAME, is_key
from services.gateway.recording import drafts, offers, people, refused_before, saying
from services.gateway.recording.drafts import Draft
from services.gateway.recording.filled import Typed, fill, without_empty_rows
from services.gateway.recording.forms import FORMS
from services.gateway.recording.known import Known, NotThere, known, owners
from services.gateway.recording.page import form_page, gone_page, index_page
from services.gateway.recording.saying import Fact, Sent
from services.gateway.recording.showing import Shown
from services.gateway.recording.texts import PARTS
from shared.contracts.identifiers import looks_like_patient_identifier
from shared.http import Problem
from shared.identity import Caller
from shared.moments import london_day

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
ID, BUTTON = "form-id", "form-button"
CARRIED = frozenset({"csrf_token", ID, BUTTON})
"""What a form sends beside answers, under names that no field of a fact can have."""
LOOKS_FOR_PEOPLE = "people.find"
"""What the audit calls it."""


@router.get("/record")
async def index(request: Request) -> Response:
    """Show what there is to record, and what was left unfinished."""
    caller = _caller(request)
    async with needed():
        kept = await drafts.every(request.app.state.pool, caller)
    return index_page(offers.beginnings(caller), kept, offers.recorded(request.query_params))


@router.get("/record/{type}")
@router.get("/record/{type}/{identifier}")
async def ask(request: Request, type: str, identifier: str = "") -> Response:  # noqa: A002  the name in the address
    """Show a form: new, or as it was left."""
    sent = _sent(_caller(request), type, identifier, uuid4())
    left = request.query_params.get("draft", "")
    async with needed():
        if left:
            draft = await drafts.one(request.app.state.pool, sent.caller, UUID(left)) if is_key(left) else None
            if draft is None or (draft.type, draft.identifier) != (type, identifier):
                return gone_page(sent.form, identifier)
            return await _show_left(request, sent, draft)
        every = await drafts.every(request.app.state.pool, sent.caller)
    if place := request.query_params.get("refused", ""):
        return await _show_refused(request, sent, place)
    begun = [one for one in every if (one.type, one.identifier) == (type, identifier)]
    standing = await _known(request, sent)
    typed = _begun(request, sent, standing)
    found = await _people(request, sent, typed)
    shown = Shown(found.typed, {}, standing, found.people)
    return form_page(sent, shown, carried=saying.begin(sent, standing), unfinished=begun[0] if begun else None)


@router.post("/record/{type}")
@router.post("/record/{type}/{identifier}")
async def take(request: Request, type: str, identifier: str = "") -> Response:  # noqa: A002
    """Record what a form says, or keep it until it can be."""
    said = await sent_fields(request)
    if not is_key(said.get(ID, "")):
        raise Problem(400, "MalformedBody", "The form has lost its identifier: begin it anew.")
    sent = _sent(_caller(request), type, identifier, UUID(said[ID]))
    typed = without_empty_rows(sent.form.fields, _answers(sent, said))
    do = said.get(BUTTON, "record")
    if do == "discard":
        async with needed():
            await drafts.remove(request.app.state.pool, sent.caller, sent.id)
        return _to("/record")
    if any(map(looks_like_patient_identifier, typed.values())):
        # Not kept, not even to be corrected: it is shown once more, and leaves with its reader.
        return await _show_once(request, sent, typed)
    await _keep(request, sent, typed, tried=do == "record")
    if do != "record":
        return _to(_resume(sent, saved="yes"))
    return await _record(request, sent, typed)


async def _record(request: Request, sent: Sent, typed: Typed) -> Response:
    """Submit the fact if the form is complete; else lead back to it."""
    standing = await _known(request, sent)
    found = await _people(request, sent, typed)
    judged = saying.judge(sent, found, standing)
    if judged.fact is None:
        return _to(_resume(sent))
    try:
        answer = await saying.submit(sent, judged.fact, request.app.state.intake, request.app.state.limits)
    except Problem as problem:
        answer = {"status": "refused", "reason": saying.away(problem)}
    if answer["status"] == "refused":
        await _keep(request, sent, typed, tried=True, reason=answer["reason"])
        return _to(_resume(sent))
    return await _done(request, sent, judged.fact, answer)


async def _done(request: Request, sent: Sent, fact: Fact, answer: Mapping[str, Any]) -> Response:
    """Lead to the thing, once the read side knows of it or two seconds are over."""
    async with needed():
        await drafts.remove(request.app.state.pool, sent.caller, sent.id)
    with suppress(Problem):
        await request.app.state.metrics.get("/v1/years", {}, sent.caller, {"x-min-fresh": answer["recorded_at"]})
    return _to(f"{offers.after(sent.form, fact.identifier)}?{urlencode({'recorded': sent.form.type})}")


async def _show_left(request: Request, sent: Sent, draft: Draft) -> Response:
    sent = Sent(sent.form, draft.id, sent.identifier, sent.caller)
    standing = await _known(request, sent)
    found = await _people(request, sent, draft.typed)
    faults = saying.judge(sent, found, standing).faults if draft.tried else {}
    if draft.reason and not faults:
        faults = saying.placed(sent.form, draft.typed, draft.reason)
    shown = Shown(found.typed, faults, standing, found.people)
    saved = "saved" in request.query_params
    return form_page(sent, shown, carried=_carried(sent, draft.typed), saved=saved)


async def _show_refused(request: Request, sent: Sent, place: str) -> Response:
    """Show the form with what was refused in it, and why beside its question; nothing is kept by that."""
    refused = await refused_before.find(request.app.state.pool, sent.caller, place)
    if refused is None or not refused.belongs_to(sent.form.type, sent.identifier or ""):
        return gone_page(sent.form, sent.identifier or "")
    standing = await _known(request, sent)
    found = await _people(request, sent, refused.typed(sent.form.fields))
    faults = saying.placed(sent.form, found.typed, refused.reason)
    shown = Shown(found.typed, faults, standing, found.people)
    return form_page(sent, shown, carried=saying.begin(sent, standing))


async def _show_once(request: Request, sent: Sent, typed: Typed) -> Response:
    standing = await _known(request, sent)
    found = await _people(request, sent, typed)
    faults = saying.judge(sent, found, standing).faults
    named = {name: saying.PATIENT for name, text in typed.items() if looks_like_patient_identifier(text)}
    shown = Shown(found.typed, saying.in_order(sent.form.fields, {**faults, **named}), standing, found.people)
    return form_page(sent, shown, carried=_carried(sent, typed), status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _begun(request: Request, sent: Sent, standing: Known) -> Typed:
    """Return what a new form holds: what is known, today where a day begins so, and what the address answers."""
    today = london_day(datetime.now(UTC))
    typed = fill(sent.form.fields, standing.current)
    for one in sent.form.fields:
        if one.begins_today:
            typed |= {f"{one.name}.{part}": str(getattr(today, part)) for part in PARTS}
        if (given := request.query_params.get(one.name)) is not None:
            typed |= {one.name: given}
    return typed


async def _known(request: Request, sent: Sent) -> Known:
    try:
        found = await known(request.app.state.reading, sent.form, sent.identifier, sent.caller)
    except NotThere as error:
        raise Problem(error.status, "NotThere", error.said) from None
    speak = owners(sent.form.category, found.facts)
    if speak is not None and not sent.form.takes_back and sent.caller.organisation not in speak:
        raise Problem(HTTPStatus.FORBIDDEN, "NotYours", "Only the organisation that leads it can record this.")
    return found


async def _people(request: Request, sent: Sent, typed: Typed) -> people.Found:
    if not people.asks_for_people(sent.form.fields):
        return people.Found(typed)
    found = await people.find(request.app.state.training, sent.caller, sent.form.fields, typed)
    if any(found.people.values()):
        request.state.audited = LOOKS_FOR_PEOPLE
    return found


async def _keep(
    request: Request, sent: Sent, typed: Typed, *, tried: bool, reason: Mapping[str, Any] | None = None
) -> None:
    draft = Draft(sent.id, sent.form.type, sent.identifier, typed, reason, tried)
    async with needed():
        await drafts.keep(request.app.state.pool, sent.caller, draft)


def _answers(sent: Sent, said: Mapping[str, str]) -> dict[str, str]:
    """Return what belongs to the form of all that was sent."""
    names = {one.name for one in sent.form.fields} | sent.form.given.keys()
    return {name: text for name, text in said.items() if name.partition(".")[0] in names}


def _sent(caller: Caller, type_: str, identifier: str, form_id: UUID) -> Sent:
    """Return the form; raises what its reader is told where there is none, or none for them."""
    form = FORMS.get(type_)
    if form is None or form.opens == bool(identifier) or (identifier and not NAME.fullmatch(identifier)):
        raise Problem(HTTPStatus.NOT_FOUND, "NotFound", "There is no such form.")
    if form.role not in caller.roles:
        raise Problem(HTTPStatus.FORBIDDEN, "RoleRequired", f"“{form.heading}” needs the role {form.role}.")
    return Sent(form, form_id, identifier, caller)


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    if caller.organisation is None:
        raise Problem(HTTPStatus.FORBIDDEN, "RoleRequired", "Only somebody of an organisation can record anything.")
    return caller


def _carried(sent: Sent, typed: Typed) -> dict[str, str]:
    return {name: typed[name] for name in sent.form.given if name in typed}


def _resume(sent: Sent, **also: str) -> str:
    return f"{offers.address(sent.form.type, sent.identifier)}?{urlencode({'draft': str(sent.id), **also})}"


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
