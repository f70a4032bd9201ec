"""The OWASP API Security Top 10 (2023), asked of this API one by one. What other tests ask already is named here."""

import asyncio
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import ValidationError

from deploy.local.home import Home
from deploy.local.stack import Stack
from services.gateway.identity.clients import MOST
from shared.identity import Caller, passport
from tests.client import MANY, ONE, Door, Json, Reply
from tests.gateway.beside import settings
from tests.gateway.identity.asking import ask, asked_for_token, made, token_of
from tests.gateway.identity.browsing import HTML
from tests.gateway.identity.elsewhere import elsewhere, new_key
from tests.journeys.projects import Project
from tests.training.asking import entered

FIGURE = "/v1/measures/modest-improvement"
ISSUER_KEY = "issuer-key.json"


# API1: broken object level authorisation. Every route with an identifier: `test_policy.py`.


async def test_api1_the_organisation_comes_from_the_token_and_from_nowhere_else(door: Door) -> None:
    key = await entered(door, "Ada Theirs", by="RM1")
    claimed = {"X-Organisation": "RM1", "X-Forwarded-User": "rm1", "Cookie": "organisation=RM1"}

    for path in (f"/v1/people/{key}", f"/v1/people/{key}?organisation=RM1"):
        assert (await ask(door, "GET", path, headers=claimed)).status == 404
    found = await ask(door, "GET", "/v1/people?organisation=RM1&name=Ada%20Theirs")
    assert key not in found.body.decode()


async def test_api1_a_fact_cannot_be_said_for_another_organisation(door: Door) -> None:
    theirs = Project()
    await door.accepted([theirs.registered("2024-05-01")])

    [answer] = await door.submit([theirs.completed("2024-06-01")], by="RM1")

    assert (answer["status"], answer["reason"]["type"]) == ("refused", "NotYourProject")


# API2: broken authentication. Tokens: `test_tokens.py`; assertions: `test_clients.py`; people: `test_sign_in.py`.


async def test_api2_what_the_services_believe_is_not_believed_at_the_door(stack: Stack, door: Door) -> None:
    key = Home(stack.home).read("secrets.json")["service key"]
    token = passport(Caller(organisation="RGP", roles=frozenset({"operator"})), key)

    assert (await ask(door, "GET", FIGURE, bearer=token)).problem[:2] == (401, "NotAuthenticated")


async def test_api2_an_id_token_is_no_access_token(stack: Stack, door: Door) -> None:
    key = ECKey.import_key(json.loads((stack.home / ISSUER_KEY).read_text()))
    issuer = door.credentials["token_url"].removesuffix("/oauth/token")
    claims = {
        "iss": issuer, "sub": "qi.lead@rgp.example", "aud": "golden-thread-pages", "exp": int(time.time()) + 300,
        "organisation": "RGP", "roles": ["operator"],
    }  # fmt: skip
    token = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    assert (await ask(door, "GET", FIGURE, bearer=token)).problem[:2] == (401, "NotAuthenticated")


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def part(what: Json) -> str:
    return base64url(json.dumps(what).encode())


async def test_api2_the_issuers_public_key_is_no_shared_secret(stack: Stack, door: Door) -> None:
    key = ECKey.import_key(json.loads((stack.home / ISSUER_KEY).read_text()))
    issuer = door.credentials["token_url"].removesuffix("/oauth/token")
    for public in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
        claims = {"iss": issuer, "aud": "golden-thread", "exp": int(time.time()) + 300, "organisation": "RGP"}
        said = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims | {'roles': ['operator']})}"
        token = f"{said}.{base64url(hmac.digest(public, said.encode(), 'sha256'))}"

        assert (await ask(door, "GET", FIGURE, bearer=token)).problem[:2] == (401, "NotAuthenticated")


@pytest.mark.parametrize("said", ["", " ", "Bearer", "Bearer ", "Basic eDp5", "gt_x", "\xff"])
async def test_api2_an_empty_or_broken_header_shows_nobody(door: Door, said: str) -> None:
    reply = await door.ask("GET", FIGURE, headers={"Authorization": said})

    assert reply.problem[:2] == (401, "NotAuthenticated")


@pytest.mark.parametrize("hours", [False, "24", 1.5, None, [24], 1e400])
async def test_api3_what_has_another_type_is_not_taken_for_what_was_meant(door: Door, hours: object) -> None:
    client = await made(door, "/v1/clients", {"name": "Strict", "roles": ["reader"]})
    reply = await ask(door, "POST", f"/v1/clients/{client['client_id']}/secrets", {"overlap_hours": hours})

    assert reply.problem == (400, "MalformedParameter", "overlap_hours")


