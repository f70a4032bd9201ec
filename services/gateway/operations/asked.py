"""What the services say of themselves, all asked at once; one that does not answer keeps nobody from the others."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from services.gateway.backends import Backend
from services.gateway.database import AWAY
from shared.http import Problem
from shared.identity import Caller
from shared.operations import leaders
from shared.postgres import Pool

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Running:
    """What each service says, by its name; those that do not answer are named with what stands in the way."""

    services: Mapping[str, Said]
    away: Mapping[str, str]
    door: list[dict[str, Any]]
    """Who leads the tasks of the door's own process."""
    names: Mapping[str, str]
    """Organisations' names by their codes."""


async def running(backends: Mapping[str, Backend], pool: Pool, caller: Caller) -> Running:
    """Ask every service."""
    async with asyncio.TaskGroup() as group:
        asked = {name: group.create_task(_asked(backend, caller)) for name, backend in backends.items()}
        names = group.create_task(_names(backends["metrics"], caller))
        door = group.create_task(_door(pool))
    found = {name: task.result() for name, task in asked.items()}
    away = {name: said for name, said in found.items() if isinstance(said, str)}
    led = door.result()
    if isinstance(led, str):
        away["gateway"] = led
    services = {name: said for name, said in found.items() if not isinstance(said, str)}
    return Running(services, away, [] if isinstance(led, str) else led, names.result())


async def replay(backend: Backend, caller: Caller, schema: str, record: int) -> None:
    """Have one record tried again, with all that waits behind it; raise what stands in the way."""
    reply = await backend.post("/operations/replay", msgspec.json.encode({"schema": schema, "ids": [record]}), caller)
    if reply.status != HTTPStatus.OK:
        said = msgspec.json.decode(reply.body)
        raise Problem(reply.status, said["type"], said["detail"])


async def _asked(backend: Backend, caller: Caller) -> Said | str:
    try:
        reply = await backend.get("/operations", {}, caller)
    except Problem as problem:
        return problem.detail
    said = msgspec.json.decode(reply.body)
    return said if reply.status == HTTPStatus.OK else str(said.get("detail", reply.status))


async def _names(metrics: Backend, caller: Caller) -> dict[str, str]:
    try:
        reply = await metrics.get("/v1/organisations", {}, caller)
    except Problem:
        return {}
    items = msgspec.json.decode(reply.body).get("items", []) if reply.status == HTTPStatus.OK else []
    return {one["code"]: one["name"] for one in items}


async def _door(pool: Pool) -> list[dict[str, Any]] | str:
    try:
        async with pool.acquire() as connection:
            return await leaders(connection)
    except AWAY:
        return "The gateway's own database cannot be read now."
