"""Machines prove who they are to the local issuer; their organisation makes, changes and revokes them at the door."""

import asyncio
import time
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import Key, RSAKey

from deploy.local.stack import Stack
from services.gateway.identity.forms import MOST_BYTES
from services.gateway.identity.issuing.assertions import LONGEST_SECONDS, TYPE
from tests.client import Door, Json, Reply
from tests.gateway.identity.asking import ask, asked_for_token, made
from tests.gateway.identity.elsewhere import new_key

CLIENTS = "/v1/clients"
GRANT = {"grant_type": "client_credentials"}
KEY = new_key("first", "RS512")


def key_set(*keys: Key) -> Json:
    return {"keys": [dict(key.as_dict(private=False)) for key in keys]}


async def signing(door: Door, *keys: Key) -> str:
    """Make a client that proves itself by these keys; return its id."""
    client = await made(door, CLIENTS, {"name": "Data warehouse", "roles": ["submitter"], "keys": key_set(*keys)})
    return str(client["client_id"])


def assertion(door: Door, client_id: str, key: Key = KEY, alg: str = "RS512", **said: Any) -> str:
    """Return who the client is, as it signs it; what is None is left out."""
    head = {"alg": alg, "kid": said.pop("kid", key.kid), "typ": said.pop("typ", "JWT")}
    claims = {
        "iss": client_id, "sub": client_id, "aud": door.credentials["token_url"],
        "exp": int(time.time()) + LONGEST_SECONDS, "jti": uuid4().hex,
    } | said  # fmt: skip
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({name: value for name, value in head.items() if value is not None}, kept, key, [alg])


async def proven(door: Door, signed: str, **form: str) -> Reply:
    """Ask for a token with an assertion."""
    said = {**GRANT, "client_assertion_type": TYPE, "client_assertion": signed, **form}
    return await asked_for_token(door, said)


async def works(door: Door, reply: Reply) -> bool:
    """Return whether a token was given, and opens the door."""
    if reply.status != 200:
        return False
    return (await ask(door, "GET", "/v1/years", bearer=reply.json["access_token"])).status == 200


def by_secret(client: Json) -> dict[str, str]:
    return {**GRANT, "client_id": client["client_id"], "client_secret": client["client_secret"]}


