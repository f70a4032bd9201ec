"""What nobody can apply waits, is listed with its reason, and is tried again or given up as an operator says."""

import json

from deploy.local.stack import Stack
from shared import kafka
from shared.contracts.projects import PROJECTS
from shared.kafka import Message
from tests.client import Door, Json, eventually
from tests.deploy.cli.command import typed
from tests.faults.test_kafka_is_lost import headers_of, of
from tests.journeys.projects import Project, Year
from tests.oracles import assert_nothing_lost_or_doubled, connected, live, mark, settled


async def listed(stack: Stack) -> list[Json]:
    """Return what waits, as the command says it."""
    done = await typed("parked", "list", "--json", "--home", stack.home)
    assert done.code == 0, done
    return [json.loads(line) for line in done.out.splitlines()]


async def test_forged_gaps_and_bytes_that_are_nothing_wait_alone_and_are_given_up_by_name(
    stack: Stack, door: Door, any_year: Year
) -> None:
    project, other, since = Project(), Project(), await mark(stack)
    answers = await door.accepted([project.registered(any_year.day(1))])
    await settled(stack)
    forged = [(name, b"9" if name == "ce_version" else value) for name, value in await headers_of(stack, project)]
    records = [Message(of(project).encode(), b"{}", forged), Message(b"x", b"\xff not JSON", ())]
    async with kafka.producer(stack.kafka) as producer:
        await producer.send(PROJECTS.topic, records)

    answers += await door.accepted([project.started(any_year.day(2)), other.registered(any_year.day(3))])
    await settled(stack)

    async def both_wait() -> bool:
        return len(await listed(stack)) == 2

    await eventually(both_wait, "both wait")
    waiting = await listed(stack)
    assert {(one["stream"], one["version"]) for one in waiting} == {(of(project), 9), (None, None)}
    assert all(one["reason"] and one["topic"] == PROJECTS.topic for one in waiting)
    again = await typed("parked", "replay", "--all", "--home", stack.home)
    assert again.code == 0, again
    await eventually(both_wait, "both wait again")
    names = [one["id"] for one in await listed(stack)]
    assert (await typed("parked", "drop", "metrics.read_1:999999", "--yes", "--home", stack.home)).code == 1
    given_up = await typed("parked", "drop", *names, "--yes", "--home", stack.home)
    assert given_up.code == 0, given_up
    assert await listed(stack) == []
    since_then = await door.accepted([project.completed(any_year.day(5))])
    found = await stack_without_forged(stack, door, project)
    assert [one["version"] for one in since_then] == [3] == [found]
    # The log still holds what was forged, as nobody but the operator may say; it is made whole again.
    cleaned = await typed("republish", "--forget", "--home", stack.home)
    assert cleaned.code == 0, cleaned
    await settled(stack)
    assert since.recorded.keys() == {"projects", "training", "metrics"}
    await assert_nothing_lost_or_doubled(stack, [*answers, *since_then], "RGP")


async def stack_without_forged(stack: Stack, door: Door, project: Project) -> int:
    """Return how many facts the read side has of a project once all has come."""
    await settled(stack)
    async with connected(stack, "metrics") as connection:
        schema = await live(connection)
        query = f"SELECT max(version) FROM {schema}.facts WHERE stream = $1"
        found: int = await connection.fetchval(query, of(project))
    assert (await door.ask("GET", f"/v1/streams/{of(project)}", by="RGP")).status == 200
    return found


async def test_a_fact_of_the_store_cannot_be_given_up_and_is_read_again(
    stack: Stack, door: Door, any_year: Year
) -> None:
    project = Project()
    answers = await door.accepted([project.registered(any_year.day(1)), project.started(any_year.day(2))])
    await settled(stack)
    # As if it could not have been applied: the same row that the consumer would have written.
    async with connected(stack, "metrics") as connection:
        schema = await live(connection)
        await connection.execute(
            f'INSERT INTO {schema}.parked (topic, partition, "offset", stream, version, recorded_at, reason, headers,'
            f" value) SELECT $1, 0, 0, stream, version, recorded_at, 'a defect', '[]', '' FROM {schema}.facts"
            " WHERE stream = $2 AND version = 2",
            PROJECTS.topic, of(project),
        )  # fmt: skip
    [one] = await listed(stack)

    refused = await typed("parked", "drop", one["id"], "--yes", "--home", stack.home)

    assert (refused.code, "can only be replayed" in refused.err) == (1, True)
    done = await typed("parked", "replay", "--stream", of(project), "--home", stack.home)
    assert done.code == 0, done
    assert await listed(stack) == []
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")
