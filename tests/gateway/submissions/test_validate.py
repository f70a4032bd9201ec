"""What would become of facts is said without writing anything."""

import json
from typing import Any

import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import MANY, ONE, Door, Json, Reply
from tests.gateway.submissions.test_history import listed
from tests.journeys.projects import Project


async def validated(door: Door, body: Any, kind: str = MANY) -> Reply:
    return await door.ask(
        "POST", "/v1/events?validate=true", by="RGP", headers={"Content-Type": kind}, body=json.dumps(body).encode()
    )


def whole_project() -> list[Json]:
    project = Project()
    return [
        project.registered("2024-05-01"),
        project.said("completed", on="2024-06-01"),
        project.said("completed", on="2024-06-02"),
        project.said("nonsense"),
    ]


async def kept(stack: Stack, subject: str) -> int:
    connection = await asyncpg.connect(stack.database_url("projects"))
    try:
        return int(await connection.fetchval("SELECT count(*) FROM events WHERE stream = $1", subject))
    finally:
        await connection.close()


async def test_later_facts_are_judged_as_if_the_earlier_had_been_accepted(door: Door) -> None:
    facts = whole_project()

    foreseen = (await validated(door, facts)).json
    said = await door.submit(facts)

    assert [one["status"] for one in foreseen] == ["accepted", "accepted", "refused", "refused"]
    assert foreseen == [{name: value for name, value in one.items() if name != "recorded_at"} for one in said]


async def test_nothing_is_written_and_nothing_logged(stack: Stack, door: Door) -> None:
    facts = whole_project()

    reply = await validated(door, facts)

    assert "Batch" not in reply.headers
    assert await kept(stack, facts[0]["subject"]) == 0
    assert await listed(door, subject=facts[0]["subject"]) == []
    again = (await validated(door, facts)).json
    assert again == reply.json


async def test_what_was_said_before_is_a_duplicate_with_its_moment(door: Door) -> None:
    fact = Project().registered("2024-05-01")
    [said] = await door.accepted([fact])

    foreseen = (await validated(door, [fact, {**fact, "id": fact["id"] + "-b"}, fact])).json

    assert [one["status"] for one in foreseen] == ["duplicate", "refused", "duplicate"]
    assert foreseen[0]["recorded_at"] == foreseen[2]["recorded_at"] == said["recorded_at"]


async def test_a_fact_twice_in_one_batch_is_once_a_duplicate(door: Door) -> None:
    fact = Project().registered("2024-05-01")

    foreseen = (await validated(door, [fact, fact])).json

    assert [one["status"] for one in foreseen] == ["accepted", "duplicate"]
    assert foreseen[0]["version"] == foreseen[1]["version"] == 1


@pytest.mark.parametrize(("kind", "status"), [("registered", 200), ("nonsense", 422)])
async def test_one_fact_is_answered_as_one(door: Door, kind: str, status: int) -> None:
    project = Project()
    fact = project.registered("2024-05-01") if kind == "registered" else project.said(kind)

    reply = await validated(door, fact, ONE)

    assert reply.status == status
    assert reply.json["id"] == fact["id"]


async def test_every_service_can_foresee(door: Door) -> None:
    facts = [
        Project().said("joined", name="X", kind="acute", on="2024-05-01")
        | {"type": "organisation.joined", "subject": "organisation/RGP"},
        Project().said("told", title="T") | {"type": "course.defined", "subject": "course/none"},
    ]

    assert [one["status"] for one in (await validated(door, facts)).json] == ["refused", "refused"]