async def test_a_client_gets_tokens_minutes_after_it_was_thought_of(door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Nightly upload", "roles": ["submitter", "reader"]})

    answer = await asked_for_token(door, by_secret(client))

    assert await works(door, answer)
    assert (answer.json["token_type"], answer.json["scope"]) == ("Bearer", "reader submitter")
    assert answer.headers["Cache-Control"] == "no-store"
    basic = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    assert await works(door, await asked_for_token(door, GRANT, {"Authorization": f"Basic {basic}"}))


async def test_a_secret_is_shown_once_and_kept_as_a_hash(stack: Stack, door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Shown once", "roles": ["reader"]})

    listed = (await ask(door, "GET", CLIENTS)).json["items"]
    again = (await ask(door, "GET", f"{CLIENTS}/{client['client_id']}")).json

    assert client["client_id"] in {one["client_id"] for one in listed}
    assert client["client_secret"] not in str(listed) + str(again)
    assert client["client_secret"] not in (stack.home / "logs" / "gateway.log").read_text()


async def test_what_is_asked_of_a_token_is_no_more_than_its_client_may(door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Reads", "roles": ["reader"]})
    answer = await asked_for_token(door, by_secret(client) | {"scope": "reader operator finance"})

    assert answer.json["scope"] == "reader"
    assert (await ask(door, "GET", CLIENTS, bearer=answer.json["access_token"])).problem[:2] == (403, "RoleRequired")


@pytest.mark.parametrize("alg", ["RS512", "RS256", "PS256", "ES256", "ES384"])
async def test_a_client_proves_itself_by_what_its_key_signs(door: Door, alg: str) -> None:
    key = new_key(uuid4().hex, alg)
    client_id = await signing(door, key)

    answer = await proven(door, assertion(door, client_id, key, alg))

    assert await works(door, answer)


async def test_an_assertion_is_good_once_also_when_it_comes_many_times_at_once(door: Door) -> None:
    client_id = await signing(door, KEY)
    signed = assertion(door, client_id)

    answers = await asyncio.gather(*(proven(door, signed) for _ in range(10)))

    assert sorted(one.status for one in answers) == [200] + [401] * 9
    assert (await proven(door, signed)).json["error"] == "invalid_client"
    assert (await proven(door, assertion(door, client_id))).status == 200


Bad = Callable[[Door, str], str]
BAD: dict[str, Bad] = {
    "by a key that is not the client's": lambda door, me: assertion(door, me, new_key("first", "RS512")),
    "by a key with no name": lambda door, me: assertion(door, me, kid=None),
    "by a key with another name": lambda door, me: assertion(door, me, kid="second"),
    "with a shared secret": lambda door, me: assertion(door, me, new_key("first", "HS512"), "HS512"),
    "for another audience": lambda door, me: assertion(door, me, aud="https://elsewhere.example/token"),
    "for this audience and another": lambda door, me: assertion(
        door, me, aud=[door.credentials["token_url"], "https://elsewhere.example/token"]
    ),
    "for nobody": lambda door, me: assertion(door, me, aud=None),
    "by another issuer": lambda door, me: assertion(door, me, iss="rgp"),
    "about another": lambda door, me: assertion(door, me, sub="rgp"),
    "for longer than five minutes": lambda door, me: assertion(door, me, exp=int(time.time()) + LONGEST_SECONDS + 60),
    "for ever": lambda door, me: assertion(door, me, exp=None),
    "until no number": lambda door, me: assertion(door, me, exp=float("nan")),
    "too long ago": lambda door, me: assertion(door, me, exp=int(time.time()) - 60),
    "without a name of its own": lambda door, me: assertion(door, me, jti=None),
    "with a name that is no text": lambda door, me: assertion(door, me, jti=7),
    "as an access token": lambda door, me: assertion(door, me, typ="at+jwt"),
    "as nothing": lambda _, __: "",
    "as nonsense": lambda _, __: "a.b.c",
}


@pytest.fixture(scope="module")
async def signer(door: Door) -> str:
    return await signing(door, KEY)


@pytest.mark.parametrize("name", BAD)
async def test_no_token_is_given_for_what_was_signed(door: Door, signer: str, name: str) -> None:
    answer = await proven(door, BAD[name](door, signer))

    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_a_client_proves_itself_in_the_way_it_was_made_for_and_in_one_way(door: Door, signer: str) -> None:
    client = await made(door, CLIENTS, {"name": "By secret", "roles": ["reader"]})
    signed = assertion(door, client["client_id"])

    assert (await proven(door, signed)).status == 401
    assert (await asked_for_token(door, {**GRANT, "client_id": signer, "client_secret": ""})).status == 401
    both = await proven(door, assertion(door, signer), client_secret="x")
    assert (both.status, both.json["error"]) == (400, "invalid_request")
    other = await proven(door, assertion(door, signer), client_id=client["client_id"])
    assert (other.status, other.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "rgp", "password": "x"}, 400, "unsupported_grant_type"),
        ({**GRANT}, 401, "invalid_client"),
        ({**GRANT, "client_id": "rgp"}, 401, "invalid_client"),
        ({**GRANT, "client_id": "rgp", "client_secret": "guess"}, 401, "invalid_client"),
        ({**GRANT, "client_id": "rgp\0", "client_secret": "guess"}, 401, "invalid_client"),
        ({"grant_type": "authorization_code", "code": "guess"}, 401, "invalid_client"),
    ],
)
async def test_a_request_for_a_token_is_refused_in_the_words_of_oauth(
    door: Door, form: dict[str, str], status: int, error: str
) -> None:
    answer = await asked_for_token(door, form)

    assert (answer.status, answer.json["error"]) == (status, error)
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_parameter_said_twice_and_too_much_of_it_are_refused(door: Door) -> None:
    url = door.credentials["token_url"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with door.session.post(url, data=b"grant_type=a&grant_type=client_credentials", headers=form) as twice:
        assert (twice.status, (await twice.json())["error"]) == (400, "invalid_request")
    async with door.session.post(url, data=BytesIO(b"grant_type=" + b"a" * MOST_BYTES), headers=form) as large:
        assert large.status == 413


async def test_a_secret_is_replaced_without_a_pause(door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Rotates", "roles": ["reader"]})
    path = f"{CLIENTS}/{client['client_id']}/secrets"

    second = await made(door, path, {"overlap_hours": 24})
    assert await works(door, await asked_for_token(door, by_secret(client)))
    assert await works(door, await asked_for_token(door, by_secret(second)))

    third = await made(door, path, {"overlap_hours": 0})
    assert [
        (await asked_for_token(door, by_secret(one))).status for one in (client, second, third)
    ] == [401, 401, 200]  # fmt: skip


async def test_keys_are_replaced_side_by_side(door: Door) -> None:
    new = new_key("second", "ES256")
    client_id = await signing(door, KEY)
    path = f"{CLIENTS}/{client_id}/keys"

    assert (await ask(door, "PUT", path, key_set(KEY, new))).status == 200
    assert (await proven(door, assertion(door, client_id))).status == 200
    assert (await proven(door, assertion(door, client_id, new, "ES256"))).status == 200

    assert (await ask(door, "PUT", path, key_set(new))).status == 200
    assert (await proven(door, assertion(door, client_id))).status == 401
    assert (await proven(door, assertion(door, client_id, new, "ES256"))).status == 200


def short() -> Json:
    return {"kty": "RSA", "kid": "short", "e": "AQAB", "n": RSAKey.generate_key(1024, {}).as_dict(private=False)["n"]}


@pytest.mark.filterwarnings("ignore:.*2048.*")
@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"keys": []}, "1 to 10"),
        ({"keys": "mine"}, "1 to 10"),
        ({"jwks_uri": "http://127.0.0.1:1/keys"}, "1 to 10"),
        ({"keys": [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}]}, "`EC` or `RSA`"),
        ({"keys": [new_key("a").as_dict(private=True)]}, "private key"),
        ({"keys": [new_key("a").as_dict(private=False) | {"kid": ""}]}, "`kid`"),
        ({"keys": [new_key("a").as_dict(private=False), new_key("a").as_dict(private=False)]}, "of its own"),
        ({"keys": [{"kty": "EC", "kid": "a", "crv": "P-256", "x": "!", "y": "!"}]}, "cannot be read"),
        ({"keys": [{"kty": "RSA", "kid": "short", "e": "AQAB", "n": "short"}]}, "shorter than 2048"),
    ],
)
async def test_keys_that_prove_nothing_are_not_taken(door: Door, keys: Json, says: str) -> None:
    if keys.get("keys") and keys["keys"][0] == {"kty": "RSA", "kid": "short", "e": "AQAB", "n": "short"}:
        keys = {"keys": [short()]}
    reply = await ask(door, "POST", CLIENTS, {"name": "Keys", "roles": ["reader"], "keys": keys})

    assert reply.problem == (400, "MalformedParameter", "keys")
    assert says in reply.json["detail"]


