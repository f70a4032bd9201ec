"""What pages of places ask of the training service, on behalf of whoever looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec

from services.gateway.backends import Backend, Reply
from services.gateway.recording.people import SEES
from shared.http import Problem
from shared.identity import Caller
from shared.moments import london_day

DRAWER = "submitter"
NOTHING: Mapping[str, Any] = {"items": [], "draws": []}
AWAY: Mapping[str, Any] = dict(NOTHING)
"""What is known while the service cannot be reached."""


@dataclass(frozen=True)
class Places:
    """The places of one session, or of all, as one caller sees and asks for them."""

    training: Backend
    caller: Caller

    async def of_session(self, session: str) -> Mapping[str, Any]:
        """Return requests and draws; nothing where the service does not know of the session yet."""
        reply = await self.training.get(f"/v1/sessions/{session}/requests", {}, self.caller)
        return NOTHING if reply.status == HTTPStatus.NOT_FOUND else _body(reply)

    async def all(self) -> list[Mapping[str, Any]]:
        items: list[Mapping[str, Any]] = _body(await self.training.get("/v1/place-requests", {}, self.caller))["items"]
        return items

    async def ask(self, session: str, request: str, people: list[str], unnamed: int) -> None:
        _body(await self._post(f"/v1/sessions/{session}/requests", id=request, people=people, unnamed=unnamed))

    async def draw(self, session: str, seed: str, *, release: bool) -> str | None:
        """Draw, and return the moment at which the last offer was recorded, if there was one."""
        today = london_day(datetime.now(UTC)).isoformat()
        said = {"on": today, "seed": seed, **({"release_on": today} if release else {})}
        return _recorded(_body(await self._post(f"/v1/sessions/{session}/allocations", **said))["offers"])

    async def answer(self, request: str, answer: str, places: list[str]) -> str | None:
        """Take or decline places, and return the moment at which that was recorded."""
        return _recorded(
            _body(await self._post(f"/v1/place-requests/{request}/answers", answer=answer, places=places))["facts"]
        )

    async def give_up(self, request: str) -> None:
        _body(await self.training.delete(f"/v1/place-requests/{request}", self.caller))

    async def _post(self, path: str, **said: object) -> Reply:
        return await self.training.post(path, msgspec.json.encode(said), self.caller)


def may_ask(caller: object) -> bool:
    return isinstance(caller, Caller) and caller.organisation is not None and bool(SEES & caller.roles)


def _recorded(facts: list[Mapping[str, Any]]) -> str | None:
    return max((str(one["recorded_at"]) for one in facts if one.get("recorded_at")), default=None)


def _body(reply: Reply) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.json.decode(reply.body)
    if reply.status >= HTTPStatus.BAD_REQUEST:
        raise Problem(reply.status, body["type"], body["detail"], field=body.get("field"))
    return body
