"""Kafka, the log that carries every accepted fact. The only module that knows the client library."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.helpers import create_ssl_context

from shared.settings import Servers
from shared.telemetry import log

Partition: TypeAlias = tuple[str, int]
Headers: TypeAlias = Sequence[tuple[str, bytes]]

WATERMARKS = "qi.watermarks"
KEEP_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
# Whoever produces may compress as they like: the broker unpacks, so that no reader has to know how.
KEEP_A_MONTH = {
    "retention.ms": str(30 * 24 * 3600 * 1000),
    "cleanup.policy": "delete",
    "compression.type": "uncompressed",
}
KEEP_THE_LAST = {"cleanup.policy": "compact", "segment.ms": "600000", "min.cleanable.dirty.ratio": "0.1"}

__all__ = ["KafkaError"]

ANSWERED_WITHIN, SENT_WITHIN, POLLED_WITHIN, STOPPED_WITHIN = 20.0, 60.0, 30.0, 10.0
T = TypeVar("T")


async def _within(work: Coroutine[Any, Any, T], seconds: float) -> T:
    """Do something with the client that may hang, even when it is cancelled; then it is left behind."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
    if not done:
        raise TimeoutError(f"the Kafka client did not answer within {seconds:.0f} s")
    if task.cancelled():
        # By the client itself, which was closed under it; passed on it would end the loop that called.
        raise ConnectionError("the Kafka client gave up")
    return task.result()


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic as it is created; an existing one is left as it is."""

    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the key decides the partition, and so the order."""

    key: bytes
    value: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class Record:
    """What was read, and where it stood."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


def facts_topic(name: str, partitions: int, replication: int) -> Topic:
    """Return the topic of a service's facts, which keeps everything."""
    settings = {**KEEP_FOR_EVER, "min.insync.replicas": str(max(1, replication - 1))}
    return Topic(name=name, partitions=partitions, replication=replication, settings=settings)


def passing_topic(name: str, replication: int) -> Topic:
    """Return a topic of what passes through: in one order, and kept for a while."""
    settings = {**KEEP_A_MONTH, "min.insync.replicas": str(max(1, replication - 1))}
    return Topic(name=name, partitions=1, replication=replication, settings=settings)


def watermarks_topic(replication: int) -> Topic:
    """Return the topic that holds each service's latest watermark."""
    return Topic(name=WATERMARKS, partitions=1, replication=replication, settings=KEEP_THE_LAST)


def options(servers: Servers) -> dict[str, Any]:
    """Return what every client of these servers is told."""
    told: dict[str, Any] = {"bootstrap_servers": servers.bootstrap, "security_protocol": servers.security}
    if servers.security.startswith("SASL"):
        told |= {"sasl_mechanism": "SCRAM-SHA-512"}
        told |= {"sasl_plain_username": servers.username, "sasl_plain_password": servers.password}
    if servers.security.endswith("SSL"):
        told |= {"ssl_context": create_ssl_context(cafile=servers.ca_file)}
    return told


async def prepare(servers: Servers, topics: Iterable[str], partitions: int, replication: int) -> None:
    """Create topics of facts and the topic of watermarks where they are missing, as long as Kafka takes to come.

    Whoever follows a topic may come before the service that owns it.
    """
    await ensure(
        servers, [*(facts_topic(topic, partitions, replication) for topic in topics), watermarks_topic(replication)]
    )


async def ensure(servers: Servers, wanted: Sequence[Topic]) -> None:
    """Create topics where they are missing, as long as Kafka takes to come."""
    while True:
        try:
            await create_topics(servers, wanted)
        except (KafkaError, OSError) as error:
            log.warning("kafka.not_ready", error=repr(error))
            await asyncio.sleep(1)
        else:
            return


async def create_topics(servers: Servers, topics: Iterable[Topic]) -> None:
    """Create the topics that do not exist yet. Errors come back per topic, so each is looked at.

    Who may not create topics needs no right to, where an operator has created them.
    """
    admin = AIOKafkaAdminClient(**options(servers))
    await admin.start()
    try:
        there = set(await admin.list_topics())
        wanted = [
            NewTopic(one.name, one.partitions, one.replication, topic_configs=dict(one.settings))
            for one in topics
            if one.name not in there
        ]
        if not wanted:
            return
        answer = await admin.create_topics(wanted)
        for topic, code, *words in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"{topic}: {words}")
    finally:
        await admin.close()


