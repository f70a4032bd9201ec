"""The page of operations against the real system: what waits is seen with its reason and tried again from there."""

import re
from collections.abc import AsyncIterator
from html import unescape

import aiohttp
import pytest

from deploy.local.home import Home
from deploy.local.stack import Stack
from shared import kafka
from shared.contracts.projects import PROJECTS
from shared.identity import Caller, passport
from tests.client import Door, Reply, eventually
from tests.gateway.identity.browsing import Browser, browser, hidden
from tests.journeys.projects import Project, Year
from tests.oracles import connected, live, settled

OPERATOR, LEAD = "operator@rgp.example", "qi.lead@rgp.example"
PARK = (
    'INSERT INTO {0}.parked (topic, partition, "offset", stream, version, recorded_at, reason, headers, value)'
    " SELECT $1, 0, $3, stream, version, recorded_at, 'a defect of ours', '[]', '' FROM {0}.facts"
    " WHERE stream = $2 AND version = 1 RETURNING id"
)


@pytest.fixture
async def operator(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as someone:
        await someone.sign_in(OPERATOR)
        yield someone


def told(reply: Reply) -> str:
    """Return what is to be read, on one line."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.body.decode())))


async def parked(stack: Stack, project: Project, offset: int) -> tuple[str, int]:
    """Park a fact as a consumer would that cannot apply it; return where, and its number there."""
    async with connected(stack, "metrics") as connection:
        schema = await live(connection)
        return schema, await connection.fetchval(PARK.format(schema), PROJECTS.topic, f"project/{project.id}", offset)


async def waits(stack: Stack, project: Project) -> bool:
    async with connected(stack, "metrics") as connection:
        schema = await live(connection)
        asked = f"SELECT EXISTS (SELECT FROM {schema}.parked WHERE stream = $1)"
        return bool(await connection.fetchval(asked, f"project/{project.id}"))


async def test_what_waits_is_shown_with_its_reason_and_tried_again(stack: Stack, door: Door, operator: Browser) -> None:
    project, year = Project(), Year(2017)
    await door.accepted([project.registered(year.day(1))])
    await settled(stack)
    schema, number = await parked(stack, project, 0)

    page = await operator.get("/operations")

    assert f"project/{project.id}, version 1" in told(page)
    assert f"A defect of ours. Of metrics ({schema}), qi.projects 0, at 0" in told(page)
    assert "record waits to be looked at" in told(page)
    form = {"csrf_token": hidden(page)["csrf_token"]}
    again = await operator.post(f"/operations/parked/metrics/{schema}/{number}/replay", form)
    assert (again.status, again.headers["Location"]) == (303, "/operations?replayed")
    assert "It is read again" in told(await operator.follow(again))
    assert not await waits(stack, project)
    # The consumer has gone back to the beginning of a partition, and passes over what it has.
    await door.accepted([project.started(year.day(2))])
    await settled(stack)
    audit = (await door.ask("GET", "/v1/audit?action=parked.replay", by="RGP")).json["items"]
    assert audit[0]["client"] == OPERATOR


async def test_what_kafka_no_longer_holds_is_not_tried_again(stack: Stack, door: Door, operator: Browser) -> None:
    project = Project()
    await door.accepted([project.registered(Year(2017).day(1))])
    await settled(stack)
    schema, number = await parked(stack, project, -5)

    page = await operator.get("/operations")
    form = {"csrf_token": hidden(page)["csrf_token"]}
    refused = await operator.post(f"/operations/parked/metrics/{schema}/{number}/replay", form)

    assert refused.status == 409
    assert "`goldenthread republish` brings it back" in told(refused)
    assert await waits(stack, project)
    async with connected(stack, "metrics") as connection:
        await connection.execute(f"DELETE FROM {schema}.parked WHERE id = $1", number)


async def test_the_end_of_the_log_is_known_to_the_service_that_follows_it(
    stack: Stack, door: Door, operator: Browser
) -> None:
    await door.accepted([Project().registered(Year(2017).day(1))])
    await settled(stack)
    async with kafka.reader(stack.kafka) as reader:
        ends = {one: end for one, (_, end) in (await reader.bounds(await reader.partitions(PROJECTS.topic))).items()}

    async def known() -> bool:
        async with connected(stack, "metrics") as connection:
            schema = await live(connection)
            asked = f'SELECT topic, partition, "end" FROM {schema}.log_bounds WHERE topic = $1'
            rows = await connection.fetch(asked, PROJECTS.topic)
        return all({(row[0], row[1]): row[2] for row in rows}.get(one, -1) >= end for one, end in ends.items())

    await eventually(known, "the follower has looked where the log ends")
    page = told(await operator.get("/operations"))
    assert all(f"qi.projects {number}" in page for _, number in ends)
    for part in ("Relays and outboxes", "The read side", "Organisations", "Leaders", "relay", "James Paget"):
        assert part in page
    assert "Nobody leads anything" not in page


async def test_operators_alone_see_it(door: Door) -> None:
    async with browser(door.credentials) as someone:
        assert (await someone.get("/operations")).headers["Location"] == "/sign-in?next=%2Foperations"
        assert (await someone.sign_in(LEAD, "/operations")).status == 403
        assert (await someone.get("/operations/now")).status == 403
        await someone.sign_in(OPERATOR, "/operations")
        now = await someone.get("/operations/now")
    assert now.status == 200
    assert "<html" not in now.body.decode()
    assert "How far behind" in told(now)


@pytest.mark.parametrize("service", ["projects", "training", "metrics"])
async def test_a_service_tells_nobody_but_operators_who_come_through_the_door(
    stack: Stack, door: Door, service: str
) -> None:
    home = Home(stack.home)
    url = f"http://127.0.0.1:{home.read('ports.json')[f'{service}-api']}/operations"
    key = home.read("secrets.json")["service key"]
    callers = {
        None: 401,
        passport(Caller(organisation="RGP", roles=frozenset({"qi_lead", "submitter", "finance", "reader"})), key): 403,
        passport(Caller(organisation="RGP", roles=frozenset({"operator"})), key): 200,
        passport(Caller(organisation="RGP", roles=frozenset({"operator"})), "x" * 32): 401,
    }

    for token, status in callers.items():
        said = {} if token is None else {"Authorization": f"Bearer {token}"}
        async with door.session.get(url, headers=said) as reply:
            assert reply.status == status
        wanted = {"schema": "public", "ids": [1]}
        async with door.session.post(f"{url}/replay", headers=said, json=wanted) as reply:
            assert reply.status == {200: 404 if service == "metrics" else 200}.get(status, status)


async def test_a_schema_is_a_name_and_no_statement(stack: Stack) -> None:
    home = Home(stack.home)
    port = home.read("ports.json")["metrics-api"]
    token = passport(
        Caller(organisation="RGP", roles=frozenset({"operator"})), home.read("secrets.json")["service key"]
    )
    said = {"Authorization": f"Bearer {token}"}
    body = {"schema": 'public"; DROP TABLE events; --', "ids": [1]}
    url = f"http://127.0.0.1:{port}/operations/replay"
    async with aiohttp.ClientSession() as session, session.post(url, headers=said, json=body) as reply:
        assert reply.status == 404
