"""What was recorded cannot be rewritten, and what stands in for a real issuer cannot be reached."""

from pathlib import Path

import asyncpg
import pytest

from deploy.local.stack import Stack
from services.gateway.identity.local_issuer import NotLoopback, Settings, create_app, require_loopback
from tests.client import Door
from tests.oracles import connected, count_events

REWRITINGS = [
    "UPDATE events SET organisation = 'RM1'",
    "UPDATE events SET data = '{}' WHERE position = 1",
    "DELETE FROM events",
    "DELETE FROM events WHERE position < 0",
    "TRUNCATE events",
    "TRUNCATE events CASCADE",
]


@pytest.mark.parametrize("service", ["projects", "metrics"])
@pytest.mark.parametrize("statement", REWRITINGS)
async def test_not_even_the_owner_rewrites_history(stack: Stack, door: Door, service: str, statement: str) -> None:  # noqa: ARG001  the example is in it
    before = await count_events(stack)

    async with connected(stack, service) as connection:
        with pytest.raises(asyncpg.RestrictViolationError, match="events are facts"):
            await connection.execute(statement)

    assert await count_events(stack) == before > 1_000


@pytest.mark.parametrize("service", ["projects", "metrics"])
@pytest.mark.parametrize(
    "statement", [*REWRITINGS, "ALTER TABLE events DISABLE TRIGGER ALL", "DROP TABLE events", "DELETE FROM leases"]
)
async def test_the_service_itself_may_only_add(stack: Stack, service: str, statement: str) -> None:
    connection = await asyncpg.connect(stack.database_url(service))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_no_service_reads_anothers_database(stack: Stack) -> None:
    own, other = stack.database_url("projects"), stack.database_url("metrics")

    with pytest.raises(asyncpg.PostgresError):
        await asyncpg.connect(own.rpartition("/")[0] + "/" + other.rpartition("/")[2])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "10.0.0.1", "example.org"])
def test_the_local_issuer_refuses_to_start_where_others_could_reach_it(host: str, tmp_path: Path) -> None:
    settings = Settings(
        host=host,
        port=8099,
        database_url_gateway="postgresql://gateway@127.0.0.1/gateway",
        issuer_clients_file=tmp_path / "clients.json",
        issuer_key_file=tmp_path / "key.json",
    )

    with pytest.raises(NotLoopback):
        create_app(settings)
    assert not (tmp_path / "key.json").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_the_local_issuer_serves_loopback(host: str) -> None:
    require_loopback(host)