@pytest.mark.parametrize("hours", [b"24", b"24.0", b"0.24e2"])
async def test_api3_a_whole_number_is_one_however_json_spells_it(door: Door, hours: bytes) -> None:
    client = await made(door, "/v1/clients", {"name": "Whole", "roles": ["reader"]})
    headers = {"Content-Type": "application/json"}
    reply = await door.ask(
        "POST", f"/v1/clients/{client['client_id']}/secrets", by="RGP", headers=headers,
        body=b'{"overlap_hours": ' + hours + b"}",
    )  # fmt: skip

    assert reply.status == 201


async def test_api2_credentials_are_not_taken_from_the_address(door: Door) -> None:
    token = await token_of(door, "RGP")

    for name in ("access_token", "token", "api_key", "key"):
        assert (await door.ask("GET", f"{FIGURE}?{name}={token}")).problem[:2] == (401, "NotAuthenticated")


async def test_api2_no_secret_reaches_a_log(stack: Stack, door: Door) -> None:
    client = await made(door, "/v1/clients", {"name": "Quiet", "roles": ["reader"]})
    form = {"grant_type": "client_credentials", "client_id": client["client_id"]}
    good = await asked_for_token(door, form | {"client_secret": client["client_secret"]})
    wrong = f"wrong-{uuid4().hex}"
    await asked_for_token(door, form | {"client_secret": wrong})
    key = (await made(door, "/v1/api-keys", {"name": "Quiet", "roles": ["reader"]}))["key"]
    await ask(door, "GET", FIGURE, bearer=key)
    await ask(door, "GET", FIGURE, bearer=good.json["access_token"] + "x")

    logs = "".join(file.read_text() for file in (stack.home / "logs").glob("*.log"))

    for secret in (client["client_secret"], wrong, key, good.json["access_token"]):
        assert secret not in logs


# API3: broken object property level authorisation.


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/v1/clients", {"client_id": "mine"}),
        ("/v1/clients", {"scope": "system"}),
        ("/v1/clients", {"settled": True}),
        ("/v1/api-keys", {"organisation": "RM1"}),
        ("/v1/api-keys", {"key": "gt_mine"}),
        ("/v1/api-keys", {"scope": "system"}),
        ("/v1/people", {"person_key": str(uuid4())}),
        ("/v1/people", {"organisation": "RM1"}),
    ],
)
async def test_api3_nobody_sets_what_is_not_theirs_to_set(door: Door, path: str, extra: Json) -> None:
    usual: Json = {"name": "Extra"} if path == "/v1/people" else {"name": "Extra", "roles": ["reader"]}

    assert (await ask(door, "POST", path, usual | extra)).problem == (400, "MalformedParameter", next(iter(extra)))


async def test_api3_answers_hold_no_hash_and_no_secret(door: Door) -> None:
    await made(door, "/v1/clients", {"name": "Plain", "roles": ["reader"]})
    await made(door, "/v1/api-keys", {"name": "Plain", "roles": ["reader"]})

    for path in ("/v1/clients", "/v1/api-keys"):
        for item in (await ask(door, "GET", path)).json["items"]:
            assert not {name for name in item if "secret" in name or "sha256" in name or name == "key"}


# API4: unrestricted resource consumption.


async def refused_unread(door: Door, path: str) -> Reply:
    """Send the beginning of a large body and wait for the answer before the rest."""

    async def body() -> Any:
        yield b"[" + b" " * 1024
        await answered.wait()

    answered = asyncio.Event()
    async with door.session.post(door.url + path, data=body(), headers={"Content-Type": "application/json"}) as reply:
        answered.set()
        return Reply(reply.status, reply.headers, await reply.read())


@pytest.mark.parametrize("path", ["/v1/events", "/v1/clients", "/v1/api-keys", "/v1/people"])
async def test_api4_nobody_makes_us_read_before_they_are_known(door: Door, path: str) -> None:
    assert (await refused_unread(door, path)).problem[:2] == (401, "NotAuthenticated")


@pytest.mark.parametrize("path", ["/v1/clients", "/v1/api-keys"])
async def test_api4_a_body_has_a_bound(door: Door, path: str) -> None:
    reply = await ask(door, "POST", path, {"name": "x" * 100_000, "roles": ["reader"]})

    assert reply.problem == (413, "TooLarge", None)


async def test_api4_an_organisation_has_only_so_many_clients(stack: Stack, door: Door) -> None:
    wanted = {"name": "Many", "roles": ["reader"]}
    await made(door, "/v1/clients", wanted, by="RYC")
    connection = await asyncpg.connect(stack.database_url("gateway"))
    await connection.execute("SELECT set_config('app.organisation', 'RYC', false)")
    await connection.execute(
        "INSERT INTO clients (client_id, organisation, name, roles, settled, created_by) "
        "SELECT 'ryc-' || number, 'RYC', 'Many', '{reader}', false, 'test' FROM generate_series(4, $1::int) AS number",
        MOST,
    )
    await connection.close()

    answers = await asyncio.gather(*(ask(door, "POST", "/v1/clients", wanted, by="RYC") for _ in range(5)))

    assert sum(one.status == 201 for one in answers) == 1
    assert {one.problem[:2] for one in answers if one.status != 201} == {(409, "TooMany")}


