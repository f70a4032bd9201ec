"""After `goldenthread erase` no name is left anywhere, and every figure is what it was."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from deploy.cli import databases
from deploy.local.stack import Stack
from deploy.local.system import DATABASES
from tests.client import Door, Json
from tests.deploy.cli.command import of, typed
from tests.oracles import settled
from tests.training.asking import ask, entered, event

pytestmark = pytest.mark.long

FRESH = {"fresh_as_of", "as_at"}
READERS = ("RGP", "RM1", "ICS")


class Name:
    """Words that nobody else has, and the spellings in which they could be left somewhere."""

    def __init__(self) -> None:
        self.word = uuid4().hex
        self.name, self.former = f"Ada {self.word}", f"Augusta {self.word}"
        self.email = f"{self.word}@example.nhs.uk"

    def is_in(self, content: bytes) -> bool:
        """Return whether the words stand there, as text or as the hexadecimal of a column of bytes."""
        lower = content.lower()
        return self.word.encode() in lower or self.word.encode().hex().encode() in lower


async def dumps(stack: Stack, folder: Path) -> dict[str, bytes]:
    """Return `pg_dump` of every database, after its rows that are gone were cleared away."""
    found = {}
    for name in DATABASES:
        url = stack.backup_url(name)
        connection = await asyncpg.connect(url)
        await connection.execute("VACUUM")
        await connection.close()
        file = folder / f"{name}-{uuid4().hex}.sql"
        await asyncio.to_thread(databases.dump, url, file, plain=True)
        found[f"database {name}"] = await asyncio.to_thread(file.read_bytes)
    return found


async def topics(stack: Stack) -> dict[str, bytes]:
    """Return every record of every topic: key, value and headers."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka.bootstrap)
    await admin.start()
    names = await admin.list_topics()
    described = await admin.describe_topics(names)
    await admin.close()
    partitions = [TopicPartition(one["topic"], each["partition"]) for one in described for each in one["partitions"]]
    found = dict.fromkeys((f"topic {name}" for name in names), b"")
    async for one in _records(stack, partitions):
        headers = b" ".join(name.encode() + b"=" + value for name, value in one.headers)
        found[f"topic {one.topic}"] += b" ".join([one.key or b"", headers, one.value or b"", b"\n"])
    return found


async def _records(stack: Stack, partitions: list[TopicPartition]) -> AsyncIterator[Any]:
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka.bootstrap, group_id=None, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=200, max_records=5_000)).values():
                for one in records:
                    yield one
    finally:
        await consumer.stop()


def files(stack: Stack) -> dict[str, bytes]:
    """Return every file of the stack's folder: logs, and what its programs keep there."""
    return {f"file {path}": path.read_bytes() for path in stack.home.rglob("*") if path.is_file()}


async def exports(door: Door, keys: Iterable[str]) -> dict[str, bytes]:
    """Return what every path of the API that can be read answers to three readers, and the pages."""
    described = (await door.ask("GET", "/openapi.json")).json["paths"]
    slugs = [item["slug"] for item in (await door.read("/v1/measures"))["items"]]
    paths = [path for path, methods in described.items() if "get" in methods]
    for name, values in (("{slug}", slugs), ("{person_key}", [*keys])):
        paths = [path.replace(name, value) for path in paths for value in (values if name in path else [""])]
    paths += ["/", *(f"/measures/{slug}" for slug in slugs), "/v1/people?limit=500", "/metrics"]
    found = {}
    for by in READERS:
        for path in dict.fromkeys(path for path in paths if "{" not in path):
            found[f"{path} read by {by}"] = (await door.ask("GET", path, by=by)).body
    return found


async def figures(door: Door, known: str) -> dict[tuple[str | None, str, str], Json]:
    """Return every measure for every organisation and the system, in every year that has facts."""
    await door.read("/v1/measures", min_fresh=known)
    codes = [one["code"] for one in (await door.read("/v1/organisations"))["items"]]
    years = (await door.read("/v1/years"))["items"]
    found = {}
    for whose in (*codes, None):
        for year in years:
            for item in (await door.read("/v1/measures", organisation=whose, year=year))["items"]:
                figure = {name: one for name, one in item["figure"].items() if name not in FRESH}
                found[whose, year, item["slug"]] = figure
    return found


def where(name: Name, everything: Mapping[str, bytes]) -> list[str]:
    """Return the places that hold the name."""
    return [place for place, content in everything.items() if name.is_in(content)]


async def known_in_many_ways(door: Door, name: Name) -> list[str]:
    """Let somebody be entered, amended, entered again, merged, trained and refused; return their keys."""
    first, second = await entered(door, name.former, name.email), await entered(door, name.name)
    await ask(door, "PATCH", f"/v1/people/{first}", {"name": name.name})
    await ask(door, "POST", "/v1/people", {"name": name.name, "email": name.email})
    await ask(door, "GET", "/v1/people", name=name.name, email=name.email)
    await ask(door, "POST", "/v1/people", {"name": name.name, "nickname": name.name})
    await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})
    course = str(uuid4())
    announced = event(
        "course.announced", f"course/{course}", title="Fundamentals", class_="qi_fundamentals",
        provider_organisation="RGP", ics_programme=True,
    )  # fmt: skip
    completed = [
        event("training.completed", f"person/{key}", course=course, organisation="RGP", completed_on="2022-06-15")
        for key in (first, second)
    ]
    await door.accepted([announced, *completed])
    return [first, second]


async def test_no_name_is_left_anywhere_and_every_figure_is_what_it_was(
    stack: Stack, door: Door, tmp_path: Path
) -> None:
    name = Name()
    keys = await known_in_many_ways(door, name)
    last = event("cafe.scheduled", f"cafe/{uuid4()}", on="2022-06-20", hosts=["RGP"], open_to_all_staff=True)
    [answer] = await door.accepted([last])
    before = await figures(door, answer["recorded_at"])
    # Only the directory and those who may read it know the name; and a search finds it there.
    known = where(name, {**await dumps(stack, tmp_path), **await exports(door, keys)})
    assert {place.partition("?")[0] for place in known} == {
        "database training", "/v1/people read by RGP", "/v1/people",
        *(f"/v1/people/{key} read by RGP" for key in keys),
    }  # fmt: skip

    done = await typed("erase", keys[0], "--yes", "--as", "RGP", "--json", *of(stack))

    assert set(json.loads(done.out)["erased"]) == set(keys), done.err
    await settled(stack)
    everything = {
        **await dumps(stack, tmp_path), **await topics(stack), **await asyncio.to_thread(files, stack),
        **await exports(door, keys), "the command's own words": (done.out + done.err).encode(),
    }  # fmt: skip
    assert where(name, everything) == []
    assert any(keys[0].encode() in content for place, content in everything.items() if place == "topic qi.training")
    facts = json.loads(done.out)["facts"]
    assert await figures(door, max(fact["recorded_at"] for fact in facts)) == before
