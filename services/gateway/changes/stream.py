"""One listener's answer: server-sent events without an end, from where they left off."""

import asyncio
import secrets

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.changes.audience import Audience
from services.gateway.changes.hub import Behind, Form, Hub, frames, reset
from shared.http import Problem

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Authorization, Cookie",
    # Proxies that gather answers would gather this one for ever.
    "X-Accel-Buffering": "no",
}
LONGEST_SECONDS = 600.0
"""How long somebody listens before they have to show again who they are."""
COMMENT = b": \n\n"
SOONEST_RETRY, LATEST_RETRY = 1_000, 4_000


class Stream(Response):
    """Tells one listener what they may see, until they leave, fall behind, or their time is over."""

    media_type = MEDIA_TYPE

    def __init__(self, hub: Hub, audience: Audience, after: str | None, form: Form) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.hub, self.audience, self.after, self.form = hub, audience, after, form

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        await self.hub.begun()
        with self.hub.listening(self.audience):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            tasks = {asyncio.create_task(self._tell(send)), asyncio.create_task(_left(receive))}
            try:
                ended, _others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
            for task in ended:
                task.result()

    async def _tell(self, send: Send) -> None:
        # Whoever is sent away together does not come back at one moment.
        retry = SOONEST_RETRY + secrets.randbelow(LATEST_RETRY - SOONEST_RETRY)
        await _say(send, COMMENT + b"retry: %d\n\n" % retry)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._follow(send)
        except (Behind, Problem, TimeoutError):
            pass
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _follow(self, send: Send) -> None:
        hub = self.hub
        place, beats = await self._caught_up(send), hub.beats
        while not hub.closing:
            news = hub.news
            chunk, place = hub.chunk(place, self.audience, self.form)
            if chunk or hub.beats != beats:
                beats = hub.beats
                await _say(send, chunk or COMMENT)
            else:
                await news.wait()

    async def _caught_up(self, send: Send) -> int:
        """Tell what came since they were here, and return their place among what is held."""
        hub = self.hub
        if self.after is None or self.after == hub.position:
            return hub.place_after(str(hub.position)) or 0
        after = self.after
        while (place := _place(hub, after)) is None:
            if hub.closing:
                raise Behind
            page = await hub.feed.after(after)
            after = page.after
            if page.reset:
                await _say(send, reset(after))
            elif page.items:
                await _say(send, frames(page.items, page.definitions, self.audience, self.form))
            else:
                # The read side has told somebody else already what is still on its way here.
                await hub.news.wait()
        return place


def _place(hub: Hub, after: str) -> int | None:
    return hub.place_after(after) if after.isascii() and after.isdigit() and len(after) <= 19 else None  # noqa: PLR2004


async def _say(send: Send, what: bytes) -> None:
    if what:
        await send({"type": "http.response.body", "body": what, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
