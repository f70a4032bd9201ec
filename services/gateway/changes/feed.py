"""What the read side announces, as the gateway asks for it on its own behalf."""

from typing import Any

import msgspec

from services.gateway.backends import Backend
from shared.http import Problem
from shared.identity import Caller

ITSELF = Caller(roles=frozenset({"reader"}), scope="system")
"""The gateway, which is shown everything and hands on what each of its readers may see."""
PATH = "/v1/announcements"
WAIT_SECONDS = 15


class Change(msgspec.Struct, frozen=True):
    """A figure that is shown otherwise: to its own organisation, to others, or to both."""

    id: str
    slug: str
    organisation: str | None
    own: dict[str, Any] | None
    others: dict[str, Any] | None

    @property
    def place(self) -> int:
        """Where it stands among all changes."""
        return int(self.id)


class Page(msgspec.Struct, frozen=True):
    """What came after a position, and from where to go on."""

    items: list[Change]
    definitions: dict[str, dict[str, Any]]
    after: str
    reset: bool
    """Whether it cannot be said what came after that position."""


class Feed:
    """Asks for changes."""

    def __init__(self, metrics: Backend) -> None:
        self._metrics = metrics

    async def newest(self) -> str:
        """Return the position after which everything is still to come."""
        return (await self._asked({})).after

    async def after(self, position: str, *, wait: bool = False) -> Page:
        """Return what came after a position, if anything; waits for it a while when asked to."""
        return await self._asked({"after": position, "wait": str(WAIT_SECONDS if wait else 0)})

    async def _asked(self, query: dict[str, str]) -> Page:
        reply = await self._metrics.get(PATH, query, ITSELF)
        if reply.status != 200:  # noqa: PLR2004
            raise Problem(503, "ServiceUnavailable", "Changes cannot be read now.", headers={"Retry-After": "1"})
        return msgspec.json.decode(reply.body, type=Page)
