"""The process that carries the facts of training to Kafka, learns who is a member, and keeps the directory true."""

import asyncio

from services.training.people import persons
from services.training.settings import WorkerSettings
from shared.consumer import Consumer, follow
from shared.contracts.training import TRAINING
from shared.kafka import Reader
from shared.owner import carry_and_learn
from shared.postgres import Lease
from shared.telemetry import configure_telemetry


async def run(settings: WorkerSettings) -> None:
    """Work until stopped."""
    url, servers = str(settings.database_url_training), settings.servers

    def make(held: Lease, reader: Reader) -> Consumer:
        return Consumer("people", {TRAINING.topic: TRAINING}, held, reader, persons.apply)

    async def keep_the_directory() -> None:
        await follow(make, database_url=url, servers=servers, name="people")

    await carry_and_learn(TRAINING, settings, url, also=[keep_the_directory])


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_telemetry("training-worker", settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
