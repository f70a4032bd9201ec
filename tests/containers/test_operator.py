"""`docker compose run --rm operator …`: what is looked at and mended by hand, on a machine that has an engine alone."""

import asyncio
import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.client import Door, eventually
from tests.containers.figures import figures
from tests.containers.system import PROJECT, ROOT, System
from tests.faults.submission import submission
from tests.faults.test_any_process_may_die import assert_figures_are_right
from tests.journeys.projects import Year
from tests.oracles import assert_nothing_lost_or_doubled, mark

OURS = (
    "gateway", "gateway-worker", "projects", "projects-worker", "training", "training-worker", "metrics",
    "metrics-worker", "issuer",
)  # fmt: skip
UP = ("up", "--detach", "--wait", "--no-recreate", "--no-build")


@pytest.fixture(scope="module", autouse=True)
def _image(stack: System, door: Door) -> Iterator[None]:  # noqa: ARG001  the example year comes first
    stack.run("--profile", "operator", "build", "operator")
    yield
    subprocess.run(["docker", "image", "rm", "--force", "golden-thread/operator:latest"], check=True)


def ask(stack: System, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command as the operator."""
    command = [*stack.compose.compose_command_property, "run", "--rm", "--no-TTY", "--no-deps", "operator", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def told(stack: System, *words: str) -> str:
    """Run one command that has to succeed, and return what it says."""
    done = ask(stack, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wrong(stack: System) -> set[str]:
    """Return where the doctor finds something wrong."""
    return {one["where"] for one in json.loads(ask(stack, "doctor", "--json").stdout) if one["weight"] == "wrong"}


def test_the_doctor_finds_nothing_wrong_and_says_what_is_lacking(stack: System) -> None:
    found = json.loads(told(stack, "doctor", "--json"))

    assert [(one["where"], one["weight"]) for one in found] == [("back-ups", "watch")]


async def test_the_doctor_says_in_words_who_is_away(stack: System) -> None:
    stack.run("stop", "projects-worker", "training")
    try:
        done = ask(stack, "doctor")
    finally:
        stack.run("start", "projects-worker", "training")

    assert done.returncode == 1
    assert "WRONG  projects: Nobody carries its facts to Kafka." in done.stdout
    assert "training" in done.stdout

    async def well() -> bool:
        return not await asyncio.to_thread(wrong, stack)

    await eventually(well, "the doctor finds nothing wrong", within=90)


async def test_a_backup_brings_everything_back_with_what_was_said_since(stack: System, door: Door, year: Year) -> None:
    before, since = await door.submit_all(submission(year, 10), within=60), await mark(stack)
    told(stack, "backup", "/backups/one")
    batches = submission(year, 10)
    after = await door.submit_all(batches, within=60)
    known = await figures(stack, door)

    refused = ask(stack, "restore", "/backups/one", "--yes")
    stack.run("stop", *OURS)
    done = told(stack, "restore", "/backups/one", "--yes")
    stack.run(*UP)

    assert refused.returncode == 1
    assert "sessions are open" in refused.stderr
    assert "facts taken from the log" in done
    assert {one["status"] for one in [*before, *after]} == {"accepted"}
    assert await figures(stack, door) == known
    await assert_nothing_lost_or_doubled(stack, after, "RGP", since)
    assert "back-ups" not in {one["where"] for one in json.loads(told(stack, "doctor", "--json"))}


def lose_its_disk(stack: System) -> None:
    stack.run("rm", "--stop", "--force", "kafka", "kafka-access")
    subprocess.run(["docker", "volume", "rm", f"{PROJECT}_kafka-data"], check=True, capture_output=True)


async def test_when_kafka_lost_its_disk_it_is_filled_again_from_the_stores(
    stack: System, door: Door, year: Year
) -> None:
    batches = submission(year, 10)
    answers = await door.submit_all(batches, within=60)
    lose_its_disk(stack)
    stack.run(*UP)

    assert "log" in wrong(stack)
    answers += await door.submit_all(batches[:1], within=60)
    told(stack, "republish")

    async def well() -> bool:
        return not await asyncio.to_thread(wrong, stack)

    await eventually(well, "the doctor finds nothing wrong", within=180)
    await assert_nothing_lost_or_doubled(stack, answers, "RGP")
    await assert_figures_are_right(door, [event for batch in batches for event in batch], year)
    told(stack, "verify", "--audit")
