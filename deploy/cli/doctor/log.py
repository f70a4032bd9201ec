"""Kafka: whether it answers, has every topic, and keeps facts for ever."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import TypeAlias

from deploy.cli.doctor.finding import Finding
from services.metrics.followed import FOLLOWED
from shared import kafka
from shared.kafka import KafkaError, Partition
from shared.settings import Servers

WHERE = "Kafka"
SECONDS = 20.0

Bounds: TypeAlias = Mapping[Partition, tuple[int, int]]


async def bounds(servers: Servers) -> Bounds | None:
    """Return the first and the next offset of each partition that holds facts; None where nobody answers."""
    try:
        async with asyncio.timeout(SECONDS), kafka.reader(servers) as reader:
            return await reader.bounds([one for topic in FOLLOWED for one in await reader.partitions_now(topic)])
    except (KafkaError, OSError):
        return None


async def examine(servers: Servers, held: Bounds | None) -> AsyncIterator[Finding]:
    """Yield what is wrong with the topics of facts, given what they hold."""
    if held is None:
        yield Finding(
            "wrong", WHERE, f"Nobody answers at {servers.bootstrap}. Facts are accepted and kept; figures stand still.",
            "Start the brokers; nothing else is needed.",
        )  # fmt: skip
        return
    settings = await kafka.settings(servers, list(FOLLOWED))
    for topic in FOLLOWED:
        if topic not in settings:
            yield Finding(
                "wrong", WHERE, f"There is no topic {topic}.", "Its service's worker makes it when it starts."
            )
            continue
        for name, value in kafka.KEEP_FOR_EVER.items():
            if settings[topic].get(name, value) != value:
                yield Finding(
                    "wrong", WHERE, f"{topic} has {name}={settings[topic][name]}: facts will be removed from it.",
                    f"kafka-configs.sh --alter --entity-type topics --entity-name {topic} --add-config {name}={value}",
                )  # fmt: skip
