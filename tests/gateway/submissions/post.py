"""An organisation's own system on Kafka: it produces submissions, and reads what became of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from deploy.local.stack import Stack
from shared import kafka
from shared.kafka import Message, Producer, Reader, Record
from tests.client import Json, NotInTime

WITHIN = 90.0


@dataclass(frozen=True)
class Post:
    """The two topics of one organisation; outcomes are read from where they ended when this was opened."""

    organisation: str
    producer: Producer
    reader: Reader

    async def send(self, *messages: Message) -> None:
        """Produce records, in this order."""
        await self.producer.send(f"qi.submissions.{self.organisation}", messages)

    async def outcomes(self, count: int) -> list[Record]:
        """Return the next outcomes, so many, in their order."""
        found: list[Record] = []
        try:
            async with asyncio.timeout(WITHIN):
                while len(found) < count:
                    found += await self.reader.poll(count - len(found), 100)
        except TimeoutError:
            raise NotInTime(f"{len(found)} of {count} outcomes") from None
        return found

    async def answered(self, *messages: Message) -> list[Json]:
        """Produce records and return the row that came of each."""
        await self.send(*messages)
        return [json.loads(one.value or b"") for one in await self.outcomes(len(messages))]


@asynccontextmanager
async def post(stack: Stack, organisation: str = "RGP") -> AsyncIterator[Post]:
    """Open an organisation's producer and reader."""
    servers = stack.kafka
    async with kafka.producer(servers) as producer, kafka.reader(servers) as reader:
        partitions = await reader.partitions(f"qi.outcomes.{organisation}")
        await reader.partitions(f"qi.submissions.{organisation}")
        reader.seek({one: end for one, (_, end) in (await reader.bounds(partitions)).items()})
        yield Post(organisation, producer, reader)


def structured(event: Any) -> Message:
    """Return an event as one JSON document."""
    headers = [("content-type", b"application/cloudevents+json; charset=UTF-8")]
    return Message(b"", json.dumps(event).encode(), headers)


def binary(event: Json) -> Message:
    """Return an event whose attributes are headers."""
    headers = [(f"ce_{name}", str(value).encode()) for name, value in event.items() if name != "data"]
    return Message(b"", json.dumps(event["data"]).encode(), [*headers, ("content-type", b"application/json")])


def raw(value: bytes, headers: Sequence[tuple[str, bytes]] = ()) -> Message:
    """Return a record of any content."""
    return Message(b"", value, headers)
