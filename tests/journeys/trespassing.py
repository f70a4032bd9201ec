"""How another organisation would try each route that writes, and what it has to hear."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from uuid import uuid4

import aiohttp

from services.gateway.recording.router import BUTTON, ID
from tests.client import MANY, Json, Reply
from tests.gateway.identity.asking import ask
from tests.gateway.identity.browsing import HTML, hidden
from tests.gateway.imports.uploading import as_csv, upload
from tests.journeys.belongings import OWNER, STRANGER, Belongings
from tests.journeys.projects import Project
from tests.journeys.test_who_sees_what import fact
from tests.journeys.walking import Walker, operation_of

Attempt = Callable[[Walker, str, str], Awaitable[list[Reply]]]


def api(body: object, *expected: object) -> Attempt:
    """Try it with a token, and expect a problem, or a status."""

    async def tried(walker: Walker, route: str, path: str) -> list[Reply]:
        reply = await ask(walker.door, route.partition(" ")[0], path, body, by=walker.organisation)
        assert (reply.problem[:2] if len(expected) > 1 else (reply.status,)) == expected, (route, reply.body)
        return [reply]

    return tried


def page(expected: int, **form: str) -> Attempt:
    """Try it as a form of a page."""

    async def tried(walker: Walker, route: str, path: str) -> list[Reply]:
        reply = await walker.send(route, path, {name.replace("__", "-"): text for name, text in form.items()})
        assert reply.status == expected, (route, path, reply.body)
        return [reply]

    return tried


async def facts(walker: Walker, _route: str, path: str) -> list[Reply]:
    """Say something in each of the owner's streams: one by one, all together, and only to see what would happen."""
    said = list(_strange(walker.of))
    ones = [await walker.door.submit_one(one, STRANGER) for one in said]
    assert {one.problem[:2] for one in ones} <= {(403, "NotYours"), (403, "NotYourProject")}
    many = json.dumps(said).encode()
    replies = [
        await walker.door.ask("POST", where, by=STRANGER, body=many, headers={"Content-Type": MANY})
        for where in (path, f"{path}?validate=true")
    ]
    assert {one["status"] for reply in replies for one in reply.json} == {"refused"}
    return [*ones, *replies]


def _strange(of: Belongings) -> Iterator[Json]:
    last = {one["subject"]: one["id"] for one in of.facts}
    for stream in of.streams.values():
        data = {"event_id": last[stream], "reason": "Ours"}
        yield fact(stream, f"{stream.partition('/')[0]}.fact_withdrawn", **data) | {"source": "urn:nhs:ods:RM1:tests"}
    yield Project(STRANGER, of.places["id"]).said("paused", on=of.year.day(40))


async def files(walker: Walker, _route: str, _path: str) -> list[Reply]:
    """Import measurements of the owner's project, and the project itself as theirs."""
    replies = []
    for kind, rows in _files(walker.of).items():
        for tried in ("true", "false"):
            reply = await upload(walker.door, kind, as_csv(rows), by=STRANGER, dry_run=tried)
            assert reply.json["refused"] == len(rows), reply.json
            replies.append(reply)
    return replies


def _files(of: Belongings) -> Mapping[str, list[Json]]:
    measured = {"Measure": "m", "Date": of.year.day(26), "Value": 4}
    project = {"Project ID": of.reference, "Title": "Ours", "Date created": of.year.day(2), "lead": OWNER}
    return {
        "measurements": [{"Project": name, **measured} for name in (of.places["id"], of.reference)],
        "projects": [project],
    }


async def file_of_a_page(walker: Walker, route: str, path: str) -> list[Reply]:
    """Upload the same at the page."""
    someone = walker.person(route)
    form = aiohttp.FormData()
    for name, value in ({**hidden(await someone.get(path)), "kind": "measurements", "do": "import"}).items():
        form.add_field(name, value)
    form.add_field("file", as_csv(_files(walker.of)["measurements"]), filename="ours.csv", content_type="text/csv")
    headers = {**HTML, "Origin": someone.url, "Sec-Fetch-Site": "same-origin"}
    async with someone.session.post(someone.url + path, data=form, headers=headers, allow_redirects=False) as response:
        reply = Reply(response.status, response.headers, await response.read())
    report = await someone.follow(reply)
    assert "2 refused" in " ".join(re.sub(r"<[^>]+>", " ", report.body.decode()).split())
    return [report]


