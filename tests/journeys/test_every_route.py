"""RM1 goes through every route of the door with all that it can know of RGP, and brings nothing of RGP's own back.

The routes are those of the door itself, so that one that is added is walked too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from deploy.local.stack import Stack
from services.gateway.app import create_app
from services.gateway.identity.callers import routes_of
from tests.client import Door, Json
from tests.gateway.beside import settings
from tests.gateway.changes.listening import Told, listening
from tests.gateway.identity.browsing import browser
from tests.journeys.belongings import OWNER, STRANGER, Belongings, belongings, kept
from tests.journeys.projects import IMPROVEMENT, Year, finished
from tests.journeys.test_who_sees_what import SEALED, Secrets, training
from tests.journeys.trespassing import anyhow, by_page, by_token
from tests.journeys.walking import MAILBOXES, Asked, Walker, operation_of, paths, text_of
from tests.oracles import settled

STREAMED = {"GET /v1/changes": "/v1/changes", "GET /live": "/live"}
LEAVES = "POST /sign-out"
AT_ONCE = 2
HAS_SOME = {
    f"{database}.{table}"
    for database, tables in {
        "gateway": ("api_keys", "clients", "drafts", "imports", "submissions", "webhooks"),
        "training": ("people", "events"),
        "projects": ("events",),
    }.items()
    for table in tables
}
Come = Callable[[str], Awaitable[Walker]]


@pytest.fixture(scope="module")
async def owned(door: Door) -> Belongings:
    return await belongings(door, Year(2017))


@pytest.fixture(scope="module")
def routes(stack: Stack) -> set[str]:
    return routes_of(create_app(settings(stack)))


@pytest.fixture(scope="module")
async def walker(door: Door, owned: Belongings) -> AsyncIterator[Come]:
    published = (await door.ask("GET", "/openapi.json")).json
    async with AsyncExitStack() as opened:

        async def come(organisation: str) -> Walker:
            browsers = {one: await opened.enter_async_context(browser(door.credentials)) for one in MAILBOXES}
            for mailbox, someone in browsers.items():
                await someone.sign_in(f"{mailbox}@{organisation.lower()}.example")
            return Walker(door, organisation, browsers, published, owned)

        yield come


def _streams(published: Json, route: str) -> bool:
    """Return whether a route is published as one that answers without an end."""
    return "text/event-stream" in str(operation_of(published, route))


def _but_for_what_was_said(owned: Belongings, text: str) -> str:
    """Leave out how the streams are called, and an address, which whoever tries has said themselves."""
    for said in (*owned.streams.values(), owned.sealed.words["address of a person"]):
        text = text.replace(said, "")
    return text


def _of_stranger(told: Told) -> bool:
    return STRANGER in str(told.data) and IMPROVEMENT in str(told.data)


async def walked(walker: Walker, routes: set[str]) -> dict[str, str]:
    """Return every text that the routes answer, by what was asked."""
    gate = asyncio.Semaphore(AT_ONCE)
    reading = sorted(one for one in routes if one.startswith("GET ") and one not in STREAMED)

    async def told(route: str, one: Asked) -> tuple[str, str]:
        async with gate:
            reply = await walker.answer(route, one)
        # What a feed of OData does not offer it says it lacks.
        assert reply.status < 500 or reply.status == 501, (str(one), reply.body)
        said = text_of(reply)
        # What was said in asking may be said back.
        for known in {*one.query.values(), *one.path.split("/")}:
            said = said.replace(known, "") if len(known) > len(SEALED) else said
        return f"{route}: {one}", said

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(told(route, one)) for route in reading for one in walker.asked(route)]
    return dict(task.result() for task in tasks)


@pytest.mark.long
async def test_whatever_is_read_and_exported_tells_another_organisation_nothing(
    walker: Come, routes: set[str], owned: Belongings
) -> None:
    own = await walked(await walker(OWNER), routes)
    seen = {what for body in own.values() for what in owned.sealed.found_in(body)}
    assert seen == owned.sealed.words.keys() | owned.sealed.people.keys(), "this walk would not find it anywhere"

    others = await walked(await walker(STRANGER), routes)

    assert {where: what for where, body in others.items() if (what := owned.sealed.found_in(body))} == {}
    assert any(owned.title in body for body in others.values())


@pytest.mark.parametrize("name", ["division", "site", "lead_person", "q"])
async def test_no_list_tells_by_what_it_leaves_out(door: Door, owned: Belongings, name: str) -> None:
    words, people = owned.sealed.words, owned.sealed.people
    known = {"division": words["division"], "site": words["site"], "lead_person": people["next"], "q": words["driver"]}

    of_owner, of_stranger = [await door.read("/v1/projects", by=by, **{name: known[name]}) for by in (OWNER, STRANGER)]

    assert [one["title"] for one in of_owner["items"]] == ([owned.title] if name != "q" else [])
    assert of_stranger["items"] == []


async def test_live_changes_tell_another_organisation_nothing(
    stack: Stack, door: Door, owned: Belongings, routes: set[str], walker: Come
) -> None:
    year, secrets, somebody = owned.year, Secrets(), await walker(STRANGER)
    cookies = "; ".join(f"{name}={value}" for name, value in somebody.browsers["qi.lead"].cookies().items())
    assert STREAMED.keys() <= routes
    assert {one for one in routes if one not in STREAMED and _streams(somebody.published, one)} == set()

    async with AsyncExitStack() as opened:
        streams = [
            await opened.enter_async_context(listening(door, STRANGER, path=path, Cookie=cookies))
            for path in STREAMED.values()
        ]
        await door.accepted(training(year, secrets, {}), OWNER)
        await settled(stack)
        await door.accepted(finished(year, 3, lead=STRANGER), STRANGER)
        told = [await stream.until(_of_stranger) for stream in streams]

    assert [(secrets.told_in(str(one)), owned.sealed.found_in(str(one))) for one in told] == [(set(), set())] * len(
        told
    )
    counted = [one.data for one in told[0] if one.data.get("slug") == "people-trained"]
    assert all(one["numerator"] is None for one in counted if one["organisation"] == OWNER)


@pytest.mark.long
async def test_whatever_is_written_and_imported_leaves_what_is_anothers_as_it_was(
    stack: Stack, owned: Belongings, routes: set[str], walker: Come
) -> None:
    writing, somebody = {one for one in routes if not one.startswith("GET ")}, await walker(STRANGER)
    attempts = {**by_token(owned), **by_page(owned)}
    assert attempts.keys() < writing
    await settled(stack)
    before = await kept(stack, OWNER)

    for route in sorted(writing - {LEAVES}):
        for path in paths(route.split(" ")[1], owned.places, owned.streams):
            for reply in await attempts.get(route, anyhow)(somebody, route, path):
                assert owned.sealed.found_in(_but_for_what_was_said(owned, text_of(reply))) == set(), (route, path)
    await somebody.send(LEAVES, "/sign-out", {})

    await settled(stack)
    assert await kept(stack, OWNER) == before
    assert all(before.get(table) for table in HAS_SOME)
