"""The public interface as a client of it sees it. It knows nothing of what is behind the door."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp

Json = dict[str, Any]
Event = Mapping[str, Any]

ONE = "application/cloudevents+json"
MANY = "application/cloudevents-batch+json"
SYSTEM = "ICS"
AWAY = (aiohttp.ClientError, TimeoutError, OSError)
ASK_AGAIN_AFTER = 0.05


class NotInTime(AssertionError):
    """What was waited for did not come about by its deadline."""


class NotAccepted(AssertionError):
    """An answer says something that the test did not allow for."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> tuple[int, str, str | None]:
        """Status, type and field of a problem document (RFC 9457)."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        said = self.json
        assert said["status"] == self.status
        assert said["title"]
        return self.status, said["type"], said.get("field")


@dataclass
class Door:
    """The gateway, with the credentials of every local client."""

    credentials: Mapping[str, Any]
    session: aiohttp.ClientSession
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the door is."""
        return str(self.credentials["gateway"])

    async def new_token(self, organisation: str) -> str:
        """Return a fresh access token, by client credentials."""
        client = self.credentials["clients"][organisation]
        form = {"grant_type": "client_credentials", **client}
        async with self.session.post(self.credentials["token_url"], data=form) as response:
            response.raise_for_status()
            return str((await response.json())["access_token"])

    async def token(self, organisation: str) -> str:
        """Return the organisation's access token, asked for once."""
        if organisation not in self.tokens:
            self.tokens[organisation] = await self.new_token(organisation)
        return self.tokens[organisation]

    async def ask(
        self,
        method: str,
        path: str,
        *,
        by: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send any request; `by` is the organisation whose token goes with it, none without."""
        said = dict(headers or {})
        if by is not None:
            said["Authorization"] = f"Bearer {await self.token(by)}"
        try:
            return await self._once(method, path, said, params, body)
        except aiohttp.ServerDisconnectedError:
            if method != "GET":
                raise
            # A connection kept from before a restart; asking again changes nothing.
            return await self._once(method, path, said, params, body)

    async def _once(
        self, method: str, path: str, said: Mapping[str, str], params: Mapping[str, str] | None, body: bytes | None
    ) -> Reply:
        asked = self.session.request(
            method, self.url + path, headers=said, params=params, data=body and BytesIO(body), allow_redirects=False
        )
        async with asked as response:
            return Reply(response.status, response.headers, await response.read())

    async def post(self, body: bytes, kind: str, *, by: str | None = "RGP", **headers: str) -> Reply:
        """Send a body to where facts are submitted."""
        return await self.ask("POST", "/v1/events", by=by, body=body, headers={"Content-Type": kind, **headers})

    async def submit_one(self, event: Event, by: str = "RGP") -> Reply:
        """Submit one fact in structured mode."""
        return await self.post(json.dumps(event).encode(), ONE, by=by)

    async def submit_binary(self, attributes: Mapping[str, str], data: bytes, by: str = "RGP") -> Reply:
        """Submit one fact in binary mode: its attributes are headers."""
        headers = {f"ce-{name}": value for name, value in attributes.items()}
        return await self.ask(
            "POST", "/v1/events", by=by, body=data, headers={"Content-Type": "application/json", **headers}
        )

    async def submit(self, events: Iterable[Event], by: str = "RGP") -> list[Json]:
        """Submit a batch and return what became of each."""
        reply = await self.post(json.dumps(list(events)).encode(), MANY, by=by)
        if reply.status != 200:
            raise NotAccepted(reply)
        answers: list[Json] = reply.json
        return answers

    async def accepted(self, events: Iterable[Event], by: str = "RGP") -> list[Json]:
        """Submit a batch of which every fact has to be accepted."""
        answers = await self.submit(events, by)
        if refused := [one for one in answers if one["status"] != "accepted"]:
            raise NotAccepted(refused[0])
        return answers

    async def submit_all(
        self,
        batches: Sequence[Sequence[Event]],
        by: str = "RGP",
        *,
        answered: Callable[[int], None] = lambda _: None,
        within: float = 60,
    ) -> list[Json]:
        """Submit all batches at once, each again and again until it is answered; then return every answer.

        `answered` is told, after each batch, how many have been answered.
        """
        deadline = time.monotonic() + within
        done = 0

        async def one(batch: Sequence[Event]) -> list[Json]:
            nonlocal done
            answers = await self._until_answered(batch, by, deadline)
            done += 1
            answered(done)
            return answers

        return [answer for answers in await asyncio.gather(*map(one, batches)) for answer in answers]

    async def _until_answered(self, batch: Sequence[Event], by: str, deadline: float) -> list[Json]:
        body = json.dumps(batch).encode()
        last: object = None
        while time.monotonic() < deadline:
            try:
                reply = await self.post(body, MANY, by=by)
            except AWAY as error:
                last = error
            else:
                if reply.status == 200:
                    answers: list[Json] = reply.json
                    return answers
                if reply.status < 500:
                    raise NotAccepted(reply)
                last = reply
            await asyncio.sleep(ASK_AGAIN_AFTER)
        raise NotInTime(f"never answered; last {last!r}")

    async def read(self, path: str, *, by: str = SYSTEM, min_fresh: str | None = None, **params: str | None) -> Json:
        """Read what has to be there; `min_fresh` waits until the answer knows that moment."""
        headers = {} if min_fresh is None else {"X-Min-Fresh": min_fresh}
        given = {name: value for name, value in params.items() if value is not None}
        reply = await self.ask("GET", path, by=by, headers=headers, params=given)
        if reply.status != 200:
            raise NotAccepted(reply)
        found: Json = reply.json
        return found

    async def measure(
        self,
        slug: str,
        organisation: str | None = None,
        *,
        year: str | None = None,
        as_at: str | None = None,
        min_fresh: str | None = None,
        by: str = SYSTEM,
    ) -> Json:
        """Return one figure; without an organisation that of the whole system."""
        path = f"/v1/measures/{slug}"
        return await self.read(path, by=by, min_fresh=min_fresh, organisation=organisation, year=year, as_at=as_at)

    async def organisations(self, slug: str, *, year: str, as_at: str | None = None) -> list[Json]:
        """Return a measure's figure for each organisation."""
        found = await self.read(f"/v1/measures/{slug}/organisations", year=year, as_at=as_at)
        items: list[Json] = found["items"]
        return items

    async def counted(
        self, slug: str, organisation: str | None, year: str, *, as_at: str | None = None, min_fresh: str | None = None
    ) -> tuple[int, int]:
        """Return numerator and denominator of a figure that knows `min_fresh`."""
        figure = await self.measure(slug, organisation, year=year, as_at=as_at, min_fresh=min_fresh)
        assert "stale" not in figure
        return figure["numerator"], figure["denominator"]

    async def page(self, path: str, **params: str) -> str:
        """Return a page as its reader gets it."""
        reply = await self.ask("GET", path, params=params)
        assert reply.status == 200, reply
        return reply.body.decode()


async def eventually(condition: Callable[[], Awaitable[bool]], what: str, within: float = 30) -> None:
    """Wait until the condition holds; whoever cannot be reached yet is asked again."""
    deadline = time.monotonic() + within
    last: object = "it did not hold"
    while time.monotonic() < deadline:
        try:
            if await condition():
                return
        except AWAY as error:
            last = error
        await asyncio.sleep(ASK_AGAIN_AFTER)
    raise NotInTime(f"{what}: {last!r}")
