"""A client, and an organisation, may submit so many facts a minute; all replicas together hold to it."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.stack import Stack
from services.gateway.submissions.limits import Bucket, Limits
from shared import postgres
from shared.http import Problem
from shared.identity import Caller
from tests.client import MANY, Door
from tests.gateway.beside import NOWHERE, gateway
from tests.journeys.projects import Project


def test_a_minutes_worth_may_be_taken_at_once_and_then_it_refills_steadily() -> None:
    bucket = Bucket(60, full_at=0)
    bucket.take(60, now=0)

    assert bucket.wait(1, now=0) == 1
    assert bucket.wait(60, now=0) == 60
    assert bucket.wait(30, now=30) == 0
    assert bucket.wait(60, now=1_000) == 0


def test_more_than_a_minutes_worth_passes_when_it_is_full_and_is_paid_for_afterwards() -> None:
    bucket = Bucket(60, full_at=0)
    assert bucket.wait(600, now=0) == 0
    bucket.take(600, now=0)

    assert bucket.wait(1, now=0) == 600 - 60 + 1
    assert bucket.wait(600, now=600) == 0


@given(st.lists(st.tuples(st.integers(0, 90), st.floats(0, 30)), max_size=60))
def test_never_does_more_pass_than_a_minutes_worth_and_what_refilled(turns: list[tuple[int, float]]) -> None:
    bucket, now, passed = Bucket(60, full_at=0), 0.0, 0
    for count, pause in turns:
        now += pause
        if not bucket.wait(count, now):
            bucket.take(count, now)
            passed += min(count, 60)
    assert passed <= 60 + now + 1e-6


def somebody(client: str = "a") -> Caller:
    return Caller(organisation="RGP", client=client)


async def test_an_organisations_clients_share_its_limit() -> None:
    async with await postgres.pool(NOWHERE, least=0) as nowhere:
        limits = Limits(nowhere, client=2, organisation=3)
        limits.take(somebody("a"), 2)
        with pytest.raises(Problem) as first:
            limits.take(somebody("a"), 1)
        limits.take(somebody("b"), 1)
        with pytest.raises(Problem) as second:
            limits.take(somebody("b"), 1)
        limits.take(Caller(organisation="RM1", client="a"), 2)

    assert [one.value.status for one in (first, second)] == [429, 429]
    assert [one.value.detail for one in (first, second)] == [
        "This client may submit 2 facts a minute.",
        "This organisation may submit 3 facts a minute.",
    ]


async def test_what_one_replica_lets_pass_another_knows(stack: Stack) -> None:
    async with await postgres.pool(stack.database_url("gateway")) as pool:
        caller = Caller(organisation=uuid4().hex, client="a")
        one, other = (Limits(pool, client=3, organisation=1_000) for _ in range(2))
        one.take(caller, 1)
        other.take(caller, 1)
        await one.share()
        await other.share()

        with pytest.raises(Problem):
            other.take(caller, 2)
        other.take(caller, 1)


async def test_what_is_full_again_is_forgotten(stack: Stack) -> None:
    async with await postgres.pool(stack.database_url("gateway")) as pool:
        limits = Limits(pool, client=10**9, organisation=10**9)
        limits.take(Caller(organisation=uuid4().hex, client="a"), 1)
        await limits.share()
        await limits.share()

        assert limits._buckets == {}


async def test_whoever_sends_too_much_is_told_when_to_go_on_and_nothing_is_decided(stack: Stack, door: Door) -> None:
    facts = [Project().registered("2024-05-01") for _ in range(11)]
    async with gateway(stack, door, facts_per_minute_client=1) as beside:
        first = await beside.post(json.dumps(facts[:10]).encode(), MANY)
        second = await beside.submit_one(facts[10])
        others = await beside.post(b"[]", MANY, by="RM1")

    assert (first.status, others.status) == (200, 200)
    assert second.problem == (429, "TooManyRequests", None)
    assert 0 < int(second.headers["Retry-After"]) <= 600
    assert (await door.submit_one(facts[10])).status == 201
