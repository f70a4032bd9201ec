"""Two writers on one store: every submission is decided once, and nothing is lost or doubled."""

import asyncio
import json
import uuid
from datetime import UTC, datetime

import asyncpg

from services.projects.domain.project import PROJECT
from shared.contracts.projects import PROJECTS
from shared.identity import Caller
from shared.members import Member, Members
from shared.postgres import Connection
from shared.submission import Submission, read
from shared.writer import Writer
from tests.shared.conftest import Scratch

RGP = Caller(organisation="RGP", roles=frozenset({"submitter"}))


async def members(_: Connection) -> Members:
    return Members({"RGP": Member("acute")})


def fact(stream: str, identifier: str, kind: str, data: dict[str, object]) -> Submission:
    event = {
        "specversion": "1.0",
        "id": identifier,
        "source": "urn:test",
        "type": kind,
        "subject": stream,
        "data": data,
    }
    return read(json.dumps(event).encode(), RGP, PROJECTS, datetime.now(UTC))


def registered(stream: str) -> Submission:
    data = {"title": "T", "kind": "quality_improvement", "lead_organisation": "RGP", "registered_on": "2022-05-01"}
    return fact(stream, f"{stream} registered", "project.registered", data)


def assessed(stream: str, number: int) -> Submission:
    data = {"score": 3, "assessed_on": "2022-06-01", "assessor": "team"}
    return fact(stream, f"{stream} score {number}", "project.score_assessed", data)


async def test_two_writers_that_race_lose_and_double_nothing(scratch: Scratch) -> None:
    stream = f"project/{uuid.uuid4()}"
    async with asyncpg.create_pool(scratch.database_url, server_settings={"search_path": scratch.schema}) as pool:
        writers = [Writer(pool, PROJECTS, {"project": PROJECT}, members) for _ in range(2)]
        running = [asyncio.create_task(writer.run()) for writer in writers]
        await writers[0].submit([registered(stream)])

        # Each score is said to both writers, so half of the answers must be duplicates.
        said = [writer.submit([assessed(stream, number)]) for number in range(40) for writer in writers]
        answers = [answer for batch in await asyncio.gather(*said) for answer in batch]

        for task in running:
            task.cancel()
        statuses = [answer["status"] for answer in answers]
        assert (statuses.count("accepted"), statuses.count("duplicate")) == (40, 40)
        versions = await pool.fetch("SELECT version FROM events WHERE stream = $1 ORDER BY version", stream)
        assert [row["version"] for row in versions] == list(range(1, 42))
        by_id = {answer["id"]: answer["version"] for answer in answers}
        assert all(by_id[answer["id"]] == answer["version"] for answer in answers)


async def test_a_request_larger_than_what_is_committed_together_is_committed_whole(scratch: Scratch) -> None:
    stream = f"project/{uuid.uuid4()}"
    async with asyncpg.create_pool(scratch.database_url, server_settings={"search_path": scratch.schema}) as pool:
        writer = Writer(pool, PROJECTS, {"project": PROJECT}, members)
        running = asyncio.create_task(writer.run())

        answers = await writer.submit([registered(stream), *(assessed(stream, number) for number in range(2_500))])

        running.cancel()
        assert {answer["status"] for answer in answers} == {"accepted"}
        assert [answer["version"] for answer in answers] == list(range(1, 2_502))
        moments = [answer["recorded_at"] for answer in answers]
        assert moments == sorted(set(moments))
