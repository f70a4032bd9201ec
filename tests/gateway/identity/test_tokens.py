"""A token is believed when a trusted issuer has signed it, for us, for now; and in nothing but what it may say."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from joserfc import jwt
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from services.gateway.identity.keys import SOONEST_SECONDS
from services.gateway.identity.known import Means
from services.gateway.identity.tokens import ALGORITHMS, LEEWAY_SECONDS, MOST_CHARACTERS, BadToken, Tokens
from services.gateway.identity.trusted import Issuer
from shared.identity import Caller
from tests.gateway.identity.elsewhere import AUDIENCE, Elsewhere, elsewhere, new_key

KEY, OTHER, SECRET = new_key("one"), new_key("one"), new_key("one", "HS256")


@pytest.fixture
async def issuer() -> AsyncIterator[Elsewhere]:
    async with elsewhere(KEY) as serving:
        yield serving


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def trusting(issuer: Elsewhere, client: aiohttp.ClientSession, **terms: Any) -> Tokens:
    return Tokens([Issuer(issuer=issuer.url, jwks_url=issuer.jwks_url, audience=AUDIENCE, **terms)], client)


@pytest.fixture
def tokens(issuer: Elsewhere, client: aiohttp.ClientSession) -> Tokens:
    return trusting(issuer, client)


async def test_a_good_token_says_who_it_is(issuer: Elsewhere, tokens: Tokens) -> None:
    token = issuer.signed(KEY, sub="rgp", roles=["reader", "qi_lead"])

    identity = await tokens.identity(token)

    assert identity.means is Means.TOKEN
    assert identity.caller == Caller(organisation="RGP", client="rgp", roles=frozenset({"reader", "qi_lead"}))
    assert await tokens.identity(token) is identity


@pytest.mark.parametrize("alg", ALGORITHMS)
async def test_every_algorithm_on_the_list_is_taken(client: aiohttp.ClientSession, alg: str) -> None:
    key = new_key("one", alg)
    async with elsewhere(key) as issuer:
        identity = await trusting(issuer, client).identity(issuer.signed(key, alg))

    assert identity.caller.organisation == "RGP"


def part(what: object) -> str:
    return urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


def unsigned(issuer: Elsewhere) -> str:
    _, claims, _ = issuer.signed(KEY).split(".")
    return f"{part({'alg': 'none', 'kid': 'one'})}.{claims}."


def changed(issuer: Elsewhere) -> str:
    head, _, signature = issuer.signed(KEY).split(".")
    claims = {
        "iss": issuer.url,
        "aud": AUDIENCE,
        "exp": time.time() + 600,
        "organisation": "RM1",
        "roles": ["operator"],
    }
    return f"{head}.{part(claims)}.{signature}"


def demanding(issuer: Elsewhere) -> str:
    """Sign what says that whoever does not know `made-up` must not take it."""
    registry = JWSRegistry({"made-up": HeaderParameter("known to nobody", "str")}, ["ES256"])
    claims = {"iss": issuer.url, "aud": AUDIENCE, "exp": int(time.time()) + 600, "organisation": "RGP"}
    return jwt.encode(
        {"alg": "ES256", "kid": "one", "crit": ["made-up"], "made-up": "x"}, claims, KEY, registry=registry
    )


BAD = {
    "expired": lambda one: one.signed(KEY, exp=int(time.time()) - LEEWAY_SECONDS - 2),
    "never expiring": lambda one: one.signed(KEY, exp=None),
    "not valid yet": lambda one: one.signed(KEY, nbf=int(time.time()) + 600),
    "for another audience": lambda one: one.signed(KEY, aud="another"),
    "for nobody": lambda one: one.signed(KEY, aud=None),
    "of another issuer": lambda one: one.signed(KEY, iss="https://elsewhere.example"),
    "of no issuer": lambda one: one.signed(KEY, iss=None),
    "of an issuer that is a number": lambda one: one.signed(KEY, iss=7),
    "signed by another key of the same name": lambda one: one.signed(OTHER),
    "signed by a key that is not published": lambda one: one.signed(new_key("two")),
    "signed with a shared secret": lambda one: one.signed(SECRET, "HS256"),
    "bringing its own key": lambda one: one.signed(OTHER, header={"jwk": OTHER.as_dict(private=False)}),
    "naming where its key is": lambda one: one.signed(OTHER, header={"jku": "http://127.0.0.1:1/keys"}),
    "demanding what we do not know": demanding,
    "another kind of statement": lambda one: one.signed(KEY, header={"typ": "logout+jwt"}),
    "unsigned": unsigned,
    "changed": changed,
    "too long": lambda one: one.signed(KEY, filler="x" * MOST_CHARACTERS),
    "no JWT": lambda _: "gives.me.access",
    "nothing": lambda _: "",
    "binary": lambda _: "\x00\xff.\x00.\x00",
    "whose roles are no list": lambda one: one.signed(KEY, roles="operator"),
    "whose organisation is no text": lambda one: one.signed(KEY, organisation=["RGP"]),
    "whose organisation hides something": lambda one: one.signed(KEY, organisation="RGP\0"),
    "whose subject hides something": lambda one: one.signed(KEY, sub="rgp\n"),
    "whose subject is too long": lambda one: one.signed(KEY, sub="x" * 301),
    "whose organisation is empty": lambda one: one.signed(KEY, organisation=""),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_token_is_not_believed_that_is(issuer: Elsewhere, tokens: Tokens, name: str) -> None:
    await tokens.identity(issuer.signed(KEY))

    with pytest.raises(BadToken):
        await tokens.identity(BAD[name](issuer))


async def test_a_clock_that_is_a_little_slow_is_forgiven(issuer: Elsewhere, tokens: Tokens) -> None:
    just_now = int(time.time()) - LEEWAY_SECONDS + 2

    assert (await tokens.identity(issuer.signed(KEY, exp=just_now))).caller.organisation == "RGP"


async def test_a_token_is_no_longer_believed_once_its_key_is_withdrawn(issuer: Elsewhere, tokens: Tokens) -> None:
    token, new = issuer.signed(KEY), new_key("two")
    await tokens.identity(token)
    issuer.published[:] = [new]
    tokens._keys[issuer.url]._asked_at -= SOONEST_SECONDS

    assert (await tokens.identity(issuer.signed(new))).caller.organisation == "RGP"
    with pytest.raises(BadToken):
        await tokens.identity(token)


async def test_roles_that_mean_nothing_here_are_left_out(issuer: Elsewhere, tokens: Tokens) -> None:
    identity = await tokens.identity(issuer.signed(KEY, roles=["reader", "global_admin", 7]))

    assert identity.caller.roles == {"reader"}


async def test_only_an_issuer_that_may_speaks_for_the_whole_system(
    issuer: Elsewhere, client: aiohttp.ClientSession
) -> None:
    token = issuer.signed(KEY, organisation=None, scope="system")

    assert (await trusting(issuer, client).identity(token)).caller.scope is None
    assert (await trusting(issuer, client, speaks_for_system=True).identity(token)).caller.scope == "system"


async def test_an_issuer_speaks_for_the_organisations_it_is_trusted_with(
    issuer: Elsewhere, client: aiohttp.ClientSession
) -> None:
    tokens = trusting(issuer, client, organisation_claim="tid", organisations={"tenant-7": "RGP"})

    assert (await tokens.identity(issuer.signed(KEY, tid="tenant-7"))).caller.organisation == "RGP"
    with pytest.raises(BadToken, match="does not speak"):
        await tokens.identity(issuer.signed(KEY, tid="RM1"))


async def test_what_is_remembered_has_a_bound(
    issuer: Elsewhere, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.identity.tokens.MOST_REMEMBERED", 3)
    for number in range(10):
        await tokens.identity(issuer.signed(KEY, sub=f"client-{number}"))

    assert len(tokens._verified) <= 3
