"""An issuer's keys are fetched, kept and asked for again: when they may have changed, and not more often."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import msgspec
import pytest
from joserfc.jwk import KeySet

from services.gateway.identity.keys import (
    FRESH_SECONDS,
    LONGEST_SECONDS,
    MOST_BYTES,
    RETRY_SECONDS,
    SOONEST_SECONDS,
    IssuerKeys,
)
from shared.http import Problem
from tests.gateway.identity.elsewhere import Elsewhere, elsewhere, new_key

OLD, NEW = new_key("old"), new_key("new")


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def issuer() -> AsyncIterator[Elsewhere]:
    async with elsewhere(OLD) as serving:
        yield serving


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(issuer: Elsewhere, client: aiohttp.ClientSession, clock: Clock) -> IssuerKeys:
    return IssuerKeys(issuer.jwks_url, client, clock)


def ids(found: KeySet) -> list[str | None]:
    return [key.kid for key in found.keys]


async def test_they_are_fetched_once_for_everybody(issuer: Elsewhere, keys: IssuerKeys) -> None:
    found = await asyncio.gather(*(keys.holding("old") for _ in range(50)))

    assert {kid for one in found for kid in ids(one)} == {"old"}
    assert issuer.asked == 1


async def test_a_new_key_is_found_as_soon_as_a_token_names_it(
    issuer: Elsewhere, keys: IssuerKeys, clock: Clock
) -> None:
    await keys.holding("old")
    issuer.published.append(NEW)
    clock.now += SOONEST_SECONDS

    found = await asyncio.gather(*(keys.holding("new") for _ in range(50)))

    assert {tuple(ids(one)) for one in found} == {("old", "new")}
    assert issuer.asked == 2


async def test_made_up_key_ids_do_not_make_us_ask_again_and_again(
    issuer: Elsewhere, keys: IssuerKeys, clock: Clock
) -> None:
    await keys.holding("old")
    for number in range(100):
        clock.now += SOONEST_SECONDS / 100
        await keys.holding(f"made-up-{number}")

    assert issuer.asked == 2


async def test_a_key_that_is_no_longer_published_ends_within_the_hour(
    issuer: Elsewhere, keys: IssuerKeys, clock: Clock
) -> None:
    await keys.holding("old")
    issuer.published[:] = [NEW]
    clock.now += FRESH_SECONDS
    await keys.holding("old")  # sets off the question, and does not wait for it

    assert ids(await keys.holding("new")) == ["new"]
    assert ids(await keys.holding("old")) == ["new"]
    assert issuer.asked == 2


async def test_known_keys_outlast_an_issuer_that_is_away_but_not_for_ever(
    issuer: Elsewhere, keys: IssuerKeys, clock: Clock
) -> None:
    await keys.holding("old")
    issuer.status = 503
    clock.now += FRESH_SECONDS
    await keys.holding("unknown")
    assert ids(await keys.holding("old")) == ["old"]

    clock.now += LONGEST_SECONDS
    with pytest.raises(Problem) as problem:
        await keys.holding("old")
    assert (problem.value.status, problem.value.type) == (503, "IssuerUnavailable")


async def test_an_issuer_that_was_away_is_asked_again_after_a_moment(
    issuer: Elsewhere, keys: IssuerKeys, clock: Clock
) -> None:
    issuer.status = 503
    for _ in range(10):
        with pytest.raises(Problem):
            await keys.holding("old")
    assert issuer.asked == 1

    issuer.status = 200
    clock.now += RETRY_SECONDS
    assert ids(await keys.holding("old")) == ["old"]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"<html>", b'{"keys": 7}', b'{"keys": [{"kty": "EC"}]}', b'{"keys": [' + b" " * MOST_BYTES + b"]}"],
)
async def test_what_is_no_set_of_keys_is_none(issuer: Elsewhere, keys: IssuerKeys, body: bytes) -> None:
    issuer.body = body

    with pytest.raises(Problem):
        await keys.holding("old")


async def test_only_public_keys_for_signing_are_taken(issuer: Elsewhere, keys: IssuerKeys) -> None:
    shared_secret = new_key("secret", "HS256").as_dict(private=True)
    encrypts = NEW.as_dict(private=False) | {"use": "enc"}
    strange = {"kty": "quantum", "kid": "strange"}
    entries = [shared_secret, encrypts, strange, OLD.as_dict(private=False)]
    issuer.body = msgspec.json.encode({"keys": entries})

    assert ids(await keys.holding("old")) == ["old"]


async def test_a_redirect_is_not_followed(issuer: Elsewhere, client: aiohttp.ClientSession, clock: Clock) -> None:
    async with elsewhere(NEW) as other:
        issuer.status = 302
        issuer.body = b""
        keys = IssuerKeys(f"{issuer.jwks_url}?to={other.jwks_url}", client, clock)
        with pytest.raises(Problem):
            await keys.holding("new")

        assert (issuer.asked, other.asked) == (1, 0)
