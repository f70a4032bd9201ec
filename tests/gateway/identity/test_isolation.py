"""What is one organisation's own is kept apart by the database too: forced, and closed where nothing is set."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import Door
from tests.gateway.identity.asking import ask, made
from tests.training.asking import entered

OWN = "SELECT set_config('app.organisation', $1, true)"
PRESENTED = "SELECT set_config('app.presented', encode(sha256($1), 'hex'), true)"
GUARDED_OTHERWISE = {
    "events": "facts, most of which are shared: roles and `decide` guard them",
    "erased_people": "keys that stand in facts, and no name",
    "sessions": "found by the hash of a cookie and by nothing else, before it is known whose it is",
}
SEEN_BY_WHOEVER_RUNS_IT = {"requested_places", "drawn_places"}
"""Of a session: who asked for how many places, and no people."""
OWNED = """
SELECT relname, relrowsecurity AND relforcerowsecurity AS is_forced
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation' AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


@pytest.fixture(params=["gateway", "training"])
async def service(request: pytest.FixtureRequest, stack: Stack, door: Door) -> AsyncIterator[asyncpg.Connection]:
    """Return what a service itself connects with, when there is something of RGP's in its database."""
    await made(door, "/v1/api-keys", {"name": "Apart", "roles": ["reader"]})
    await entered(door, "Sam Apart")
    connection = await asyncpg.connect(stack.database_url(request.param))
    try:
        yield connection
    finally:
        await connection.close()


async def owned(service: asyncpg.Connection) -> list[str]:
    return [row["relname"] for row in await service.fetch(OWNED) if row["relname"] not in GUARDED_OTHERWISE]


async def test_every_table_of_organisations_own_rows_is_guarded(service: asyncpg.Connection) -> None:
    found = {row["relname"]: row["is_forced"] for row in await service.fetch(OWNED)}

    assert {name for name, is_forced in found.items() if not is_forced} <= GUARDED_OTHERWISE.keys()


async def test_where_no_organisation_is_set_there_is_nothing(service: asyncpg.Connection) -> None:
    for table in await owned(service):
        assert await service.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_of_another_organisation_there_is_nothing(service: asyncpg.Connection) -> None:
    async with service.transaction():
        await service.execute(OWN, "RM1")
        for table in await owned(service):
            others = "run_by <> 'RM1' AND " * (table in SEEN_BY_WHOEVER_RUNS_IT) + "organisation <> 'RM1'"
            assert await service.fetchval(f"SELECT count(*) FROM {table} WHERE {others}") == 0, table


async def test_what_was_set_ends_with_its_transaction(service: asyncpg.Connection) -> None:
    async with service.transaction():
        await service.execute(OWN, "RGP")
        seen = [await service.fetchval(f"SELECT count(*) FROM {table}") for table in await owned(service)]
    assert any(seen)

    assert [await service.fetchval(f"SELECT count(*) FROM {table}") for table in await owned(service)] == [0] * len(
        seen
    )


A_KEY = """
INSERT INTO api_keys (key_sha256, prefix, organisation, name, roles, created_by, ends_at)
VALUES ('x', 'x', 'RGP', 'x', '{operator}', 'x', 'infinity')
"""
A_CLIENT = """
INSERT INTO clients (client_id, organisation, name, roles, settled, created_by)
VALUES ('rgp-more', 'RGP', 'x', '{operator}', false, 'x')
"""
A_SECRET = "INSERT INTO client_secrets (client_id, secret_sha256) VALUES ('rgp', 'x')"


@pytest.mark.parametrize("statement", [A_KEY, A_CLIENT, A_SECRET])
async def test_nobody_writes_a_way_in_for_another(stack: Stack, statement: str) -> None:
    connection = await asyncpg.connect(stack.database_url("gateway"))
    try:
        async with connection.transaction():
            await connection.execute(OWN, "RM1")
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_key_is_seen_by_whoever_presents_it_and_no_other_is(stack: Stack, door: Door) -> None:
    keys = [await made(door, "/v1/api-keys", {"name": "Presented", "roles": ["reader"]}) for _ in range(2)]

    assert (await ask(door, "GET", "/v1/years", bearer=keys[0]["key"])).status == 200
    connection = await asyncpg.connect(stack.database_url("gateway"))
    try:
        async with connection.transaction():
            await connection.execute(
                "SELECT set_config('app.presented', encode(sha256($1), 'hex'), true)", keys[0]["key"].encode()
            )
            assert [row["id"] for row in await connection.fetch("SELECT id::text FROM api_keys")] == [keys[0]["id"]]
    finally:
        await connection.close()