@pytest.mark.parametrize("path", ["/v1/audit", "/v1/people", "/v1/submissions"])
async def test_api4_a_list_comes_in_bounded_pages(door: Door, path: str) -> None:
    assert (await ask(door, "GET", f"{path}?limit=501")).problem == (400, "MalformedParameter", "limit")


# API5: broken function level authorisation. Every route and role: `test_policy.py`.


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_api5_another_method_is_no_way_around(door: Door, method: str) -> None:
    for path in ("/v1/clients", "/v1/api-keys", "/v1/audit", "/v1/people"):
        reply = await ask(door, method, path, role="reader")
        assert reply.problem[:2] == (405, "MethodNotAllowed")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/clients", "GET, POST"),
        ("/v1/people", "GET, POST"),
        (f"/v1/people/{uuid4()}", "DELETE, GET, PATCH"),
        ("/v1/clients/somebody", "DELETE, GET"),
        ("/v1/events", "POST"),
        ("/v1/measures/x/series", "GET"),
        ("/v1/changes", "GET"),
    ],
)
async def test_api5_a_path_says_all_that_can_be_asked_of_it(door: Door, path: str, allowed: str) -> None:
    assert (await ask(door, "PUT", path)).headers["Allow"] == allowed


@pytest.mark.parametrize("said", ["X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL"])
async def test_api5_no_header_changes_what_is_asked(door: Door, said: str) -> None:
    for value in ("DELETE", "/v1/years"):
        reply = await ask(door, "GET", "/v1/clients", role="reader", headers={said: value})
        assert reply.problem[:2] == (403, "RoleRequired")


@pytest.mark.parametrize("path", ["/v1//clients", "/V1/clients", "/v1/clients/", "/v1/./clients", "/v1/%63lients/"])
async def test_api5_a_path_written_otherwise_opens_no_more(door: Door, path: str) -> None:
    reply = await ask(door, "GET", path, role="reader")

    assert reply.status in {307, 403, 404}


# API6: unrestricted access to sensitive business flows: what is drawn and erased has its own roles and its audit.


async def test_api6_only_who_keeps_people_erases_them(door: Door) -> None:
    key = await entered(door, "Ada Kept")

    for role in ("reader", "qi_lead", "finance", "operator"):
        assert (await ask(door, "DELETE", f"/v1/people/{key}", role=role)).problem[:2] == (403, "RoleRequired")
    assert (await ask(door, "GET", f"/v1/people/{key}")).status == 200


# API7: server side request forgery. Keys by address in clients: `test_clients.py`; redirects: `test_keys.py`.


async def test_api7_a_token_sends_us_nowhere(door: Door) -> None:
    stranger = new_key("stranger")
    async with elsewhere(stranger) as trap:
        for header in ({"jku": trap.jwks_url}, {"x5u": trap.jwks_url}, {"kid": trap.jwks_url}):
            for said in ({}, {"iss": door.credentials["token_url"].removesuffix("/oauth/token")}):
                token = trap.signed(stranger, header=header, **said)
                assert (await ask(door, "GET", FIGURE, bearer=token)).problem[:2] == (401, "NotAuthenticated")
        assert trap.asked == 0


@pytest.mark.parametrize("url", ["http://keys.example/jwks.json", "ftp://127.0.0.1/keys", "file:///etc/passwd"])
def test_api7_keys_are_fetched_only_where_nobody_can_change_them(stack: Stack, url: str) -> None:
    issuer = {"issuer": "https://issuer.example", "jwks_url": url, "audience": "golden-thread"}

    with pytest.raises(ValidationError):
        settings(stack, issuers=[issuer], local_mode=False)


@pytest.mark.parametrize(
    "told",
    [
        {"public_url": None},
        {"public_url": "http://golden.example"},
        {"provider": {"issuer": "http://login.example", "client_id": "a", "client_secret": "b"}},
    ],
)
def test_api7_people_sign_in_over_https_alone(stack: Stack, told: Json) -> None:
    good = {
        "provider": {"issuer": "https://login.example", "client_id": "a", "client_secret": "b"},
        "public_url": "https://golden.example",
        "local_mode": False,
    }
    assert settings(stack, **good).provider is not None

    with pytest.raises(ValidationError):
        settings(stack, **{**good, **told})


# API8: security misconfiguration.