async def settings(servers: Servers, topics: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what is set for each of these topics that exists."""
    admin = AIOKafkaAdminClient(**options(servers))
    await admin.start()
    try:
        there = sorted(set(topics) & set(await admin.list_topics()))
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in there]
        answers = await admin.describe_configs(asked) if asked else []
    finally:
        await admin.close()
    return {
        topic: {setting[0]: setting[1] for setting in said}
        for answer in answers
        for *_, topic, said in answer.resources
    }


async def make_anew(servers: Servers, topics: Sequence[Topic]) -> None:
    """Delete topics with all that they hold, and make them again."""
    admin = AIOKafkaAdminClient(**options(servers))
    await admin.start()
    try:
        there = set(await admin.list_topics())
        if doomed := [one.name for one in topics if one.name in there]:
            answer = await admin.delete_topics(doomed)
            for topic, code, *words in answer.topic_error_codes:
                if code:
                    raise for_code(code)(f"{topic}: {words}")
        while set(await admin.list_topics()) & {one.name for one in topics}:
            await asyncio.sleep(0.1)
    finally:
        await admin.close()
    await ensure(servers, topics)


@dataclass(frozen=True)
class Producer:
    """Sends whole batches; nothing is awaited message by message."""

    client: AIOKafkaProducer

    async def send(self, topic: str, messages: Iterable[Message]) -> dict[int, int]:
        """Send all, wait until every one is acknowledged by all in-sync replicas.

        Return, per partition, the offset after the last of them. When it raises, any of them may have been kept.
        """
        return await _within(self._send(topic, messages), SENT_WITHIN)

    async def _send(self, topic: str, messages: Iterable[Message]) -> dict[int, int]:
        pending = [await self.client.send(topic, one.value, key=one.key, headers=list(one.headers)) for one in messages]
        next_offsets: dict[int, int] = {}
        for kept in await asyncio.gather(*pending):
            next_offsets[kept.partition] = max(next_offsets.get(kept.partition, 0), kept.offset + 1)
        return next_offsets


@asynccontextmanager
async def producer(servers: Servers) -> AsyncIterator[Producer]:
    """Open an idempotent producer. After any error it is thrown away, never used again."""
    client = AIOKafkaProducer(
        **options(servers),
        acks="all",
        enable_idempotence=True,
        linger_ms=0,
        max_batch_size=256 * 1024,
        max_request_size=1024 * 1024,
        request_timeout_ms=20_000,
    )
    try:
        await _within(client.start(), ANSWERED_WITHIN)
        yield Producer(client)
    finally:
        await _within(client.stop(), STOPPED_WITHIN)


@dataclass(frozen=True)
class Reader:
    """Reads chosen partitions from chosen offsets; nobody assigns it others."""

    client: AIOKafkaConsumer

    async def partitions(self, topic: str) -> list[Partition]:
        """Return the partitions of a topic, waiting until it exists."""
        while not (found := await self.partitions_now(topic)):
            await asyncio.sleep(0.2)
        return found

    async def partitions_now(self, topic: str) -> list[Partition]:
        """Return the partitions of a topic, none where it does not exist."""
        # Without a subscription the client knows of no topic until it asks for all of them.
        cluster = await _within(self.client._client.fetch_all_metadata(), ANSWERED_WITHIN)  # noqa: SLF001
        return [(topic, number) for number in sorted(cluster.partitions_for_topic(topic) or set())]

    def seek(self, offsets: Mapping[Partition, int]) -> None:
        """Read these partitions, and only these, from these offsets."""
        self.client.assign([TopicPartition(*partition) for partition in offsets])
        for partition, offset in offsets.items():
            self.client.seek(TopicPartition(*partition), offset)

    async def bounds(self, partitions: Iterable[Partition]) -> dict[Partition, tuple[int, int]]:
        """Return the first offset and the one after the last of each partition."""
        wanted = [TopicPartition(*partition) for partition in partitions]
        first = await _within(self.client.beginning_offsets(wanted), ANSWERED_WITHIN)
        end = await _within(self.client.end_offsets(wanted), ANSWERED_WITHIN)
        return {(one.topic, one.partition): (first[one], end[one]) for one in wanted}

    async def poll(self, most: int, milliseconds: int) -> list[Record]:
        """Return up to `most` records, each partition's in order, or none after the time given."""
        polled = self.client.getmany(timeout_ms=milliseconds, max_records=most)
        fetched = await _within(polled, milliseconds / 1_000 + POLLED_WITHIN)
        return [
            Record(one.topic, one.partition, one.offset, one.key, one.value, one.headers)
            for records in fetched.values()
            for one in records
        ]


@asynccontextmanager
async def reader(servers: Servers) -> AsyncIterator[Reader]:
    """Open a reader without a group: offsets are kept where the results are. What a producer took back is not read."""
    client = AIOKafkaConsumer(
        **options(servers),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    try:
        await _within(client.start(), ANSWERED_WITHIN)
        yield Reader(client)
    finally:
        await _within(client.stop(), STOPPED_WITHIN)
