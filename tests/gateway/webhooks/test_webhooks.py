"""Changes sent to where an organisation wants them: signed, in order, again until they arrive, and nobody else's."""

import asyncio
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from deploy.local.stack import Stack
from services.gateway.webhooks import keeping
from services.gateway.webhooks.keeping import MOST, MOST_ATTEMPTS, Attempt, Due
from shared import postgres
from tests.client import Door, Json, eventually
from tests.gateway.changes.listening import listening, of
from tests.gateway.identity.asking import ask, made
from tests.journeys.projects import IMPROVEMENT, Year, finished


@dataclass
class Receiver:
    """Somebody's own server: what came, and what it answers."""

    url: str = ""
    status: int = 200
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def items(self) -> list[Json]:
        return [item for _, body in self.messages for item in json.loads(body)["items"]]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.status == 200:
            self.messages.append((dict(request.headers), body))
        return web.Response(status=self.status, headers={"Location": "http://127.0.0.1:1/"})

    async def has(self, year: Year, numerator: int) -> None:
        """Wait until it was told of so many."""

        async def told() -> bool:
            return any(_is_of(item, year, numerator) for item in self.items)

        await eventually(told, f"{numerator} in {year.name}")


def _is_of(item: Json, year: Year, numerator: int) -> bool:
    said = item["data"]
    asked = (IMPROVEMENT, None, year.name, numerator)
    return (said.get("slug"), said.get("organisation"), said.get("year"), said.get("numerator")) == asked


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/hook", one.take)
    async with TestServer(app) as server:
        one.url = str(server.make_url("/hook"))
        yield one


@pytest.fixture
async def told() -> AsyncIterator[Receiver]:
    async with receiver() as one:
        yield one


@pytest.fixture
async def webhook(door: Door, told: Receiver) -> AsyncIterator[Json]:
    """Return a webhook of RGP, with its secret."""
    one = await made(door, "/v1/webhooks", {"url": told.url})
    yield one
    await ask(door, "DELETE", f"/v1/webhooks/{one['id']}")


async def attempts(door: Door, webhook: Json) -> list[Json]:
    found: list[Json] = (await ask(door, "GET", f"/v1/webhooks/{webhook['id']}/attempts")).json["items"]
    return found


async def test_what_changes_is_sent_as_the_stream_has_it_and_signed(
    door: Door, told: Receiver, webhook: Json, year: Year
) -> None:
    async with listening(door) as listener:
        await door.accepted(finished(year, 3.5))
        streamed = await listener.until(of(IMPROVEMENT, None, year.name, 1))
    await told.has(year, 1)

    places = {item["id"]: item for item in told.items}
    assert {one.id: one.data for one in streamed}.items() <= {name: one["data"] for name, one in places.items()}.items()
    secret = b64decode(webhook["secret"].removeprefix("whsec_"))
    for headers, body in told.messages:
        said = {name.lower(): value for name, value in headers.items()}
        signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + body
        assert said["webhook-signature"] == f"v1,{b64encode(hmac.digest(secret, signed, 'sha256')).decode()}"


async def test_its_secret_is_shown_once(door: Door, webhook: Json) -> None:
    listed = await ask(door, "GET", "/v1/webhooks")

    assert webhook["id"] in {one["id"] for one in listed.json["items"]}
    assert webhook["secret"] not in listed.body.decode()
    assert not any("secret" in one for one in listed.json["items"])


async def test_what_did_not_arrive_is_sent_again_and_the_log_says_so(
    door: Door, told: Receiver, webhook: Json, year: Year
) -> None:
    told.status = 500
    await door.accepted(finished(year, 3.5))

    async def tried() -> bool:
        return bool(await attempts(door, webhook))

    await eventually(tried, "it was tried")
    told.status = 200
    await told.has(year, 1)
    log = await attempts(door, webhook)
    assert (log[-1]["status"], log[-1]["problem"]) == (500, "It answered 500.")
    assert (log[0]["status"], log[0]["problem"]) == (200, None)


async def test_a_redirect_is_not_followed(door: Door, told: Receiver, webhook: Json, any_year: Year) -> None:
    told.status = 307
    await door.accepted(finished(any_year, 3.5))

    async def tried() -> bool:
        return any(one["problem"] == "It answered 307." for one in await attempts(door, webhook))

    await eventually(tried, "it was tried")


