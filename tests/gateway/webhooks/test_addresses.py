"""Where changes may be sent to, however the address is written and wherever a name leads."""

from base64 import b64decode
from ipaddress import ip_network

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services.gateway.webhooks.addresses import connector, is_allowed, objection
from services.gateway.webhooks.signing import headers, new_secret, written

OURS = [ip_network("10.7.0.0/16"), ip_network("fd00:7::/32")]
INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_is_sent_behind_our_walls(address: str) -> None:
    assert not is_allowed(address, [])


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_to_the_world_it_is(address: str) -> None:
    assert is_allowed(address, [])


@pytest.mark.parametrize("address", ["10.7.1.1", "::ffff:10.7.1.1", "fd00:7::1"])
def test_and_to_a_network_of_ours_that_is_named(address: str) -> None:
    assert is_allowed(address, OURS)
    assert not is_allowed(address, [])


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "ftp://a.example/", "http://a.example/", "https://", "https://user:word@a.example/",
        "https://a.example/#part", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8443/", "//a.example/",
        "https://a.example/ b", "https://a.example/\r\nHost: b", "file:///etc/passwd", "https://[::ffff:127.0.0.1]/",
        "javascript:alert(1)", "https://a.example:99999/", "http://10.8.0.1/", "https://é.example/",
        "https://a.example/" + "x" * 3_000,
    ],
)  # fmt: skip
def test_what_cannot_be_sent_to_is_said_at_once(url: str) -> None:
    assert objection(url, OURS) is not None


@pytest.mark.parametrize("url", ["https://a.example/hook?x=1", "https://a.example:8443/", "http://10.7.0.1:8080/x"])
def test_what_can_be_is_taken(url: str) -> None:
    assert objection(url, OURS) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "127.1"])
async def test_a_name_that_leads_behind_our_walls_is_not_followed(host: str) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server, aiohttp.ClientSession(connector=connector([])) as session:
        with pytest.raises(aiohttp.ClientError):
            await session.post(f"http://{host}:{server.port}/", data=b"x")
    assert asked == []


def test_a_message_is_signed_as_standard_webhooks_says() -> None:
    """By the example that its own libraries are tested with."""
    secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    said = headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert said == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_secrets_are_never_the_same_and_long_enough() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(one) == 32
    assert written(one).startswith("whsec_")
