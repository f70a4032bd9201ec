"""Kafka is lost with everything in it: whoever rests on it stands still and says so, until it is sent again."""

import asyncio
import os
import shutil
import signal
from dataclasses import dataclass

import aiohttp
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.local import kafka as broker
from deploy.local.home import Home
from deploy.local.stack import Stack
from shared import kafka
from shared.contracts.projects import PROJECTS
from shared.kafka import Message
from tests.client import Door, eventually
from tests.deploy.cli.command import typed
from tests.faults.submission import submission
from tests.journeys.projects import SLUGS, Project, Year, expected
from tests.oracles import assert_nothing_lost_or_doubled, connected, settled

STANDING_STILL = {
    "projects-worker": ["public.relay", "public.members"],
    "training-worker": ["public.relay", "public.members", "public.people"],
    "metrics-worker": ["public.relay", "read_1.projector"],
}


def of(project: Project) -> str:
    """Return a project's stream."""
    return f"project/{project.id}"


@dataclass(frozen=True)
class Health:
    """What a process says of itself."""

    metrics: str
    ready: str


async def health(stack: Stack, name: str) -> Health:
    """Ask a process how it is."""
    port = Home(stack.home).read("ports.json")[name]
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/metrics") as metrics:
            counted = await metrics.text()
        async with session.get(f"http://127.0.0.1:{port}/health/ready") as ready:
            return Health(counted, await ready.text())


async def going_on(stack: Stack) -> list[str]:
    """Return who rests on the log and does not say that it is lost."""
    found = {name: await health(stack, name) for name in STANDING_STILL}
    return [
        f"{name} {one}"
        for name, followers in STANDING_STILL.items()
        for one in followers
        if f'qi_log_lost{{follower="{one}"}} 1.0' not in found[name].metrics or one not in found[name].ready
    ]


async def lose(stack: Stack) -> None:
    """Put an empty broker in the place of the one that runs."""
    home = Home(stack.home)
    (home.kafka / "data").rename(home.kafka / "lost")
    broker.format_storage(broker.find(), home.kafka / "data")
    await asyncio.to_thread(stack.wait_until_back, "kafka", stack.kill("kafka"), 60)
    shutil.rmtree(home.kafka / "lost")


async def test_what_was_lost_with_kafka_is_sent_again_by_one_command_and_figures_stay_as_they_are(
    stack: Stack, door: Door, year: Year
) -> None:
    before = submission(year)[:4]
    answers = await door.submit_all(before)
    await settled(stack)
    figures = {slug: await door.counted(slug, "RGP", year.name) for slug in SLUGS}

    await lose(stack)

    async def all_stand_still() -> bool:
        return not await going_on(stack)

    await eventually(all_stand_still, "everybody says that the log is lost", 90)
    assert {slug: await door.counted(slug, "RGP", year.name) for slug in SLUGS} == figures
    after = [Project().registered(year.day(1)) for _ in range(50)]
    answers += await door.accepted(after)
    done = await typed("republish", "--home", stack.home)
    assert done.code == 0, done
    assert "qi.projects" in done.out
    await settled(stack)
    events = [event for batch in before for event in batch] + after
    for slug in SLUGS:
        assert await door.counted(slug, "RGP", year.name) == expected(events, slug, "RGP", year)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")
    assert len(await going_on(stack)) == sum(map(len, STANDING_STILL.values()))
    again = await typed("republish", "--home", stack.home)
    assert (again.code, again.out.splitlines()[-1]) == (0, "Kafka lacks nothing.")


async def test_a_reader_for_which_the_log_was_cut_off_stands_still_and_goes_on_once_it_is_sent_again(
    stack: Stack, door: Door
) -> None:
    await settled(stack)
    worker = stack.pids()["metrics-worker"]
    os.kill(worker, signal.SIGSTOP)
    try:
        answers = await door.submit_all(submission(Year(2017), 4))
        await eventually(lambda: nothing_waits(stack), "everything is in Kafka")
        await forget_all(stack)
    finally:
        os.kill(worker, signal.SIGCONT)

    async def stands_still() -> bool:
        found = await health(stack, "metrics-worker")
        return 'projector"} 1.0' in found.metrics and "the log holds" in found.ready

    await eventually(stands_still, "the projector says that the log is lost")
    done = await typed("republish", "--home", stack.home)
    assert done.code == 0, done
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")


async def nothing_waits(stack: Stack) -> bool:
    """Return whether the outbox of projects is empty."""
    async with connected(stack, "projects") as connection:
        return not await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)")


async def forget_all(stack: Stack) -> None:
    """Let the topic of projects forget all that it holds, as retention would."""
    admin = AIOKafkaAdminClient(**kafka.options(stack.kafka))
    await admin.start()
    async with kafka.reader(stack.kafka) as reader:
        bounds = await reader.bounds(await reader.partitions(PROJECTS.topic))
    await admin.delete_records({TopicPartition(*one): RecordsToDelete(end) for one, (_, end) in bounds.items()})
    await admin.close()


async def test_what_only_kafka_holds_is_never_given_up_unasked(stack: Stack, door: Door, any_year: Year) -> None:
    project = Project()
    answers = await door.accepted([project.registered(any_year.day(1)), project.started(any_year.day(2))])
    await settled(stack)
    forged = [(name, b"77" if name == "ce_version" else value) for name, value in await headers_of(stack, project)]
    async with kafka.producer(stack.kafka) as producer:
        await producer.send(PROJECTS.topic, [Message(of(project).encode(), b'{"on":"2020-01-01"}', forged)])

    refused = await typed("republish", "--home", stack.home)
    assert (refused.code, "version 77" in refused.err) == (1, True)
    done = await typed("republish", "--forget", "--home", stack.home)
    assert done.code == 0, done

    await settled(stack)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")


async def headers_of(stack: Stack, project: Project) -> list[tuple[str, bytes]]:
    """Return the headers of the last record about a project."""
    async with kafka.reader(stack.kafka) as reader:
        bounds = await reader.bounds(await reader.partitions(PROJECTS.topic))
        reader.seek({one: max(first, end - 5) for one, (first, end) in bounds.items()})
        while True:
            for record in await reader.poll(1_000, 500):
                if record.key == of(project).encode():
                    return list(record.headers)
