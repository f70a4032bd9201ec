"""People sign in at the provider, stay signed in for a while, and are signed out when they say so."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg
import pytest

from deploy.local.stack import Stack
from services.gateway.identity.cookies import SESSION, SIGN_IN, hashed
from services.gateway.identity.sign_in import own_path
from tests.client import Door, Reply
from tests.gateway.beside import gateway
from tests.gateway.identity.browsing import HTML, Browser, browser, hidden

LEAD = "qi.lead@rgp.example"
FIGURE = "/v1/measures/modest-improvement?organisation=RGP"


@pytest.fixture
async def someone(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as opened:
        yield opened


async def changed(stack: Stack, statement: str, *values: object) -> str:
    """Change what the gateway keeps, as time or an operator would."""
    connection = await asyncpg.connect(stack.database_url("gateway", owner=True))
    try:
        return str(await connection.execute(statement, *values))
    finally:
        await connection.close()


def query(reply: Reply) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}


def attributes(reply: Reply, name: str) -> set[str]:
    """Return the attributes of a cookie that an answer sets."""
    lines = [value for header, value in reply.headers.items() if header == "Set-Cookie"]  # type: ignore[attr-defined]
    [line] = [one for one in lines if one.startswith(f"{name}=") and not one.startswith(f'{name}=""')]
    return {part.strip().lower() for part in line.split(";")[1:]}


async def test_somebody_signs_in_and_is_named_on_the_page_they_wanted(someone: Browser) -> None:
    before = await someone.get("/")
    assert 'href="/sign-in?next=%2F"' in before.body.decode()

    page = await someone.sign_in(LEAD, "/measures/modest-improvement")

    assert page.status == 200
    assert "QI lead of RGP" in page.body.decode()
    assert "Sign out" in page.body.decode()


async def test_the_way_to_the_provider_is_the_code_flow_with_pkce(someone: Browser) -> None:
    there = await someone.get("/sign-in")
    asked = query(there)

    assert there.headers["Cache-Control"] == "no-store"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20
    assert "client_secret" not in asked
    assert "code_verifier" not in asked


async def test_what_is_kept_in_the_browser_is_out_of_reach_of_scripts_and_other_sites(someone: Browser) -> None:
    there = await someone.get("/sign-in")
    assert {"httponly", "samesite=lax", "path=/", "max-age=600"} <= attributes(there, SIGN_IN)

    reply = await someone.get((await someone.to_callback(LEAD)).headers["Location"])

    assert {"httponly", "samesite=lax", "path=/"} <= attributes(reply, SESSION)
    assert not any(one.startswith(("max-age", "expires", "domain")) for one in attributes(reply, SESSION))


async def test_signed_in_somebody_sees_what_their_organisation_may_see(someone: Browser) -> None:
    assert (await someone.get(FIGURE, Accept="application/json")).problem[:2] == (401, "NotAuthenticated")

    await someone.sign_in(LEAD)

    own = await someone.get(FIGURE, Accept="application/json")
    assert (own.status, own.json["organisation"]) == (200, "RGP")
    assert (await someone.get("/v1/people", Accept="application/json")).status == 200
    assert (await someone.get("/v1/clients", Accept="application/json")).problem[:2] == (403, "RoleRequired")


async def test_signing_out_ends_the_session_everywhere(someone: Browser) -> None:
    page = await someone.sign_in(LEAD)
    stolen = someone.cookies()[SESSION]

    out = await someone.post("/sign-out", hidden(page))

    assert query(out)["post_logout_redirect_uri"] == f"{someone.url}/signed-out"
    assert query(out)["id_token_hint"].count(".") == 2
    end = await someone.follow(out)
    assert "You are signed out" in end.body.decode()
    assert SESSION not in someone.cookies()
    assert (await someone.get(FIGURE, Cookie=f"{SESSION}={stolen}", Accept="application/json")).status == 401


async def test_each_sign_in_begins_a_session_that_nobody_knew_before(stack: Stack, someone: Browser) -> None:
    await someone.sign_in(LEAD)
    first = someone.cookies()[SESSION]

    await someone.sign_in("operator@rgp.example")
    second = someone.cookies()[SESSION]

    assert first != second
    known = await changed(stack, "DELETE FROM sessions WHERE cookie_sha256 = $1", hashed(first))
    assert known == "DELETE 0"


async def test_a_cookie_that_somebody_planted_is_no_session(someone: Browser) -> None:
    planted = {"Cookie": f"{SESSION}=planted; {SIGN_IN}=planted", "Accept": "application/json"}

    assert (await someone.get(FIGURE, **planted)).status == 401
    page = await someone.sign_in(LEAD)
    assert page.status == 200
    assert someone.cookies()[SESSION] != "planted"


@pytest.mark.parametrize("column", ["seen_at = seen_at - interval '31 minutes'", "ends_at = clock_timestamp()"])
async def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(
    stack: Stack, someone: Browser, column: str
) -> None:
    await someone.sign_in(LEAD)
    key = hashed(someone.cookies()[SESSION])
    assert (await someone.get(FIGURE)).status == 200

    await changed(stack, f"UPDATE sessions SET {column} WHERE cookie_sha256 = $1", key)

    assert (await someone.get(FIGURE)).status == 401


async def test_a_session_that_is_used_lasts(stack: Stack, someone: Browser) -> None:
    await someone.sign_in(LEAD)
    key = hashed(someone.cookies()[SESSION])
    older = "UPDATE sessions SET seen_at = seen_at - interval '20 minutes' WHERE cookie_sha256 = $1"

    for _ in range(3):
        await changed(stack, older, key)
        assert (await someone.get(FIGURE)).status == 200


async def test_the_database_holds_nothing_that_opens_a_session(stack: Stack, someone: Browser) -> None:
    page = await someone.sign_in(LEAD)
    cookie, token = someone.cookies()[SESSION], hidden(page)["csrf_token"]
    connection = await asyncpg.connect(stack.database_url("gateway", owner=True))
    try:
        rows = str([dict(row) for row in await connection.fetch("SELECT * FROM sessions")])
    finally:
        await connection.close()

    assert cookie not in rows
    assert token not in rows


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {}),
        ({"csrf_token": "guess"}, {}),
        (None, {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}),
        (None, {"Origin": "null"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
        (None, {"Sec-Fetch-Site": "none"}),
    ],
)
async def test_a_form_that_is_not_ours_does_nothing(
    someone: Browser, form: dict[str, str] | None, headers: dict[str, str]
) -> None:
    page = await someone.sign_in(LEAD)

    reply = await someone.post("/sign-out", hidden(page) if form is None else form, **headers)

    assert reply.status == 403
    assert b"You cannot see this page" in reply.body
    assert (await someone.get(FIGURE)).status == 200


async def test_a_session_writes_only_with_its_token(someone: Browser) -> None:
    page = await someone.sign_in(LEAD)
    token = hidden(page)["csrf_token"]

    async def key(**headers: str) -> Reply:
        said = {"Origin": someone.url, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"} | headers
        body = b'{"name": "From a page", "roles": ["reader"]}'
        asked = someone.session.post(f"{someone.url}/v1/api-keys", data=body, headers=said)
        async with asked as response:
            return Reply(response.status, response.headers, await response.read())

    assert (await key()).problem == (403, "AnotherSite", None)
    assert (await key(**{"X-CSRF-Token": "guess"})).problem == (403, "AnotherSite", None)
    stolen = {"X-CSRF-Token": token, "Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert (await key(**stolen)).problem == (403, "AnotherSite", None)
    assert (await key(**{"X-CSRF-Token": token})).status == 201


async def test_another_sessions_token_is_not_this_ones(door: Door, someone: Browser) -> None:
    await someone.sign_in(LEAD)
    async with browser(door.credentials) as other:
        page = await other.sign_in(LEAD)

    assert (await someone.post("/sign-out", hidden(page))).status == 403


async def test_coming_back_without_having_left_signs_nobody_in(door: Door, someone: Browser) -> None:
    async with browser(door.credentials) as attacker:
        back = await attacker.to_callback("operator@rgp.example")

    reply = await someone.get(back.headers["Location"])

    assert reply.status == 400
    assert b"begun in another browser" in reply.body
    assert SESSION not in someone.cookies()


async def test_a_code_of_another_sign_in_is_not_taken(door: Door, someone: Browser) -> None:
    async with browser(door.credentials) as attacker:
        stolen = await attacker.to_callback("operator@rgp.example")
    mine = query(await someone.to_callback(LEAD))

    reply = await someone.get("/sign-in/callback?" + urlencode(mine | {"code": query(stolen)["code"]}))

    assert reply.status == 403
    assert SESSION not in someone.cookies()


@pytest.mark.parametrize("change", [{"state": "guess"}, {"code": "guess"}, {"iss": "https://elsewhere.example"}])
async def test_what_comes_back_has_to_be_what_was_asked_for(someone: Browser, change: dict[str, str]) -> None:
    mine = query(await someone.to_callback(LEAD))

    reply = await someone.get("/sign-in/callback?" + urlencode(mine | change))

    assert reply.status == 403
    assert SESSION not in someone.cookies()


async def test_one_leaving_is_good_for_one_return(someone: Browser) -> None:
    back = (await someone.to_callback(LEAD)).headers["Location"]
    cookie = f"{SIGN_IN}={someone.cookies()[SIGN_IN]}"
    assert (await someone.get(back)).status == 303

    assert (await someone.get(back, Cookie=cookie)).status == 400


async def test_what_the_provider_says_went_wrong_is_not_repeated_on_our_page(someone: Browser) -> None:
    mine = query(await someone.get("/sign-in"))
    said = {"error": "access_denied", "error_description": "Call this number", "state": mine["state"]}

    reply = await someone.get("/sign-in/callback?" + urlencode(said))

    assert (reply.status, b"Call this number" in reply.body) == (403, False)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/", "/"),
        ("/measures/modest-improvement?year=2022%2F23", "/measures/modest-improvement?year=2022%2F23"),
        ("https://elsewhere.example", "/"),
        ("//elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
        ("/" + "x" * 3000, "/"),
    ],
)
def test_after_signing_in_one_stays_here(asked: str, path: str) -> None:
    assert own_path(asked) == path


async def test_a_wrong_password_is_said_and_signs_nobody_in(someone: Browser) -> None:
    page = await someone.follow(await someone.get("/sign-in"))

    reply = await someone.post(someone.at_issuer("/oauth/authorize"), hidden(page) | {"email": LEAD, "password": "x"})

    assert reply.status == 403
    assert b"This is not the password" in reply.body


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://elsewhere.example/sign-in/callback"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"scope": "profile"},
    ],
)
async def test_the_local_provider_sends_nobody_elsewhere(someone: Browser, change: dict[str, str]) -> None:
    asked = query(await someone.get("/sign-in")) | change
    address = someone.at_issuer("/oauth/authorize?" + urlencode(asked))
    page = await someone.get(address)
    form = asked | {"email": LEAD, "password": someone.people[LEAD]["password"]}

    sent = await someone.post(someone.at_issuer("/oauth/authorize"), form)

    assert (page.status, sent.status) == (400, 400)
    assert "Location" not in sent.headers
    away = await someone.get(someone.at_issuer("/oauth/sign-out?post_logout_redirect_uri=https://elsewhere.example"))
    assert away.status == 400


async def test_in_local_mode_pages_stay_open_and_elsewhere_they_show_the_way_in(stack: Stack, door: Door) -> None:
    provider = {"issuer": "https://login.example", "client_id": "pages", "client_secret": "secret"}
    public = {"public_url": "https://golden.example", "provider": provider, "local_mode": False}
    async with gateway(stack, door, **public) as beside:
        page = await beside.ask("GET", "/measures/modest-improvement?year=2022/23", headers=HTML)
        data = await beside.ask("GET", "/")

        assert (page.status, page.headers["Location"]) == (
            303,
            "/sign-in?next=%2Fmeasures%2Fmodest-improvement%3Fyear%3D2022%2F23",
        )
        assert data.problem[:2] == (401, "NotAuthenticated")
        assert page.headers["Strict-Transport-Security"]
    assert (await door.ask("GET", "/", headers=HTML)).status == 200


async def test_where_nobody_can_sign_in_no_way_in_is_shown(stack: Stack, door: Door) -> None:
    async with gateway(stack, door) as beside:
        page = await beside.ask("GET", "/", headers=HTML)

        assert b"/sign-in" not in page.body
        assert (await beside.ask("GET", "/sign-in", headers=HTML)).status == 404


async def test_a_provider_that_is_away_is_said_to_be(stack: Stack, door: Door) -> None:
    provider = {"issuer": "http://127.0.0.1:1", "client_id": "pages", "client_secret": "secret"}
    async with gateway(stack, door, provider=provider) as beside:
        reply = await beside.ask("GET", "/sign-in", headers=HTML)

    assert reply.status == 503
    assert b"is not answering" in reply.body