async def test_nothing_is_left_out_when_whoever_sends_is_killed(
    stack: Stack, door: Door, told: Receiver, webhook: Json, year: Year
) -> None:
    assert webhook["failures"] == 0
    async with listening(door) as listener:
        await door.accepted(finished(year, 3.5))
        killed = stack.kill("gateway-worker")
        await door.accepted(finished(year, 3.5))
        stack.wait_until_back("gateway-worker", killed)
        streamed = await listener.until(of(IMPROVEMENT, None, year.name, 2))
    await told.has(year, 2)

    assert {one.id for one in streamed} <= {item["id"] for item in told.items}


async def test_what_arrived_can_be_sent_again_from_any_position(
    door: Door, told: Receiver, webhook: Json, year: Year
) -> None:
    await door.accepted(finished(year, 3.5))
    await told.has(year, 1)
    first = list(told.items)
    told.messages.clear()

    body = {"after": webhook["position"]}
    reply = await ask(door, "POST", f"/v1/webhooks/{webhook['id']}/replay", body)
    await told.has(year, 1)

    assert (reply.status, reply.json["position"]) == (200, webhook["position"])
    assert [one["id"] for one in told.items][: len(first)] == [one["id"] for one in first]


async def test_from_what_is_no_position_a_reset_is_sent(door: Door, told: Receiver, webhook: Json) -> None:
    await ask(door, "POST", f"/v1/webhooks/{webhook['id']}/replay", {"after": "1"})

    async def reset() -> bool:
        return [item["event"] for item in told.items][:1] == ["reset"]

    await eventually(reset, "a reset")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "http://a.example/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": 1}, "url"),
        ({}, "url"),
        ({"url": "https://a.example/", "secret": "mine"}, "secret"),
        ({"url": "https://a.example/", "organisation": "RM1"}, "organisation"),
    ],
)
async def test_where_nothing_can_be_sent_is_refused(door: Door, body: Json, field: str) -> None:
    assert (await ask(door, "POST", "/v1/webhooks", body)).problem == (400, "MalformedParameter", field)


@pytest.mark.parametrize("what", ["limit=0", "limit=501", "cursor=x", "cursor=" + "9" * 19])
async def test_what_cannot_be_asked_of_the_log_is_named(door: Door, webhook: Json, what: str) -> None:
    reply = await ask(door, "GET", f"/v1/webhooks/{webhook['id']}/attempts?{what}")
    assert reply.problem == (400, "MalformedParameter", what.partition("=")[0])


async def test_an_organisation_has_only_so_many(door: Door) -> None:
    answers = await asyncio.gather(
        *(ask(door, "POST", "/v1/webhooks", {"url": "https://a.example/"}, by="RMY") for _ in range(MOST + 2))
    )
    assert sorted(one.status for one in answers) == [201] * MOST + [409] * 2
    for one in answers:
        if one.status == 201:
            assert (await ask(door, "DELETE", f"/v1/webhooks/{one.json['id']}", by="RMY")).status == 204


async def test_what_never_arrives_is_given_up_until_a_replay_is_asked_for(stack: Stack) -> None:
    """Told to what keeps them directly: the pauses between twelve attempts are longer than a day."""
    async with await postgres.pool(stack.database_url("gateway"), least=0, most=2) as pool:
        row = await keeping.create(pool, "RCX", "https://a.example/", b"secret", "test", "10000000000000000")
        one = Due(UUID(row["id"]), "RCX", row["url"], b"secret", row["position"], 0)
        pauses = []
        for number in range(MOST_ATTEMPTS):
            tried = Attempt(f"message {number}", 1, "10000000000000001", None, "It could not be reached.")
            await keeping.keep(pool, Due(one.id, "RCX", one.url, b"", one.position, number), tried)
            [kept] = await keeping.of(pool, "RCX")
            pauses.append(kept["due_at"])

        assert kept["failures"] == MOST_ATTEMPTS
        assert kept["stopped_at"] is not None
        assert pauses == sorted(pauses)
        assert pauses[-1] - pauses[0] > timedelta(hours=1)
        assert one.id not in {due.id for due in await keeping.due(pool)}
        assert await keeping.replay(pool, "RM1", one.id, None) is None
        replayed = await keeping.replay(pool, "RCX", one.id, None)
        assert replayed is not None
        assert replayed["stopped_at"] is None
        assert one.id in {due.id for due in await keeping.due(pool)}
        assert await keeping.delete(pool, "RCX", one.id)


async def test_an_api_key_makes_none(door: Door) -> None:
    key = (await made(door, "/v1/api-keys", {"name": str(uuid4()), "roles": ["operator"]}))["key"]
    reply = await ask(door, "POST", "/v1/webhooks", {"url": "https://a.example/"}, bearer=key)
    assert reply.status == 403
