"""`/reminders`: what somebody wants to be reminded of, and where; tried, changed and ended."""

import re
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.gateway.database import needed
from services.gateway.identity.forms import fields
from services.gateway.own.shown import NONE, Errors, own, shown
from services.gateway.pages.moments import moment
from services.gateway.reminders import keeping
from services.gateway.reminders.keeping import EMAIL, WEBHOOK, Person, Subscription, TooMany
from services.gateway.reminders.kinds import KINDS
from services.gateway.reminders.words import TEST
from services.gateway.webhooks.addresses import objection
from services.gateway.webhooks.signing import new_secret, written
from shared.http import Problem
from shared.moments import written as moment_of

router = APIRouter(include_in_schema=False)
HERE = "/reminders"
MAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 254
NO_KIND = "Choose at least one thing to be reminded of."
NO_MAIL = "Give an e-mail address, for example name@example.nhs.uk."
TOO_MANY = f"You have {keeping.MOST} already. End one that you no longer need."
DONE = {
    "ended": "It is ended, and the address is forgotten.",
    "changed": "What goes to this address is changed.",
    "asked": "A message is on its way to the address. Open the link in it to say that the address is yours.",
    "tested": "A test is on its way.",
}


@router.get("/reminders")
async def reminders(request: Request) -> HTMLResponse:
    return await _page(request)


@router.post("/reminders")
async def subscribe(request: Request) -> Response:
    """Keep what is asked for; an e-mail address is written to only once whoever reads it has agreed."""
    form = await fields(request)
    chosen, channel, address = _read(request, form)
    if errors := _faults(request, chosen, channel, address):
        return await _page(request, Errors(errors), form, HTTPStatus.BAD_REQUEST)
    secret = new_secret() if channel == WEBHOOK else None
    try:
        async with needed():
            made, is_new = await keeping.create(
                request.app.state.pool, _whose(request), channel=channel, address=address, kinds=chosen,
                token=secrets.token_bytes(32), secret=secret,
            )  # fmt: skip
    except TooMany:
        return await _page(request, Errors({"address": TOO_MANY}), form, HTTPStatus.CONFLICT)
    if is_new and secret is not None:
        return await _page(request, made={"address": address, "secret": written(secret)}, status=HTTPStatus.CREATED)
    return _back("changed" if made.confirmed_at else "asked")


@router.post("/reminders/{subscription}/test")
async def test(request: Request, subscription: UUID) -> Response:
    async with needed():
        found, _ = await keeping.of(request.app.state.pool, _whose(request))
        if subscription not in {one.id for one in found}:
            _unknown()
        subject = "A test of your reminders"
        await keeping.ask(request.app.state.pool, _whose(request), subscription, TEST, subject)
    return _back("tested")


@router.post("/reminders/{subscription}/stop")
async def stop(request: Request, subscription: UUID) -> Response:
    async with needed():
        if not await keeping.end(request.app.state.pool, _whose(request), subscription):
            _unknown()
    return _back("ended")


def _back(done: str) -> RedirectResponse:
    return RedirectResponse(f"{HERE}?done={done}", HTTPStatus.SEE_OTHER)


def _whose(request: Request) -> Person:
    who = own(request)
    return Person(str(who.organisation), str(who.client))


def _unknown() -> NoReturn:
    raise Problem(404, "NotFound", "You have no such reminder; it may have been ended meanwhile.")


def _read(request: Request, form: Mapping[str, str]) -> tuple[list[str], str, str]:
    chosen = [name for name in KINDS if form.get(f"kind-{name}")]
    channel = form.get("channel", "") if request.app.state.sends_mail else WEBHOOK
    return chosen, channel, form.get("address", "").strip()


def _faults(request: Request, chosen: Sequence[str], channel: str, address: str) -> dict[str, str]:
    faults = {} if chosen else {"kinds": NO_KIND}
    if channel == EMAIL:
        if len(address) > LONGEST or not MAIL.fullmatch(address):
            faults["address"] = NO_MAIL
    elif channel == WEBHOOK:
        if (problem := objection(address, request.app.state.webhook_networks)) is not None:
            faults["address"] = f"{problem} Give a whole address that starts with https://."
    else:
        faults["channel"] = "Choose where reminders go."
    return faults


async def _page(
    request: Request,
    errors: Errors = NONE,
    form: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
    made: Mapping[str, str] | None = None,
) -> HTMLResponse:
    async with needed():
        found, sent = await keeping.of(request.app.state.pool, _whose(request))
    return shown(
        request,
        "reminders.html",
        HERE,
        status,
        subscriptions=[_view(one, sent) for one in found],
        kinds=KINDS.values(),
        sends_mail=request.app.state.sends_mail,
        said=form or {},
        made=made,
        done=DONE.get(request.query_params.get("done", ""), "") if request.method == "GET" else "",
        errors=errors,
    )


def _view(one: Subscription, sent: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "address": one.address,
        "by": "By e-mail" if one.channel == EMAIL else "To a webhook",
        "titles": [KINDS[kind].title for kind in one.kinds if kind in KINDS],
        "state": _state(one),
        "is_open": one.stopped_at is None and one.confirmed_at is not None,
        "sent": [
            {"subject": row["subject"], "when": moment(moment_of(row["sent_at"] or row["created_at"])),
             "state": "Sent" if row["sent_at"] else row["problem"] or "On its way"}
            for row in sent if row["subscription"] == one.id
        ],
    }  # fmt: skip


def _state(one: Subscription) -> str:
    if one.stopped_at is not None:
        return f"Stopped: {one.stopped_why} Ask for it again below once that is mended."
    return "Reminds you." if one.confirmed_at else "Waits until somebody opens the link that was sent there."
