"""The fields of a form, as browsers and OAuth clients send them."""

from urllib.parse import parse_qsl

from fastapi import Request

from shared.http import Problem

MOST_BYTES = 1024 * 1024
"""A fact of the greatest weight, as a browser spells it."""


async def fields(request: Request) -> dict[str, str]:
    """Return them, each of which may be said once. Whoever asks again is given the same."""
    known: dict[str, str] | None = getattr(request.state, "fields", None)
    if known is None:
        known = request.state.fields = await _read(request)
    return known


async def _read(request: Request) -> dict[str, str]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem(413, "TooLarge", f"A form has at most {MOST_BYTES} bytes.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise Problem(400, "MalformedBody", "The body is no form in UTF-8.") from None
    if len(dict(pairs)) < len(pairs):
        raise Problem(400, "MalformedBody", "A field is said more than once.")
    return dict(pairs)
