"""The process that carries the facts of the agreement to Kafka, and folds all facts into the read side and its rows."""

import asyncio

from services.metrics import reporting
from services.metrics.building import Builder
from services.metrics.followed import FOLLOWED
from services.metrics.settings import WorkerSettings
from shared import kafka
from shared.contracts.agreements import AGREEMENTS
from shared.relay import relay
from shared.sealer import keep_sealing
from shared.telemetry import configure_telemetry
from shared.worker import work


async def run(settings: WorkerSettings) -> None:
    """Relay, project, seal and report until stopped."""
    url, servers = str(settings.database_url_metrics), settings.servers

    async def carry() -> None:
        await kafka.prepare(servers, [AGREEMENTS.topic], settings.kafka_partitions, settings.kafka_replication)
        await relay(service=AGREEMENTS.service, topic=AGREEMENTS.topic, database_url=url, servers=servers)

    async def project() -> None:
        await kafka.prepare(servers, FOLLOWED, settings.kafka_partitions, settings.kafka_replication)
        await Builder(url, servers).run()

    async def seal() -> None:
        await keep_sealing(url, settings.signing_key)

    async def report() -> None:
        await reporting.follow(url)

    await work(settings.host, settings.port, [carry, project, seal, report], {})


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_telemetry("metrics-worker", settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