@pytest.mark.parametrize(
    "path", ["/", FIGURE, "/v1/nothing", "/openapi.json", "/signed-out", "/assets/golden-thread.css"]
)
async def test_api8_every_answer_keeps_itself_to_itself(door: Door, path: str) -> None:
    for headers in ({}, HTML):
        reply = await door.ask("GET", path, headers=headers)

        said = reply.headers
        assert "default-src 'self'" in said["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in said["Content-Security-Policy"]
        assert "unsafe" not in said["Content-Security-Policy"]
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Referrer-Policy"] == "same-origin"
        assert "Server" not in said
        assert "X-Powered-By" not in said


async def test_api8_no_other_origin_may_read(door: Door) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    for reply in (await door.ask("OPTIONS", FIGURE, headers=asked), await ask(door, "GET", FIGURE, headers=asked)):
        assert not [name for name in reply.headers if name.lower().startswith("access-control")]


async def test_api8_what_goes_wrong_says_nothing_of_how_it_is_built(door: Door) -> None:
    bodies: list[tuple[str, str, bytes]] = [
        ("POST", "/v1/clients", b"{"),
        ("POST", "/v1/clients", b"\xff\xfe"),
        ("POST", "/v1/api-keys", b"[]"),
        ("POST", "/v1/people", b"{" * 5000),
        ("GET", "/v1/clients/%00", b""),
        ("DELETE", "/v1/api-keys/%00", b""),
        ("GET", "/v1/audit?action=%00", b""),
        ("GET", "/v1/people/%F0%9F%92%A9", b""),
    ]
    for method, path, body in bodies:
        headers = {"Authorization": f"Bearer {await token_of(door, 'RGP')}", "Content-Type": "application/json"}
        reply = await door.ask(method, path, headers=headers, body=body)
        assert 400 <= reply.status < 500, (method, path, reply.body)
        assert reply.problem[1]
        for told in ("Traceback", "asyncpg", "pydantic", ".py", "SELECT"):
            assert told not in reply.body.decode()


@pytest.mark.parametrize("path", ["/v1/clients", "/v1/api-keys", "/v1/audit", "/v1/people", "/v1/submissions"])
async def test_api8_nothing_of_ones_own_stays_in_a_cache(door: Door, path: str) -> None:
    assert (await ask(door, "GET", path)).headers["Cache-Control"] == "no-store"


async def test_api8_a_host_that_is_not_ours_leads_nobody_there(door: Door) -> None:
    reply = await door.ask("GET", "/sign-in", headers={"Host": "elsewhere.example", **HTML})

    assert reply.status == 400
    assert "Location" not in reply.headers


# API9: improper inventory management. Every route is in the document and in the table: `test_policy.py`.


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/v0/measures", "/v2/measures", "/admin", "/debug", "/.env", "/facts"]
)
async def test_api9_nothing_is_there_that_is_not_published(door: Door, path: str) -> None:
    assert (await ask(door, "GET", path)).problem[:2] == (404, "NotFound")


async def test_api9_the_document_says_who_may_use_what(door: Door) -> None:
    published = (await door.ask("GET", "/openapi.json")).json

    assert set(published["components"]["securitySchemes"]) == {"token", "key"}
    assert published["paths"]["/v1/audit"]["get"]["x-roles"] == ["operator", "qi_lead"]
    assert published["paths"]["/schemas"]["get"]["security"] == []


# API10: unsafe consumption of APIs: what an issuer says is checked like anyone's word (`test_keys.py`).


@pytest.mark.parametrize(
    "said",
    [
        {"organisation": "RM1'; DROP TABLE audit; --"},
        {"organisation": "../RM1"},
        {"sub": "x" * 5000},
        {"roles": ["reader", {"role": "operator"}]},
        {"scope": ["system"]},
    ],
)
async def test_api10_a_strange_claim_of_a_trusted_issuer_does_no_harm(
    stack: Stack, door: Door, said: Mapping[str, Any]
) -> None:
    key = ECKey.import_key(json.loads((stack.home / ISSUER_KEY).read_text()))
    issuer = door.credentials["token_url"].removesuffix("/oauth/token")
    usual = {"iss": issuer, "sub": "a", "aud": "golden-thread", "exp": int(time.time()) + 300}
    claims = {**usual, "organisation": "RGP", "roles": ["reader", "submitter", "qi_lead"], **said}
    token = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    for method, path in (("GET", "/v1/people"), ("GET", "/v1/audit"), ("GET", "/v1/submissions")):
        reply = await ask(door, method, path, bearer=token)
        assert reply.status in {200, 401, 403}, reply.body
    reply = await door.ask(
        "POST", "/v1/events", headers={"Authorization": f"Bearer {token}", "Content-Type": ONE}, body=b"{}"
    )
    assert reply.status in {401, 403, 422}, reply.body
    assert (await ask(door, "GET", "/v1/audit")).status == 200


async def test_an_empty_batch_is_no_way_to_learn_anything(door: Door) -> None:
    assert (await door.post(b"[]", MANY, by=None)).problem[:2] == (401, "NotAuthenticated")
