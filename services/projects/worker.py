"""The process that carries the facts of projects to Kafka and learns who is a member."""

import asyncio

from services.projects.settings import WorkerSettings
from shared import kafka, membership
from shared.consumer import Consumer, follow
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.kafka import Reader
from shared.postgres import Lease
from shared.relay import relay
from shared.telemetry import configure_logs
from shared.worker import work


async def run(settings: WorkerSettings) -> None:
    """Relay and follow until stopped."""
    url, servers = str(settings.database_url_projects), settings.kafka_bootstrap_servers

    def make(held: Lease, reader: Reader) -> Consumer:
        return Consumer("members", {AGREEMENTS.topic: AGREEMENTS}, held, reader, membership.apply)

    async def carry() -> None:
        await kafka.prepare(servers, PROJECTS.topic, settings.kafka_partitions, settings.kafka_replication)
        await relay(service=PROJECTS.service, topic=PROJECTS.topic, database_url=url, servers=servers)

    await work(
        settings.host,
        settings.port,
        [
            carry,
            lambda: follow(make, database_url=url, servers=servers, name="members"),
        ],
        {},
    )


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_logs("projects-worker", settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
