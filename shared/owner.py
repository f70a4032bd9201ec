"""The worker of a service that owns facts: it carries them to Kafka, and learns who is a member."""

from collections.abc import Sequence

from shared import kafka, membership
from shared.consumer import Consumer, follow
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract
from shared.kafka import Reader
from shared.postgres import Lease
from shared.relay import relay
from shared.sealer import keep_sealing
from shared.settings import WorkerSettings
from shared.worker import Loop, work


async def carry_and_learn(
    contract: Contract, settings: WorkerSettings, database_url: str, *, also: Sequence[Loop] = ()
) -> None:
    """Relay and seal the service's facts, follow the members, and do what else the service has to, until stopped."""
    servers = settings.servers

    def make(held: Lease, reader: Reader) -> Consumer:
        return Consumer("members", {AGREEMENTS.topic: AGREEMENTS}, held, reader, membership.apply)

    async def carry() -> None:
        await kafka.prepare(servers, [contract.topic], settings.kafka_partitions, settings.kafka_replication)
        await relay(service=contract.service, topic=contract.topic, database_url=database_url, servers=servers)

    async def learn() -> None:
        await kafka.prepare(servers, [AGREEMENTS.topic], settings.kafka_partitions, settings.kafka_replication)
        await follow(make, database_url=database_url, servers=servers, name="members")

    async def seal() -> None:
        await keep_sealing(database_url, settings.signing_key)

    await work(settings.host, settings.port, [carry, learn, seal, *also], {})
