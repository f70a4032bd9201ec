"""What is asked does not answer, and does not say so either: a stopped broker, a wire that swallows packets."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import msgspec
import pytest

from deploy.local.credentials import EVERY_ROLE
from deploy.local.stack import Stack
from shared.identity import Caller, passport
from shared.postgres import lease
from tests.client import Door, Json, eventually
from tests.faults.silence import Wire, wire_to
from tests.faults.submission import submission
from tests.faults.test_servers_fail import take_lock_away
from tests.faults.test_two_of_each import leader
from tests.faults.twins import Twin, place, twin
from tests.journeys.projects import IMPROVEMENT, Project, Said, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, mark

YEAR = Year(2017)
PROJECTS, RELAY = "projects", "public.relay"
WAITED = """
SELECT clock_timestamp() - max(recorded_at) > interval '1 second' FROM outbox JOIN events USING (position)
"""


async def test_while_a_broker_keeps_silent_facts_are_taken_and_none_leaves_the_outbox(stack: Stack, door: Door) -> None:
    since, broker = await mark(stack), stack.pids()["kafka"]
    os.kill(broker, signal.SIGSTOP)
    try:
        answers = await door.submit_all(submission(YEAR, 4))
        async with connected(stack, PROJECTS) as connection:

            async def waited() -> bool:
                return bool(await connection.fetchval(WAITED))

            await eventually(waited, "the last of them has waited for a second")
            assert await connection.fetchval("SELECT count(*) FROM outbox") == len(answers) == 400
        assert (await door.measure(IMPROVEMENT, "RGP", year=YEAR.name))["denominator"] >= 0
    finally:
        os.kill(broker, signal.SIGCONT)

    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


async def told(stack: Stack, one: Twin, facts: Sequence[Said]) -> tuple[int, list[Json]]:
    """Hand facts to a service itself, as the gateway would; return its status, and its answers if that is 200."""
    caller = Caller(organisation="RGP", client="tests", roles=frozenset(EVERY_ROLE))
    headers = {"Authorization": f"Bearer {passport(caller, place(stack).service_key)}"}
    body = msgspec.msgpack.encode([msgspec.json.encode(fact) for fact in facts])
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=90)) as session,
        session.post(f"{one.url}/facts", data=body, headers=headers) as response,
    ):
        said = await response.read()
        return response.status, msgspec.json.decode(said) if response.status == 200 else []


@pytest.fixture
def url(stack: Stack) -> str:
    """Return the address of the store of projects for its service."""
    return stack.database_url(PROJECTS)


async def test_a_service_whose_database_keeps_silent_lives_and_answers_when_it_is_back(
    stack: Stack,
    door: Door,  # noqa: ARG001  members have joined
    url: str,
) -> None:
    since = await mark(stack)
    async with wire_to(url) as wire, twin(stack, "projects-api", DATABASE_URL_PROJECTS=wire.instead_of(url)) as second:
        assert (await told(stack, second, [Project().registered(YEAR.day(1))]))[0] == 200
        wire.swallow()
        waiting = asyncio.create_task(told(stack, second, [Project().registered(YEAR.day(2))]))
        done, _ = await asyncio.wait({waiting}, timeout=2)
        assert not done
        assert await second.lives()
        wire.carry()
        status, [answer] = await waiting
    assert (status, answer["status"]) == (200, "accepted")
    await assert_nothing_lost_or_doubled(stack, [answer], "RGP", since)


async def test_a_leader_behind_a_silent_wire_is_followed_and_does_nothing_when_it_is_back(
    stack: Stack, door: Door, url: str
) -> None:
    since = await mark(stack)
    async with wire_to(url) as wire, leading_twin(stack, wire, url):
        epoch, _ = await leader(stack, PROJECTS, RELAY)
        wire.swallow()
        wire.sever()
        answers = await door.submit_all(submission(YEAR, 4))
        await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
        assert (await leader(stack, PROJECTS, RELAY))[0] > epoch
        wire.carry()
        answers += await door.submit_all(submission(YEAR, 2))
        await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)


@asynccontextmanager
async def leading_twin(stack: Stack, wire: Wire, url: str) -> AsyncIterator[Twin]:
    """Run a second relay by way of a wire, and let it lead."""
    first, (before, _) = stack.pids()["projects-worker"], await leader(stack, PROJECTS, RELAY)

    async def led() -> bool:
        return (await leader(stack, PROJECTS, RELAY))[0] > before

    async with twin(stack, "projects-worker", DATABASE_URL_PROJECTS=wire.instead_of(url)) as second:
        os.kill(first, signal.SIGSTOP)
        try:
            take_lock_away(stack, PROJECTS, RELAY)
            await eventually(led, "the second leads")
        finally:
            os.kill(first, signal.SIGCONT)
        yield second


async def test_a_server_asks_within_seconds_whether_a_leader_is_still_there(stack: Stack) -> None:
    async with lease(stack.database_url("metrics", owner=True), "asked") as held:
        idle, every, times, unread = [
            await held.connection.fetchval(f"SELECT setting::int FROM pg_settings WHERE name = '{name}'")
            for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
        ]
    assert 0 < idle + every * times <= 20
    assert 0 < unread <= 20_000
