"""Tools that can do no OAuth have keys: made once, shown once, good for a while, ended at once."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from deploy.local.stack import Stack
from services.gateway.identity.api_keys import MOST
from shared.moments import london_day
from tests.client import MANY, Door, Json, Reply
from tests.gateway.identity.asking import ask, made
from tests.journeys.projects import Project

KEYS = "/v1/api-keys"
FIGURE = "/v1/measures/modest-improvement?organisation=RGP"


def today(later: int = 0) -> str:
    return (london_day(datetime.now(UTC)) + timedelta(days=later)).isoformat()


async def new_key(door: Door, *roles: str, by: str = "RGP", **said: object) -> Json:
    return await made(door, KEYS, {"name": "Power BI", "roles": list(roles or ["reader"]), **said}, by=by)


async def listed(door: Door, key: Json) -> Json | None:
    items = (await ask(door, "GET", KEYS)).json["items"]
    return next((one for one in items if one["id"] == key["id"]), None)


async def changed(stack: Stack, statement: str, key: Json) -> None:
    connection = await asyncpg.connect(stack.database_url("gateway"))
    try:
        await connection.execute("SELECT set_config('app.organisation', $1, false)", key["organisation"])
        await connection.execute(statement, key["id"])
    finally:
        await connection.close()


async def read(door: Door, key: Json) -> Reply:
    return await ask(door, "GET", FIGURE, bearer=key["key"])


async def test_a_key_opens_the_door_in_either_header(door: Door) -> None:
    key = await new_key(door)

    by_header = await door.ask("GET", FIGURE, headers={"X-API-Key": key["key"]})

    assert (await read(door, key)).status == by_header.status == 200
    assert key["key"].startswith("gt_")


async def test_a_key_writes_facts_of_its_organisation(door: Door) -> None:
    key = await new_key(door, "submitter")
    fact = Project().registered("2024-05-01")

    headers = {"X-API-Key": key["key"]}
    reply = await door.ask(
        "POST", "/v1/events", headers={**headers, "Content-Type": MANY}, body=json.dumps([fact]).encode()
    )

    assert reply.json[0]["status"] == "accepted"
    stream = await ask(door, "GET", f"/v1/submissions?id={fact['id']}")
    assert stream.json["items"][0]["subject"] == fact["subject"]


async def test_a_key_is_kept_as_a_hash_and_shown_by_how_it_begins(stack: Stack, door: Door) -> None:
    key = await new_key(door)
    shown = await listed(door, key)

    assert shown is not None
    assert key["key"].startswith(shown["prefix"])
    assert len(shown["prefix"]) <= 11
    connection = await asyncpg.connect(stack.database_url("gateway", owner=True))
    try:
        rows = str([dict(row) for row in await connection.fetch("SELECT * FROM api_keys")])
    finally:
        await connection.close()
    assert key["key"] not in rows + str(shown)


async def test_a_key_can_do_what_it_was_made_for_and_no_more(door: Door) -> None:
    key = await new_key(door, "reader")

    refused = await ask(door, "GET", "/v1/people", bearer=key["key"])
    assert refused.problem[:2] == (403, "RoleRequired")


async def test_nobody_makes_a_key_that_can_do_more_than_they_can(door: Door) -> None:
    wanted = {"name": "Climbs", "roles": ["reader", "finance"]}

    assert (await ask(door, "POST", KEYS, wanted, role="qi_lead")).problem == (403, "RoleRequired", "roles")


async def test_a_key_makes_and_ends_no_keys_and_no_clients(door: Door) -> None:
    key = await new_key(door, "operator", "qi_lead", "reader")
    wanted = {"name": "More", "roles": ["reader"]}

    for method, path, body in [
        ("POST", KEYS, wanted),
        ("DELETE", f"{KEYS}/{key['id']}", None),
        ("POST", "/v1/clients", wanted),
        ("GET", "/v1/clients", None),
    ]:
        assert (await ask(door, method, path, body, bearer=key["key"])).problem == (403, "NotByKey", None)


async def test_a_revoked_key_opens_nothing_from_that_moment(door: Door) -> None:
    key = await new_key(door)
    assert (await read(door, key)).status == 200

    assert (await ask(door, "DELETE", f"{KEYS}/{key['id']}")).status == 204

    assert (await read(door, key)).problem[:2] == (401, "NotAuthenticated")
    assert await listed(door, key) is None
    assert (await ask(door, "DELETE", f"{KEYS}/{key['id']}")).problem == (404, "NotFound", None)


async def test_a_key_ends_with_its_last_day_in_london(stack: Stack, door: Door) -> None:
    key = await new_key(door, expires_on=today())
    assert (await read(door, key)).status == 200
    usual = await new_key(door)
    assert usual["expires_at"] > key["expires_at"]

    await changed(stack, "UPDATE api_keys SET ends_at = clock_timestamp() WHERE id = $1::text::uuid", key)

    assert (await read(door, key)).problem[:2] == (401, "NotAuthenticated")


@pytest.mark.parametrize("day", [today(-1), today(400), "soon", "2024-02-30"])
async def test_a_key_has_an_end_within_a_year(door: Door, day: str) -> None:
    wanted = {"name": "For ever", "roles": ["reader"], "expires_on": day}

    assert (await ask(door, "POST", KEYS, wanted)).problem == (400, "MalformedParameter", "expires_on")


async def test_the_day_of_its_last_use_is_known(door: Door) -> None:
    key = await new_key(door)
    before = await listed(door, key)
    await read(door, key)
    after = await listed(door, key)

    assert before is not None
    assert after is not None
    assert before["last_used_on"] is None
    assert after["last_used_on"] in {today(), today(-1), datetime.now(UTC).date().isoformat()}


@pytest.mark.parametrize("key", ["gt_", "gt_guess", "gt_" + "x" * 5000, "guess", "", "gt_\u00e9"])
async def test_what_is_no_key_opens_nothing(door: Door, key: str) -> None:
    reply = await door.ask("GET", FIGURE, headers={"X-API-Key": key})

    assert reply.problem[:2] == (401, "NotAuthenticated")
    assert key not in reply.json["detail"] or key in {"", "gt_"}


async def test_an_organisation_has_only_so_many_keys_also_when_it_asks_for_them_at_once(
    stack: Stack, door: Door
) -> None:
    wanted = {"name": "Many", "roles": ["reader"]}
    key = await made(door, KEYS, wanted, by="RY3")
    copies = "INSERT INTO api_keys (key_sha256, prefix, organisation, name, roles, created_by, ends_at) "
    copies += "SELECT sha256(number::text::bytea), prefix, organisation, name, roles, created_by, ends_at "
    copies += f"FROM api_keys, generate_series(2, {MOST - 3}) AS number WHERE id = $1::text::uuid"
    await changed(stack, copies, key)

    answers = await asyncio.gather(*(ask(door, "POST", KEYS, wanted, by="RY3") for _ in range(8)))

    assert sum(one.status == 201 for one in answers) == 3
    assert {one.problem[:2] for one in answers if one.status != 201} == {(409, "TooMany")}