async def test_a_revoked_client_gets_no_more_tokens(door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Goes", "roles": ["reader"]})
    path = f"{CLIENTS}/{client['client_id']}"
    answer = await asked_for_token(door, by_secret(client))
    assert answer.json["expires_in"] <= 600

    assert (await ask(door, "DELETE", path)).status == 204

    assert (await asked_for_token(door, by_secret(client))).status == 401
    assert (await ask(door, "GET", path)).problem == (404, "NotFound", None)
    assert (await ask(door, "DELETE", path)).problem == (404, "NotFound", None)


async def test_nobody_gives_a_role_that_they_do_not_have(door: Door) -> None:
    wanted = {"name": "Climbs", "roles": ["finance"]}

    reply = await ask(door, "POST", CLIENTS, wanted, role="operator")

    assert reply.problem == (403, "RoleRequired", "roles")


async def test_another_organisations_client_is_not_there_and_not_yours(door: Door) -> None:
    client = await made(door, CLIENTS, {"name": "Ours", "roles": ["reader"]})
    path = f"{CLIENTS}/{client['client_id']}"

    assert (await ask(door, "GET", path, by="RM1")).problem == (404, "NotFound", None)
    assert (await ask(door, "DELETE", path, by="RM1")).problem == (403, "NotYours", None)
    assert (await ask(door, "POST", f"{path}/secrets", {}, by="RM1")).problem == (403, "NotYours", None)
    assert (await ask(door, "PUT", f"{path}/keys", key_set(KEY), by="RM1")).problem == (403, "NotYours", None)
    assert client["client_id"] not in str((await ask(door, "GET", CLIENTS, by="RM1")).json)
    assert await works(door, await asked_for_token(door, by_secret(client)))


async def test_the_board_brings_a_new_organisation_in_and_leaves_it_to_itself(door: Door) -> None:
    code = f"N{uuid4().hex[:5].upper()}"
    first = {"name": "First", "roles": ["operator", "submitter", "reader"], "organisation": code}

    assert (await ask(door, "POST", CLIENTS, first, by="RGP")).problem == (403, "NotYours", None)
    client = await made(door, CLIENTS, first, by="QMM")
    assert client["organisation"] == code

    token = (await asked_for_token(door, by_secret(client))).json["access_token"]
    own = await ask(door, "POST", CLIENTS, {"name": "Second", "roles": ["reader"]}, bearer=token)
    assert (own.status, own.json["organisation"]) == (201, code)
    key = await ask(door, "POST", "/v1/api-keys", {"name": "Power BI", "roles": ["reader"]}, bearer=token)
    assert (key.status, key.json["organisation"]) == (201, code)

    assert (await ask(door, "POST", CLIENTS, first, by="QMM")).problem == (403, "NotYours", None)
    path = f"{CLIENTS}/{client['client_id']}"
    assert (await ask(door, "DELETE", path, by="QMM")).problem == (403, "NotYours", None)
    existing = {**first, "organisation": "RM1"}
    assert (await ask(door, "POST", CLIENTS, existing, by="QMM")).problem == (403, "NotYours", None)


async def test_the_clients_that_came_with_the_machine_are_changed_there(door: Door) -> None:
    listed = (await ask(door, "GET", CLIENTS)).json["items"]

    assert "rgp" in {one["client_id"] for one in listed}
    assert (await ask(door, "DELETE", f"{CLIENTS}/rgp")).problem == (409, "SettledClient", None)
    assert (await ask(door, "POST", f"{CLIENTS}/rgp/secrets", {})).problem == (409, "SettledClient", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"roles": ["reader"]}, "name"),
        ({"name": " ", "roles": ["reader"]}, "name"),
        ({"name": "x" * 101, "roles": ["reader"]}, "name"),
        ({"name": "a\nb", "roles": ["reader"]}, "name"),
        ({"name": "None", "roles": []}, "roles"),
        ({"name": "Root", "roles": ["root"]}, "0"),
        ({"name": "Extra", "roles": ["reader"], "settled": True}, "settled"),
        ({"name": "Secret", "roles": ["reader"], "client_secret": "mine"}, "client_secret"),
        ({"name": "Fetch", "roles": ["reader"], "jwks_uri": "http://169.254.169.254/"}, "jwks_uri"),
        ({"name": "Code", "roles": ["reader"], "organisation": "../RM1"}, "organisation"),
    ],
)
async def test_a_body_says_what_it_may_and_nothing_else(door: Door, body: Json, field: str) -> None:
    assert (await ask(door, "POST", CLIENTS, body)).problem == (400, "MalformedParameter", field)


async def test_the_issuer_says_what_it_does(door: Door) -> None:
    issuer = door.credentials["token_url"].removesuffix("/oauth/token")
    async with door.session.get(f"{issuer}/.well-known/openid-configuration") as response:
        said = await response.json()

    assert (said["issuer"], said["token_endpoint"]) == (issuer, door.credentials["token_url"])
    async with door.session.get(said["jwks_uri"]) as response:
        [key] = (await response.json())["keys"]
    assert (key["kty"], key["use"], "d" in key) == ("EC", "sig", False)
