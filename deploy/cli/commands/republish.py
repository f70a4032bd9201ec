"""`goldenthread republish`: after Kafka was lost, everything that it lacks is sent to it again."""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import asyncpg
import click

from deploy.cli import backups
from deploy.cli.restoring import OWNERS, LogIsAnothers
from deploy.cli.servers import HOME, Servers, kafka_settings, servers
from shared import kafka
from shared.contracts.event import Contract
from shared.postgres import Lease, lease
from shared.recovery import TwoHistories
from shared.relay import NAME
from shared.republishing import Lacking, begin_anew, lacking, send_again
from shared.settings import KafkaSettings


@click.command
@click.option(
    "--forget", is_flag=True, help="Give up what Kafka holds and no store does: forged, or of another system."
)
@HOME
def republish(home: Path, *, forget: bool) -> None:
    """Send to Kafka again what it lacks of the stores, and let everybody who follows it begin anew.

    The system goes on meanwhile. A topic that lacks the beginning of a stream, or is gone, is made anew, so that it
    is in order. What readers have they pass over, so figures stay as they are. Where nothing is lacking nothing
    is done.
    """
    asyncio.run(_republish(servers(home), forget=forget))


async def _republish(found: Servers, *, forget: bool) -> None:
    settings = kafka_settings(found)
    await kafka.prepare(settings.servers, [], settings.kafka_partitions, settings.kafka_replication)
    async with AsyncExitStack() as held:
        relays = {one: await held.enter_async_context(_relay(found, one)) for one in OWNERS}
        mended = [one.topic for one, relay in relays.items() if await _mend(one, relay, settings, forget=forget)]
        # Whoever was not told because this was stopped half-way is told now.
        told = [topic for url in found.owners.values() for topic in await _tell_followers(url, settings, mended)]
    if mended:
        click.echo("It is being sent; `goldenthread verify` says when all of it has come.")
    else:
        click.echo(
            "Kafka lacks nothing." + (f" Followers of {', '.join(sorted(set(told)))} begin anew." if told else "")
        )


def _relay(found: Servers, contract: Contract) -> AbstractAsyncContextManager[Lease]:
    return lease(found.owners[contract.service], NAME, by_force=True)


async def _mend(contract: Contract, relay: Lease, settings: KafkaSettings, *, forget: bool) -> bool:
    """Make one topic hold, or be about to be sent, all that its store holds."""
    connection = relay.connection
    await connection.execute("SET statement_timeout = 0")
    async with kafka.reader(settings.servers) as reader, connection.transaction():
        try:
            lost = await lacking(connection, reader, contract.topic, forget=forget)
        except TwoHistories as error:
            raise LogIsAnothers(error, "`--forget` gives up what only Kafka holds, `restore` takes it in.") from error
        if lost.holed:
            topic = kafka.facts_topic(contract.topic, settings.kafka_partitions, settings.kafka_replication)
            await kafka.make_anew(settings.servers, [topic])
        await send_again(connection, everything=lost.holed)
    click.echo(f"  {contract.topic:<14} {_words(lost)}")
    return lost.holed or lost.facts > 0


def _words(lost: Lacking) -> str:
    words = f"lacked {lost.facts:,} facts"
    return words + (", and is made anew" if lost.holed else "")


async def _tell_followers(url: str, settings: KafkaSettings, mended: list[str]) -> list[str]:
    told: list[str] = []
    connection = await asyncpg.connect(url)
    topics = [contract.topic for contract in OWNERS]
    try:
        async with kafka.reader(settings.servers) as reader:
            for schema in await backups.schemas_that_read(connection):
                if await connection.fetchval("SELECT to_regclass($1)", f'"{schema}".parked') is not None:
                    async with connection.transaction():
                        await connection.execute(f'SET LOCAL search_path TO "{schema}"')
                        told += await begin_anew(connection, reader, topics, mended, [kafka.WATERMARKS])
    finally:
        await connection.close()
    return told
