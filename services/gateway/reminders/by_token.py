"""What whoever has the link of a message can do without signing in: agree to it, or end it.

To open a link changes nothing, since mail programmes open links by themselves; a button does, and so does a mail
programme's own button to unsubscribe, which posts (RFC 8058).
"""

import re
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.database import needed
from services.gateway.pages.templates import page
from services.gateway.reminders.kinds import KINDS

router = APIRouter(include_in_schema=False)
TOKEN = re.compile(r"[0-9a-f]{64}")
OF = "SELECT address, kinds, confirmed FROM subscription_of($1)"
CONFIRM, END = "SELECT confirm_subscription($1)", "SELECT end_subscription($1)"


@router.get("/unsubscribe/{token}")
async def unsubscribe(request: Request, token: str) -> HTMLResponse:
    """Show the button; where it has ended, or never was, the same is said."""
    return await _shown(request, token, "unsubscribe.html")


@router.post("/unsubscribe/{token}")
async def end(request: Request, token: str) -> HTMLResponse:
    return await _done(request, token, END, "unsubscribe.html")


@router.get("/confirm/{token}")
async def confirm(request: Request, token: str) -> HTMLResponse:
    return await _shown(request, token, "confirm.html")


@router.post("/confirm/{token}")
async def agree(request: Request, token: str) -> HTMLResponse:
    return await _done(request, token, CONFIRM, "confirm.html")


async def _shown(request: Request, token: str, template: str) -> HTMLResponse:
    known = None
    if TOKEN.fullmatch(token):
        async with needed():
            row = await request.app.state.pool.fetchrow(OF, bytes.fromhex(token))
        known = row and {
            "address": row["address"],
            "titles": [KINDS[kind].title for kind in row["kinds"] if kind in KINDS],
            "confirmed": row["confirmed"],
        }
    return _page(template, token, known=known, done=False)


async def _done(request: Request, token: str, statement: str, template: str) -> HTMLResponse:
    is_known = False
    if TOKEN.fullmatch(token):
        async with needed():
            is_known = bool(await request.app.state.pool.fetchval(statement, bytes.fromhex(token)))
    return _page(template, token, known=None, done=is_known)


def _page(template: str, token: str, *, known: object, done: bool) -> HTMLResponse:
    status = HTTPStatus.OK if known or done else HTTPStatus.NOT_FOUND
    answer = page(template, status, token=token, known=known, done=done)
    # The link is as good as a key for as long as it lasts.
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    return answer
