"""The services behind the gateway, asked on a caller's behalf."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
from yarl import URL

from services.gateway.submissions.together import Together
from services.gateway.wire import Wire
from shared import tracing
from shared.http import Problem
from shared.identity import Caller, passport

PATIENCE_SECONDS = 60.0
ATTEMPTS = 4
PAUSE_SECONDS = 0.15
PASSED_ON = ("if-none-match", "x-min-fresh")
HANDED_BACK = ("ETag", "Fresh-As-Of", "Cache-Control", "Vary", "Retry-After")
_HANDED_BACK = {name.lower(): name for name in HANDED_BACK}
Facts = bytes | Sequence[bytes]
"""One raw fact, or several that stand or fall together."""


def services() -> aiohttp.ClientSession:
    """Return the client that asks services, with its connections.

    They are kept for less time than services keep theirs, lest a question meets one that is being closed.
    """
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS, connect=5)
    return aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=200, keepalive_timeout=3))


@dataclass(frozen=True)
class Reply:
    """What a service said: its status, its headers that matter outside, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Backend:
    """One service."""

    name: str
    url: str
    key: str
    client: aiohttp.ClientSession

    async def submit(self, raws: Sequence[Facts], caller: Caller) -> list[dict[str, Any]]:
        """Hand facts over and return what became of each. Sending again is safe, so a lost connection is retried.

        Those of a list within the list are accepted together or not at all.
        """
        match raws:
            case [bytes() as raw] if tracing.here() is None:
                return [await self._together.submit(raw, caller)]
        return await self._facts("/facts", raws, caller)

    @cached_property
    def _together(self) -> Together:
        return Together(lambda raws, caller: self._facts("/facts", raws, caller))

    async def foresee(self, raws: Sequence[Facts], caller: Caller) -> list[dict[str, Any]]:
        """Return what would become of each fact; nothing is kept."""
        return await self._facts("/facts/foreseen", raws, caller)

    async def _facts(self, path: str, raws: Sequence[Facts], caller: Caller) -> list[dict[str, Any]]:
        reply = await self._ask("POST", path, caller, data=msgspec.msgpack.encode(list(raws)))
        if reply.status != 200:  # noqa: PLR2004
            raise Problem(503, "ServiceUnavailable", f"The {self.name} service cannot keep facts now.", headers=_LATER)
        answers: list[dict[str, Any]] = msgspec.json.decode(reply.body)
        return answers

    async def get(
        self, path: str, query: Mapping[str, str], caller: Caller, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Ask a question. A service that fails to answer is one that is away: 503, and asking again helps."""
        reply = await self._get(path, query, caller, headers or {})
        if reply.status >= 500:  # noqa: PLR2004
            raise Problem(503, "ServiceUnavailable", f"The {self.name} service cannot answer now.", headers=_LATER)
        return reply

    async def post(self, path: str, body: bytes, caller: Caller) -> Reply:
        """Ask for what may be asked for twice."""
        reply = await self._ask("POST", path, caller, headers={"Content-Type": "application/json"}, data=body)
        if reply.status >= 500:  # noqa: PLR2004
            raise Problem(503, "ServiceUnavailable", f"The {self.name} service cannot answer now.", headers=_LATER)
        return reply

    async def is_ready(self) -> bool:
        """Return whether the service says that it is."""
        try:
            async with self.client.get(f"{self.url}/health/ready") as response:
                return response.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self.url, PATIENCE_SECONDS)

    async def _get(self, path: str, query: Mapping[str, str], caller: Caller, headers: Mapping[str, str]) -> Reply:
        target = f"{quote(path)}?{urlencode(query)}" if query else quote(path)
        said = {**headers, "Authorization": f"Bearer {passport(caller, self.key)}"}
        for attempt in range(ATTEMPTS):
            try:
                with tracing.asking(f"GET {self.name}", said):
                    answer = await self._wire.get(target, said)
            except TimeoutError:
                break
            except OSError:
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
            else:
                kept = {name: answer.headers[low] for low, name in _HANDED_BACK.items() if low in answer.headers}
                return Reply(answer.status, kept, answer.body)
        raise Problem(503, "ServiceUnavailable", f"The {self.name} service cannot be reached.", headers=_LATER)

    async def _ask(
        self, method: str, path: str, caller: Caller, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Reply:
        # What was decoded from the caller's address is encoded again, so that a path stays a path.
        url = URL(self.url + quote(path), encoded=True)
        said = {**(headers or {}), "Authorization": f"Bearer {passport(caller, self.key)}"}
        for attempt in range(ATTEMPTS):
            try:
                with tracing.asking(f"{method} {self.name}", said):
                    async with self.client.request(method, url, headers=said, **options) as response:
                        kept = {name: response.headers[name] for name in HANDED_BACK if name in response.headers}
                        return Reply(response.status, kept, await response.read())
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(PAUSE_SECONDS * 2**attempt)
            except (aiohttp.ClientError, TimeoutError):
                break
        raise Problem(503, "ServiceUnavailable", f"The {self.name} service cannot be reached.", headers=_LATER)


_LATER = {"Retry-After": "1"}
