"""Who looked is written down, before they see it, where nobody can change it and no other organisation can read it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import Door, Json
from tests.gateway.beside import NOWHERE, gateway
from tests.gateway.identity.asking import ask, made
from tests.gateway.identity.browsing import HTML, browser, hidden
from tests.training.asking import entered

OWN = "SELECT set_config('app.organisation', $1, true)"


async def rows(door: Door, by: str = "RGP", **asked: str) -> list[Json]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    items: list[Json] = (await ask(door, "GET", f"/v1/audit?limit=500&{query}", by=by)).json["items"]
    return items


def about(found: list[Json], target: str) -> list[tuple[str, int]]:
    return [(one["action"], one["status"]) for one in reversed(found) if one["target"] == target]


@asynccontextmanager
async def database(stack: Stack, *, owner: bool = False) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(stack.database_url("gateway", owner=owner))
    try:
        yield connection
    finally:
        await connection.close()


async def test_whoever_looks_at_a_person_is_written_down(door: Door) -> None:
    key = await entered(door, f"Ada {uuid4().hex}")
    path = f"/v1/people/{key}"
    await ask(door, "GET", path)
    await ask(door, "PATCH", path, {"name": "Ada"})
    await ask(door, "GET", path, role="finance")

    found = await rows(door)

    assert about(found, path) == [("people.read", 200), ("people.amend", 200), ("people.read", 403)]
    newest = next(one for one in found if one["target"] == path)
    assert (newest["client"], newest["means"]) == ("rgp", "token")
    assert newest["at"].endswith("Z")


async def test_what_somebody_searched_for_is_not_written_down(door: Door) -> None:
    name = f"Zoe{uuid4().hex}"
    assert (await ask(door, "GET", f"/v1/people?name={name}")).status == 200

    found = await rows(door)

    assert found[0]["action"] == "people.find"
    assert name not in str(found)


async def test_figures_that_leave_as_a_file_are_written_down(door: Door) -> None:
    assert (await ask(door, "GET", "/v1/submissions?limit=1")).status == 200
    assert (await ask(door, "GET", "/v1/submissions?limit=1&format=csv")).status == 200

    exports = await rows(door, action="export")

    assert (exports[0]["target"], exports[0]["status"]) == ("/v1/submissions", 200)
    assert (await rows(door))[1]["id"] == exports[0]["id"]


async def test_who_came_in_and_went_is_written_down(door: Door) -> None:
    someone = "finance@rgp.example"
    before = {one["id"] for one in await rows(door, client=someone)}
    async with browser(door.credentials) as opened:
        page = await opened.sign_in(someone)
        await opened.post("/sign-out", hidden(page))

    found = [one for one in await rows(door, client=someone) if one["id"] not in before]

    assert [(one["action"], one["means"]) for one in found] == [("sign_out", "session"), ("sign_in", "session")]


async def test_who_could_not_be_signed_in_is_kept_and_shown_to_no_organisation(stack: Stack, door: Door) -> None:
    async with browser(door.credentials) as opened:
        await opened.get("/sign-in")
        assert (await opened.get("/sign-in/callback?code=guess&state=guess")).status == 403

    async with database(stack) as connection, connection.transaction():
        await connection.execute(OWN, "RGP")
        assert await connection.fetchval("SELECT count(*) FROM audit WHERE status = 403 AND action = 'sign_in'") == 0


async def test_who_changes_who_may_come_in_is_written_down(door: Door) -> None:
    key = await made(door, "/v1/api-keys", {"name": "Audited", "roles": ["reader"]})
    await ask(door, "DELETE", f"/v1/api-keys/{key['id']}")

    newest = (await rows(door))[:2]

    assert [(one["action"], one["status"]) for one in newest] == [("api_keys.revoke", 204), ("api_keys.create", 201)]


async def test_a_key_that_looks_is_named_by_its_id(door: Door) -> None:
    key = await made(door, "/v1/api-keys", {"name": "Looks", "roles": ["submitter"]})
    await ask(door, "GET", "/v1/people", bearer=key["key"])

    [found] = await rows(door, client=f"key%20{key['id']}")

    assert (found["action"], found["means"]) == ("people.find", "key")


async def test_an_organisation_sees_its_own_rows_alone(door: Door) -> None:
    path = f"/v1/people/{await entered(door, 'Theirs', by='RM1')}"
    await ask(door, "GET", path, by="RM1")

    assert about(await rows(door, by="RM1"), path) == [("people.read", 200)]
    assert about(await rows(door), path) == []


async def test_the_list_comes_in_pages(door: Door) -> None:
    for _ in range(5):
        await ask(door, "GET", "/v1/people?limit=1")
    ids: list[int] = []
    path = "/v1/audit?limit=2&action=people.find"
    for _ in range(2):
        page = (await ask(door, "GET", path)).json
        ids += [one["id"] for one in page["items"]]
        path = page["next"]

    assert len(ids) == len(set(ids)) == 4
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(("name", "value"), [("limit", "501"), ("limit", "0"), ("cursor", "x"), ("cursor", "0")])
async def test_a_parameter_that_cannot_be_read_is_named(door: Door, name: str, value: str) -> None:
    assert (await ask(door, "GET", f"/v1/audit?{name}={value}")).problem == (400, "MalformedParameter", name)


async def test_the_database_itself_hides_and_keeps_the_rows(stack: Stack, door: Door) -> None:
    await ask(door, "GET", "/v1/people")

    async with database(stack) as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit") == 0
        for statement in ("UPDATE audit SET client = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        await connection.execute("SELECT set_config('app.organisation', 'RGP', false)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO audit (organisation, means, action, target, status) VALUES ('RM1', 'x', 'x', 'x', 1)"
            )
    async with database(stack, owner=True) as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit") == 0


async def test_nobody_looks_unseen(stack: Stack, door: Door) -> None:
    key = await entered(door, "Ada Unseen")
    async with gateway(stack, door, database_url_gateway=NOWHERE) as beside:
        hidden_from_all = await ask(beside, "GET", f"/v1/people/{key}")
        figure = await ask(beside, "GET", "/v1/measures/modest-improvement")

    assert hidden_from_all.problem[:2] == (503, "ServiceUnavailable")
    assert "Ada" not in str(hidden_from_all.json)
    assert figure.status == 200


async def test_what_can_be_known_only_from_the_database_is_503_without_it(stack: Stack, door: Door) -> None:
    asked: list[tuple[str, Mapping[str, str]]] = [
        ("/v1/api-keys", {"Authorization": f"Bearer {await door.token('RGP')}"}),
        ("/v1/years", {"X-API-Key": "gt_any"}),
        ("/v1/years", {"Cookie": "golden-thread-session=any"}),
    ]
    async with gateway(stack, door, database_url_gateway=NOWHERE) as beside:
        for path, headers in asked:
            reply = await beside.ask("GET", path, headers=headers)
            assert reply.problem[:2] == (503, "ServiceUnavailable")
        page = await beside.ask("GET", "/", headers={"Cookie": "golden-thread-session=any", **HTML})
        assert (page.status, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
        assert (await beside.ask("GET", "/", headers=HTML)).status == 200


async def test_rows_are_kept_as_long_as_was_agreed_and_half_a_year_at_least(stack: Stack) -> None:
    """Who may ask for old rows to go cannot hide what they did."""
    marked = uuid4().hex
    ages = (10, 179, 200, 400, 3000)

    async with database(stack, owner=True) as connection:
        await connection.execute("ALTER TABLE audit NO FORCE ROW LEVEL SECURITY")
        await connection.executemany(
            "INSERT INTO audit (at, organisation, client, means, action, target, status)"
            " VALUES (clock_timestamp() - $1 * interval '1 day', 'RGP', $2, 'token', 'x', 'x', 200)",
            [(age, marked) for age in ages],
        )
        await connection.execute("ALTER TABLE audit FORCE ROW LEVEL SECURITY")

    async def left() -> int:
        async with database(stack) as own:
            await own.execute(OWN.replace("true", "false"), "RGP")
            return int(await own.fetchval("SELECT count(*) FROM audit WHERE client = $1", marked))

    async with database(stack) as connection:
        for days, expected in ((2_192, 4), (365, 3), (0, 2), (-5, 2)):
            while await connection.fetchval("SELECT prune_audit($1, 10)", days):
                pass
            assert await left() == expected


async def test_rows_are_found_by_what_and_when(door: Door) -> None:
    path = f"/v1/people/{await entered(door, f'Ada {uuid4().hex}')}"
    await ask(door, "GET", path)
    [found] = await rows(door, target=path)

    assert await rows(door, target=path, since=found["at"]) == [found]
    assert await rows(door, target=path, until="2001-01-01T00:00:00Z") == []
    assert (await ask(door, "GET", "/v1/audit?since=soon")).problem == (400, "MalformedParameter", "since")
