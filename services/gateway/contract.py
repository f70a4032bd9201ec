"""The contract for machines, without a token: the form of every fact, and what the log carries."""

from functools import cache

import msgspec
from fastapi import APIRouter, Response

from shared.contracts import asyncapi, schema
from shared.http import Problem

router = APIRouter()


@router.get("/schemas", summary="Every type of fact, with the address of its schema")
async def types() -> Response:
    """List what can be said."""
    return _json(_types())


@router.get("/schemas/{type}", summary="JSON Schema (2020-12) of the whole CloudEvent of one type of fact")
async def of_type(type: str) -> Response:  # noqa: A002  the name in the published address
    """Say which form a fact has."""
    found = _schemas().get(type)
    if found is None:
        raise Problem(404, "NotFound", f"There is no type {type[:100]}.")
    return _json(found)


@router.get("/asyncapi.json", summary="AsyncAPI 3.0 of the log")
async def log() -> Response:
    """Say what is read from Kafka."""
    return _json(_log())


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


@cache
def _types() -> bytes:
    items = [{"type": name, "schema": f"/schemas/{name}"} for name in _schemas()]
    return msgspec.json.encode({"items": items, "next": None})


@cache
def _schemas() -> dict[str, bytes]:
    return {name: msgspec.json.encode(one) for name, one in schema.schemas().items()}


@cache
def _log() -> bytes:
    return msgspec.json.encode(asyncapi.document())