NOT_THERE, NOT_YOURS, NOT_SET = (404, "NotFound"), (403, "NotYours"), (400, "MalformedParameter")
NAMED = {"name": "Ours", "roles": ["reader"]}


async def anyhow(walker: Walker, route: str, path: str) -> list[Reply]:
    """Try what nobody has said more about: with nothing but the owner's identifiers. It has to be refused."""
    if operation_of(walker.published, route) is None:
        reply = await walker.send(route, path, {})
    else:
        reply = await ask(walker.door, route.partition(" ")[0], path, {}, by=walker.organisation)
    assert 400 <= reply.status < 500, f"say in {__name__} how another organisation would try {route}: {reply}"
    return [reply]


def by_token(of: Belongings) -> Mapping[str, Attempt]:
    """Return how each route of the interface that writes is tried."""
    address = f"{of.sealed.words['address of a person']}@rgp.example"
    asking = {"person": str(uuid4()), "organisation": STRANGER, "requested_at": "2022-04-20T09:00:00Z"}
    draw = {"requests": [asking], "on": of.year.day(2), "seed": "ours"}
    return {
        "POST /v1/events": facts,
        "POST /v1/submissions/{batch}/resend": api(None, *NOT_THERE),
        "POST /v1/imports": files,
        # An address that another organisation knows is free here: who has it is not told.
        "POST /v1/people": api({"name": "Ours", "email": address}, 201),
        "PATCH /v1/people/{person_key}": api({"name": "Ours"}, *NOT_THERE),
        "POST /v1/people/{person_key}/merge": api({"into": str(uuid4())}, *NOT_THERE),
        "DELETE /v1/people/{person_key}": api(None, *NOT_THERE),
        "POST /v1/sessions/{session_id}/allocations": api(draw, *NOT_YOURS),
        "POST /v1/clients": api({**NAMED, "organisation": OWNER}, *NOT_YOURS),
        "DELETE /v1/clients/{client_id}": api(None, *NOT_YOURS),
        "POST /v1/clients/{client_id}/secrets": api({}, *NOT_YOURS),
        "PUT /v1/clients/{client_id}/keys": api({"keys": [{}]}, *NOT_YOURS),
        "POST /v1/api-keys": api({**NAMED, "organisation": OWNER}, *NOT_SET),
        "POST /v1/api-keys/{key_id}/rotate": api({}, *NOT_YOURS),
        "DELETE /v1/api-keys/{key_id}": api(None, *NOT_YOURS),
        "POST /v1/webhooks": api({"url": "https://ours.example/", "organisation": OWNER}, *NOT_SET),
        "DELETE /v1/webhooks/{webhook}": api(None, *NOT_THERE),
        "POST /v1/webhooks/{webhook}/replay": api({}, *NOT_THERE),
    }


def by_page(of: Belongings) -> Mapping[str, Attempt]:
    """Return how each form of the pages is tried."""
    draft = {ID: of.sealed.words["draft"], BUTTON: "discard"}
    return {
        "POST /submissions/{batch}/resend": page(404),
        "POST /imports": file_of_a_page,
        "POST /access/keys": page(201, name="Ours", role__reader="on", organisation=OWNER),
        "POST /access/keys/{key_id}/rotate": page(403, overlap_hours="24"),
        "POST /access/keys/{key_id}/revoke": page(403),
        "POST /access/clients": page(403, name="Ours", role__reader="on", organisation=OWNER),
        "POST /access/clients/{client_id}/rotate": page(403, overlap_hours="24"),
        "POST /access/clients/{client_id}/revoke": page(403),
        # By another address: the first is this organisation's own by now.
        "POST /people/new": page(303, name="Ours", email=f"{uuid4()}@rgp.example"),
        "POST /record/{type}": recorded({**draft}),
        "POST /record/{type}/{identifier}": recorded({**draft, BUTTON: "record"}),
    }


def recorded(form: Mapping[str, str]) -> Attempt:
    """Send a form under the identifier of the owner's draft."""

    async def tried(walker: Walker, route: str, path: str) -> list[Reply]:
        reply = await walker.send(route, path, form)
        discards = form[BUTTON] == "discard" and reply.status == 303
        assert discards or reply.status in {403, 404}, (path, reply.body)
        return [reply]

    return tried
