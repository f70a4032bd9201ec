"""Kafka loses what organisations submitted there: what had been taken stays, and what comes next is taken."""

import asyncio
import json

import pytest

from deploy.local.stack import Stack
from shared import kafka
from tests.client import Door, eventually
from tests.gateway.submissions.post import Post, post, structured
from tests.journeys.projects import Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, mark

DAY = Year(2017).day(1)
TOPICS = ("qi.submissions.RGP", "qi.outcomes.RGP")


async def made_anew(stack: Stack) -> None:
    """Let both topics of an organisation be gone, and be there again without anything in them."""
    await kafka.make_anew(stack.kafka, [kafka.passing_topic(topic, 1) for topic in TOPICS])


async def begins_anew(stack: Stack) -> bool:
    """Return whether the next offset to be taken is the first."""
    async with connected(stack, "gateway") as connection:
        return bool(await connection.fetchval("SELECT next = 0 FROM offsets WHERE topic = $1", TOPICS[0]))


async def said_again(own: Post, facts: list[dict[str, object]]) -> dict[str, str]:
    """Submit facts, and return what became of each in the end."""
    await own.send(*map(structured, facts))
    found: dict[str, str] = {}
    while found.keys() != {fact["id"] for fact in facts}:
        for one in await own.outcomes(1):
            said = json.loads(one.value or b"")
            found.setdefault(said["id"], said["status"])
    return found


@pytest.mark.parametrize("running", [True, False], ids=["while it is followed", "while nobody looks"])
async def test_topics_of_submissions_that_were_lost_are_followed_from_their_new_beginning(
    stack: Stack,
    door: Door,  # noqa: ARG001  members have joined
    *,
    running: bool,
) -> None:
    since, first, second = await mark(stack), *([Project().registered(DAY) for _ in range(n)] for n in (20, 60))
    async with post(stack) as own:
        answers = await own.answered(*map(structured, first))
    worker = stack.pids()["gateway-worker"]

    if running:
        await made_anew(stack)
        await eventually(lambda: begins_anew(stack), "whoever follows begins anew")
    else:
        stack.kill("gateway-worker")
        await made_anew(stack)
    # More than there was: by its number alone, the next offset would be within the new log.
    async with post(stack) as own:
        found = await said_again(own, [*first, *second])

    assert found == {one["id"]: "duplicate" for one in first} | {one["id"]: "accepted" for one in second}
    if not running:
        await asyncio.to_thread(stack.wait_until_back, "gateway-worker", worker, 60)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP", since)
