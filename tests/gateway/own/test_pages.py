"""The pages of an organisation's own, as somebody at a browser uses them; no script is needed."""

import re
from collections.abc import AsyncIterator, Mapping
from html import unescape
from uuid import uuid4

import aiohttp
import pytest

from tests.client import Door, Reply
from tests.gateway.identity.asking import asked_for_token
from tests.gateway.identity.browsing import HTML, Browser, browser, hidden
from tests.gateway.imports.uploading import IMPORTS
from tests.journeys.projects import Project

OPERATOR, LEAD, SUBMITTER, READER = (f"{name}@rgp.example" for name in ("operator", "qi.lead", "submitter", "reader"))
PAGES = ("/submissions", "/imports", "/access", "/audit")
REGISTER = b"Project ID,Title,Date created,Progress score\n%s,Falls,14/04/2023,%s\n"


@pytest.fixture
async def someone(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as opened:
        yield opened


def told(reply: Reply) -> str:
    """Return what is to be read, on one line."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.body.decode())))


async def uploaded(someone: Browser, content: bytes, do: str = "check", **changed: str) -> Reply:
    """Send the form of the page that is open, with a file; return the page that it leads to."""
    page = await someone.get("/imports")
    form = aiohttp.FormData()
    for name, value in ({**hidden(page), "kind": "projects", "as_of": "", "do": do} | changed).items():
        form.add_field(name, value)
    form.add_field("file", content, filename="register.csv", content_type="text/csv")
    said = {**HTML, "Origin": someone.url, "Sec-Fetch-Site": "same-origin"}
    async with someone.session.post(f"{someone.url}/imports", data=form, headers=said, allow_redirects=False) as reply:
        answer = Reply(reply.status, reply.headers, await reply.read())
    return await someone.follow(answer)


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_just_visits_what_is_an_organisations_own(someone: Browser, path: str) -> None:
    reply = await someone.get(path)

    assert (reply.status, reply.headers["Location"]) == (303, f"/sign-in?next=%2F{path[1:]}")
    assert (await someone.sign_in("reader@ics.example", path)).status == 403


@pytest.mark.parametrize(
    ("email", "allowed"),
    [
        (READER, {"/submissions"}),
        (SUBMITTER, {"/submissions", "/imports"}),
        (LEAD, set(PAGES)),
        (OPERATOR, set(PAGES) - {"/imports"}),
    ],
)
async def test_a_page_opens_to_whose_role_it_is(someone: Browser, email: str, allowed: set[str]) -> None:
    await someone.sign_in(email)

    answers = {path: await someone.get(path) for path in PAGES}

    assert {path for path, reply in answers.items() if reply.status == 200} == allowed
    assert all(reply.headers["Cache-Control"] == "no-store" for reply in answers.values() if reply.status == 200)


async def test_a_file_is_checked_then_imported_then_found_among_what_was_submitted(someone: Browser) -> None:
    await someone.sign_in(SUBMITTER)
    content = REGISTER % (uuid4().hex.encode(), b"2.5")

    checked = await uploaded(someone, content)
    imported = await uploaded(someone, content, "import")
    again = await uploaded(someone, content, "import")

    assert "Checked; nothing is written yet" in told(checked)
    assert "1 would be new or changed 0 known already 0 would be refused" in told(checked)
    assert "1 new or changed 0 known already 0 refused" in told(imported)
    assert "0 new or changed 1 known already 0 refused" in told(again)
    [way] = re.findall(r'href="(/submissions\?batch=[^"]+)"', imported.body.decode())
    facts = told(await someone.get(way))
    assert facts.count("Accepted") - 1 == 2  # and once among what can be chosen
    assert "Project registered" in facts
    assert "register.csv" in told(await someone.get("/imports"))


async def test_a_refused_row_says_where_and_how_to_mend_it(someone: Browser) -> None:
    await someone.sign_in(SUBMITTER)

    page = told(await uploaded(someone, REGISTER % (uuid4().hex.encode(), b"3.3"), "import"))

    assert "Nothing was imported" in page
    assert "D: Progress score" in page
    assert "Give one of the ten half points from 0.5 to 5.0." in page


@pytest.mark.parametrize(
    ("content", "changed", "said"),
    [
        (b"", {}, "Choose a file."),
        (b"a,b\n1,2\n", {}, "No row of the file names the columns"),
        (b"ID,Title\n", {"kind": ""}, "Choose what the file holds."),
        (b"ID,Title\n", {"as_of": "soon"}, "Give a day"),
        (b"ID,Title\n", {"as_of": "01/01/2999"}, "A file is as of a day that has come."),
    ],
)
async def test_what_is_wrong_with_the_form_is_said_beside_its_field(
    someone: Browser, content: bytes, changed: Mapping[str, str], said: str
) -> None:
    await someone.sign_in(SUBMITTER)

    reply = await uploaded(someone, content, **changed)

    assert reply.status in {400, 422}
    assert said in told(reply)
    assert "There is a problem" in told(reply)


async def test_a_file_that_another_site_sends_is_not_taken(door: Door, someone: Browser) -> None:
    await someone.sign_in(SUBMITTER)
    before = (await door.ask("GET", IMPORTS, by="RGP")).json["items"]

    reply = await uploaded(someone, REGISTER % (b"X", b"2.5"), "import", csrf_token="guessed")

    assert reply.status == 403
    assert (await door.ask("GET", IMPORTS, by="RGP")).json["items"] == before


async def test_what_was_refused_is_shown_with_the_way_to_mend_it_and_sent_again(door: Door, someone: Browser) -> None:
    project = Project()
    batch = (await door.post(str([{**project.said("completed", on="2024-06-01")}]).replace("'", '"').encode(),
                             "application/cloudevents-batch+json")).headers["Batch"]  # fmt: skip
    await someone.sign_in(SUBMITTER)
    page = await someone.get(f"/submissions?batch={batch}")
    assert "Register the project first, or correct its identifier." in told(page)
    await door.accepted([project.registered("2024-05-01")])

    after = await someone.follow(
        await someone.post(f"/submissions/{batch}/resend", {"csrf_token": hidden(page)["csrf_token"]})
    )

    assert after.status == 200
    assert "Register the project first" not in told(after)
    assert f"/things/project/{project.id}" in after.body.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [("since=soon", "since"), ("status=odd", "status"), ("batch=1", "batch"), ("until=31/02/2024", "until")],
)
async def test_a_search_that_cannot_be_read_is_named(someone: Browser, query: str, field: str) -> None:
    await someone.sign_in(READER)

    reply = await someone.get(f"/submissions?{query}")

    assert reply.status == 400
    assert f'href="#{field}"' in reply.body.decode()


def secret_of(page: Reply) -> str:
    return re.findall(r"<dt>(?:Secret|Key)</dt><dd><code>([^<]+)</code>", page.body.decode())[0]


async def test_a_key_is_made_used_renewed_and_revoked_from_the_page(door: Door, someone: Browser) -> None:
    name = f"Power BI {uuid4().hex[:8]}"
    page = await someone.sign_in(LEAD, "/access")
    form = {"csrf_token": hidden(page)["csrf_token"]}

    made = await someone.post("/access/keys", {**form, "name": name, "role-reader": "yes", "expires_on": ""})
    key = secret_of(made)
    assert (made.status, made.headers["Cache-Control"]) == (201, "no-store")
    assert await opens(door, key)
    assert key not in (await someone.get("/access")).body.decode()

    path = way_to(await someone.get("/access"), name)
    renewed = await someone.post(f"{path}/rotate", {**form, "overlap_hours": "0"})
    assert (await opens(door, key), await opens(door, secret_of(renewed))) == (False, True)
    revoked = await someone.follow(await someone.post(f"{way_to(renewed, name)}/revoke", form))
    assert name not in told(revoked)
    assert not await opens(door, secret_of(renewed))


async def opens(door: Door, key: str) -> bool:
    return (await door.ask("GET", "/v1/years", headers={"X-API-Key": key})).status == 200


def way_to(page: Reply, name: str) -> str:
    """Return where what is called so can be changed."""
    html = page.body.decode()
    return re.findall(r'action="(/access/[^"]+)/rotate"', html[html.index(f">{name}</h3>") :])[0]


async def test_a_client_is_made_used_renewed_and_revoked_from_the_page(door: Door, someone: Browser) -> None:
    name = f"Nightly {uuid4().hex[:8]}"
    page = await someone.sign_in(OPERATOR, "/access")
    form = {"csrf_token": hidden(page)["csrf_token"]}

    made = await someone.post("/access/clients", {**form, "name": name, "role-reader": "yes"})
    path = way_to(await someone.get("/access"), name)
    client_id = path.rpartition("/")[2]

    async def token(secret: str) -> int:
        asked = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        return (await asked_for_token(door, asked)).status

    assert await token(secret_of(made)) == 200
    renewed = await someone.post(f"{path}/rotate", {**form, "overlap_hours": "0"})
    assert (await token(secret_of(made)), await token(secret_of(renewed))) == (401, 200)
    assert (await someone.post(f"{path}/revoke", form)).status == 303
    assert await token(secret_of(renewed)) == 401


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "role-reader": "yes"}, "key-name"),
        ({"name": "x"}, "key-roles"),
        ({"name": "x", "role-reader": "yes", "expires_on": "soon"}, "key-expires_on"),
        ({"name": "x", "role-reader": "yes", "expires_on": "01/01/2999"}, "key-expires_on"),
        ({"name": "x", "role-operator": "yes"}, "key-roles"),
    ],
)
async def test_nothing_is_given_that_is_wrong_or_not_ones_own(
    someone: Browser, given: dict[str, str], field: str
) -> None:
    page = await someone.sign_in(LEAD, "/access")

    reply = await someone.post("/access/keys", {"csrf_token": hidden(page)["csrf_token"], **given})

    assert reply.status in {400, 403}
    assert f'href="#{field}"' in reply.body.decode()
    assert "keep this now" not in told(reply)


async def test_somebody_elses_way_in_is_not_there_and_a_settled_client_stays(someone: Browser) -> None:
    page = await someone.sign_in(OPERATOR, "/access")
    form = {"csrf_token": hidden(page)["csrf_token"], "overlap_hours": "24"}

    assert (await someone.post(f"/access/keys/{uuid4()}/revoke", form)).status == 404
    assert (await someone.post("/access/clients/rm1/revoke", form)).status == 403
    settled = await someone.post("/access/clients/rgp/revoke", form)
    assert "came with the machine" in told(settled)


async def test_who_looked_can_be_searched(someone: Browser) -> None:
    await someone.sign_in(LEAD, "/access")
    await someone.get("/audit")

    found = told(await someone.get(f"/audit?client={LEAD}&action=audit.read"))
    none = told(await someone.get("/audit?until=01/01/2001"))

    assert "Looked at this list" in found
    assert LEAD in found
    assert "Nothing is like that." in none
    assert (await someone.get("/audit?since=soon")).status == 400
    assert (await someone.get("/audit?cursor=9999999999999999999999&action=%00")).status == 200
