"""Where a page of a list ended: opaque to its reader, refused when it is not one of the list's."""

import base64
from typing import Any

import msgspec
from fastapi import Request

from shared.http import Problem

_NUL = b"\\u0000"
"""No text in a database holds it."""


def after(place: object) -> str:
    """Return the cursor with which the next page goes on after a place."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place(cursor: str, kind: Any) -> Any:
    """Return the place that a cursor names."""
    try:
        found = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        if _NUL in found:
            raise not_one()
        return msgspec.json.decode(found, type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise not_one() from None


def not_one() -> Problem:
    """Return the refusal of a cursor."""
    return Problem(400, "MalformedParameter", "`cursor` is not one of this list's.", field="cursor")


def next_page(request: Request, cursor: str) -> str:
    """Return the address of the next page."""
    return f"{request.url.path}?{request.url.include_query_params(cursor=cursor).query}"
