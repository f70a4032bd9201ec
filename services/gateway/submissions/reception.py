"""Take a request apart into the CloudEvents it carries, or refuse it as a whole. Nothing is decided here."""

import json
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec
from fastapi import Request

from shared.http import Problem
from shared.submission import json_value

MOST_EVENTS = 10_000
MOST_BYTES = 16 * 1024 * 1024
ONE = "application/cloudevents+json"
MANY = "application/cloudevents-batch+json"


async def body(request: Request) -> bytes:
    """Return the request's body, giving up as soon as it is too large."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "UnsupportedMediaType", "A compressed body is not accepted.")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > MOST_BYTES:
        raise _too_large()
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def media_type(request: Request) -> str:
    """Return which of the three forms the request has; 415 for any other."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named in {ONE, MANY}:
        return named
    if named == "application/json" and any(name.startswith("ce-") for name in request.headers):
        return named
    detail = f"Send {ONE}, {MANY}, or application/json with `ce-` headers."
    raise Problem(415, "UnsupportedMediaType", detail)


def one(content: bytes) -> bytes:
    """Return the one event of a structured request."""
    _checked(content)
    return content


def many(content: bytes) -> list[bytes]:
    """Return the events of a batch, each as it was written."""
    try:
        content.decode()
        raws = [bytes(raw) for raw in msgspec.json.decode(content, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raws = _spelt_anew(content)
    if len(raws) > MOST_EVENTS:
        raise Problem(413, "TooManyEvents", f"A batch has at most {MOST_EVENTS} events.")
    return raws


def binary(request: Request, content: bytes) -> bytes:
    """Return the event of a binary-mode request: its attributes from the headers, its data from the body."""
    said = {name[3:]: unquote(value) for name, value in request.headers.items() if name.startswith("ce-")}
    if content:
        _checked(content)
    return composed(said, content or None)


def composed(attributes: Mapping[str, str], data: bytes | None) -> bytes:
    """Return an event in JSON from its attributes and its data, which is JSON and stays as it was written."""
    members = [json.dumps({name: value})[1:-1].encode() for name, value in attributes.items() if name != "data"]
    if data is not None:
        members.append(b'"data": ' + data)
    return b"{" + b", ".join(members) + b"}"


def _spelt_anew(content: bytes) -> list[bytes]:
    """Read what the fast decoder cannot hold (lone surrogates), so that only the events at fault are refused."""
    items = _checked(content)
    if not isinstance(items, list):
        raise Problem(400, "MalformedBody", "A batch is a JSON array of CloudEvents.")
    return [json.dumps(item).encode() for item in items]


def _checked(content: bytes) -> object:
    try:
        content.decode()
        return json_value(content)
    except ValueError:
        raise Problem(400, "MalformedBody", "The body is not JSON in UTF-8.") from None


def _too_large() -> Problem:
    return Problem(413, "TooLarge", f"A request has at most {MOST_BYTES // 1024 // 1024} MiB.")
