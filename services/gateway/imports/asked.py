"""What an import has to know first, asked of the services: page by page, and never more than it can hold."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from services.gateway.imports.kind import Asking
from shared.http import Problem

PAGE = 500
MOST_PAGES = 200
AT_ONCE = 8

Item = Mapping[str, Any]


async def listed(asking: Asking, path: str, **query: str) -> list[Item]:
    """Return a whole list of the read side."""
    found: list[Item] = []
    asked: dict[str, str] = {**query, "limit": str(PAGE)}
    for _ in range(MOST_PAGES):
        body = await _read(asking, path, asked)
        if body is None:
            return found
        found += body["items"]
        if body["next"] is None:
            return found
        asked = dict(parse_qsl(urlsplit(body["next"]).query))
    raise Problem(503, "ServiceUnavailable", f"There is more in {path} than an import can look through.")


async def each(asking: Asking, paths: Sequence[str]) -> dict[str, Item]:
    """Return what is at each path where there is something, a few asked at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(path: str) -> Item | None:
        async with gate:
            return await _read(asking, path, {})

    found = await asyncio.gather(*map(one, paths))
    return {path: item for path, item in zip(paths, found, strict=True) if item is not None}


async def own_projects(asking: Asking) -> list[Item]:
    """Return the projects that the caller's organisation leads."""
    return await listed(asking, "/v1/projects", organisation=str(asking.caller.organisation), sort="oldest")


def by_reference(projects: Iterable[Item]) -> dict[str, Item]:
    """Return projects by the organisation's own reference, the oldest of those that share one."""
    known: dict[str, Item] = {}
    for one in projects:
        if one.get("reference"):
            known.setdefault(one["reference"], one)
    return known


async def _read(asking: Asking, path: str, query: Mapping[str, str]) -> Item | None:
    reply = await asking.metrics.get(path, query, asking.caller)
    if reply.status == HTTPStatus.NOT_FOUND:
        return None
    if reply.status != HTTPStatus.OK:
        raise Problem(503, "ServiceUnavailable", "What is known already cannot be read now; sending again is safe.")
    body: Item = msgspec.json.decode(reply.body, type=dict[str, Any])
    return body
