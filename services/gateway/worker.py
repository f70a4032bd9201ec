"""The gateway's process that no request waits for: submissions on Kafka, and what has had its time."""

import asyncio

import asyncpg

from services.gateway.backends import services
from services.gateway.changes.feed import Feed
from services.gateway.database import AWAY
from services.gateway.reading import Reading
from services.gateway.reminders.reminding import remind_all
from services.gateway.settings import WorkerSettings
from services.gateway.submissions.inbox import take_in
from services.gateway.submissions.routing import to_owners
from services.gateway.webhooks.sending import send_all
from shared import postgres
from shared.postgres import Pool
from shared.telemetry import configure_telemetry, log
from shared.worker import work

PRUNE_EVERY_SECONDS = 600.0
MOST_AT_ONCE = 5_000
PRUNE_SUBMISSIONS = "SELECT prune_submissions($1)"
PRUNE_IMPORTS = "SELECT prune_imports($1)"
PRUNE_AUDIT = "SELECT prune_audit($2, $1)"
PRUNE_BUCKETS = "DELETE FROM rate_buckets WHERE full_at < now() - interval '1 hour'"
PRUNE_ATTEMPTS = "SELECT prune_webhook_attempts()"
PRUNE_REMINDERS = "SELECT prune_reminders()"


async def prune(pool: Pool, audit_days: int) -> None:
    """Remove what has had its time, a little at a time, for ever."""
    while True:
        try:
            for statement, *more in ((PRUNE_SUBMISSIONS,), (PRUNE_IMPORTS,), (PRUNE_AUDIT, audit_days)):
                while await pool.fetchval(str(statement), MOST_AT_ONCE, *more) == MOST_AT_ONCE:
                    pass
            await pool.execute(PRUNE_BUCKETS)
            await pool.execute(PRUNE_ATTEMPTS)
            await pool.execute(PRUNE_REMINDERS)
        except (*AWAY, asyncpg.PostgresError) as error:
            log.warning("prune.interrupted", error=repr(error))
        await asyncio.sleep(PRUNE_EVERY_SECONDS)


async def run(settings: WorkerSettings) -> None:
    """Work until stopped."""
    url, servers = str(settings.database_url_gateway), settings.servers
    async with await postgres.pool(url, least=0, most=4) as pool, services() as client:
        routing = to_owners(settings, client)

        async def inbox() -> None:
            replication = settings.kafka_replication
            await take_in(
                routing, settings.kafka_submitters, database_url=url, servers=servers, replication=replication
            )

        async def webhooks() -> None:
            await send_all(pool, Feed(routing.backends["metrics"]), settings.webhook_networks, database_url=url)

        async def reminders() -> None:
            if settings.public_url is None:
                # Nobody could find their way back, nor end it.
                await asyncio.Event().wait()
            reading, pages = Reading(routing.backends["metrics"]), str(settings.public_url)
            await remind_all(pool, reading, settings.smtp, pages, settings.webhook_networks, database_url=url)

        loops = [inbox, webhooks, reminders, lambda: prune(pool, settings.audit_days)]
        await work(settings.host, settings.port, loops, {})


def main() -> None:
    """Work until stopped."""
    settings = WorkerSettings()
    configure_telemetry("gateway-worker", settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
