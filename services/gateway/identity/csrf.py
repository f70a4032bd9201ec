"""What a browser is asked to do has to come from a page of ours: by its origin, and by a token of this session."""

import hmac

from fastapi import Request

from services.gateway.identity import cookies, uploads
from services.gateway.identity.forms import fields
from shared.http import Problem

HEADER = "x-csrf-token"
FIELD = "csrf_token"
FORM = "application/x-www-form-urlencoded"


async def require(request: Request, token: str) -> None:
    """Refuse what another site may have made the browser send."""
    if not comes_from_here(request):
        raise Problem(403, "AnotherSite", "This was not sent from a page of Golden Thread.")
    if not hmac.compare_digest((await _brought(request)).encode(), token.encode()):
        raise Problem(403, "AnotherSite", "The page is no longer current: load it again, and send it from there.")


def comes_from_here(request: Request) -> bool:
    """Return whether the browser says that one of our own pages sent this. A browser that says nothing is too old."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None and fetched != "same-origin":
        return False
    said = request.headers.get("origin")
    if said is not None:
        return said == cookies.origin(request).of(request)
    return fetched is not None


async def _brought(request: Request) -> str:
    if HEADER in request.headers:
        return request.headers[HEADER]
    kind = request.headers.get("content-type", "")
    if kind.startswith(uploads.KIND):
        return (await uploads.upload(request)).fields.get(FIELD, "")
    return (await fields(request)).get(FIELD, "") if kind.startswith(FORM) else ""
