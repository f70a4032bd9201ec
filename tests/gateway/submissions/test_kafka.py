"""Facts that come on Kafka are decided exactly as those that come over HTTP, and none of them is left unanswered."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import Door, Json, eventually
from tests.gateway.submissions.post import binary, post, raw, structured
from tests.gateway.submissions.test_history import listed
from tests.journeys.projects import Project
from tests.oracles import assert_nothing_lost_or_doubled, mark

DAY = "2024-05-01"
BURSTS, EACH = 20, 50
NEXT = "SELECT next FROM offsets WHERE topic = $1"


def but_for_moments(rows: list[Json]) -> list[Json]:
    return [{name: value for name, value in row.items() if name != "recorded_at"} for row in rows]


@pytest.mark.parametrize("form", [structured, binary])
async def test_a_record_is_decided_as_over_http(stack: Stack, door: Door, form: Any) -> None:
    project, other = Project(), Project("RM1")
    facts = [
        project.registered(DAY),
        project.said("completed", on="2024-06-01"),
        project.said("completed", on="2024-06-02"),
        project.scored(3.1, DAY),
        project.said("nonsense"),
        other.registered(DAY),
    ]
    foreseen = (await door.ask(
        "POST", "/v1/events?validate=true", by="RGP", body=json.dumps(facts).encode(),
        headers={"Content-Type": "application/cloudevents-batch+json"},
    )).json  # fmt: skip
    async with post(stack) as own:
        await own.send(*map(form, facts))
        outcomes = await own.outcomes(len(facts))
        rows = [json.loads(one.value or b"") for one in outcomes]
        again = await own.answered(form(facts[0]))

    assert but_for_moments(rows) == foreseen
    assert [row["status"] for row in rows] == ["accepted", "accepted", *["refused"] * 4]
    assert [one.key for one in outcomes] == [fact["id"].encode() for fact in facts]
    assert again == [rows[0] | {"status": "duplicate"}]


async def test_what_came_on_kafka_is_in_the_log(stack: Stack, door: Door) -> None:
    facts = [Project().registered(DAY), Project().said("nonsense")]
    async with post(stack) as own:
        await own.send(*map(structured, facts))
        outcomes = await own.outcomes(2)

    batches = {dict(one.headers)["batch"].decode() for one in outcomes}
    rows = [row for batch in batches for row in await listed(door, batch=batch)]
    assert {(row["id"], row["status"]) for row in rows} >= {
        (facts[0]["id"], "accepted"),
        (facts[1]["id"], "refused"),
    }


async def test_the_organisation_is_the_topics_and_not_the_records(stack: Stack, door: Door) -> None:
    said = Project("RGP").registered(DAY) | {"organisation": "RGP"}
    async with post(stack, "RM1") as other:
        rows = await other.answered(structured(said), binary(said))

    assert [row["reason"]["type"] for row in rows] == ["NotYourProject"] * 2
    assert [one["status"] for one in await listed(door, by="RM1", id=said["id"])] == ["refused"] * 2


def named(event: Json, **changed: bytes) -> list[tuple[str, bytes]]:
    headers = {f"ce_{name}": value.encode() for name, value in event.items() if name != "data"}
    return list({**headers, **changed}.items())


async def test_poison_is_refused_and_holds_nothing_up(stack: Stack, door: Door) -> None:  # noqa: ARG001  members
    fact, deep = Project().registered(DAY), b"[" * 100_000
    poison = [
        raw(b""),
        raw(b"{"),
        raw(b"\xff\xfe"),
        raw(b"[]"),
        raw(deep),
        raw(b'{"id": "' + b"x" * 700_000 + b'"}'),
        raw(b'{"' + b"x" * 700_000 + b'": 1}', [("content-type", b"application/cloudevents+json")]),
        raw(b'{"id": "\\ud800", "type": "project.registered"}'),
        raw(json.dumps([fact, fact]).encode(), [("content-type", b"application/cloudevents-batch+json")]),
        raw(b"{", named(fact)),
        raw(deep, named(fact)),
        raw(b"\xff", named(fact)),
        raw(b"{}", named(fact, ce_subject=b"\xff")),
        raw(b"{}", [("ce_", b""), ("ce_data", b"{}")]),
    ]
    async with post(stack) as own:
        rows = await own.answered(*poison, structured(fact))

    assert [row["status"] for row in rows] == [*["refused"] * len(poison), "accepted"]
    assert all(row["reason"]["detail"] for row in rows[:-1])
    assert rows[9] | {"reason": None} == {
        "id": fact["id"],
        "source": fact["source"],
        "status": "refused",
        "stream": fact["subject"],
        "reason": None,
    }
    assert rows[9]["reason"]["field"] == "data"


async def test_without_a_value_there_is_no_data(stack: Stack, door: Door) -> None:  # noqa: ARG001  members
    fact = Project().registered(DAY)
    async with post(stack) as own:
        await own.producer.client.send_and_wait("qi.submissions.RGP", None, b"", headers=named(fact))
        [outcome] = await own.outcomes(1)

    assert json.loads(outcome.value or b"")["reason"]["type"] == "MissingField"


async def test_a_worker_killed_at_work_answers_all_and_doubles_nothing(stack: Stack, door: Door) -> None:
    since = await mark(stack)
    bursts = [[Project().registered(DAY) for _ in range(EACH)] for _ in range(BURSTS)]
    answers: dict[str, Json] = {}
    async with post(stack) as own:
        producing = asyncio.gather(*(own.send(*map(structured, burst)) for burst in bursts))
        for row in await own.outcomes(1):
            answers[json.loads(row.value or b"")["id"]] = json.loads(row.value or b"")
        killed = stack.kill("gateway-worker")
        await producing
        wanted = {fact["id"] for burst in bursts for fact in burst}
        while set(answers) != wanted:
            for row in await own.outcomes(1):
                said = json.loads(row.value or b"")
                answers.setdefault(said["id"], said)
    await asyncio.to_thread(stack.wait_until_back, "gateway-worker", killed, 60)

    assert {one["status"] for one in answers.values()} <= {"accepted", "duplicate"}
    await assert_nothing_lost_or_doubled(stack, list(answers.values()), "RGP", since)
    assert len(await listed(door, id=bursts[-1][-1]["id"])) == 1


async def test_offsets_are_where_the_outcomes_end(stack: Stack, door: Door) -> None:  # noqa: ARG001  members
    async with post(stack) as own:
        await own.answered(structured(Project().registered(DAY)))
        [partition] = await own.reader.partitions("qi.submissions.RGP")
        [(_, end)] = (await own.reader.bounds([partition])).values()
        connection = await asyncpg.connect(stack.database_url("gateway"))

        async def stored() -> bool:
            return bool(await connection.fetchval(NEXT, partition[0]) == end)

        try:
            await eventually(stored, "the offset is kept", 60)
        finally:
            await connection.close()
