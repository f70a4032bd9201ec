"""A database: whether it answers, keeps what it is given, and has the schema that this release needs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from deploy.cli.doctor.finding import Finding, ago
from shared import migrate
from shared.postgres import Connection

NEEDED = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
MOST_USED = 0.8
"""Of the connections that the server allows."""
LONG = timedelta(minutes=5)
"""A transaction that is open so long holds back every figure: nobody knows whether a fact is still to come from it."""
APART = timedelta(seconds=5)

SETTINGS = "SELECT name, setting FROM pg_settings WHERE name = ANY($1::text[])"
# Since when others' transactions are open is told to who may read statistics: `GRANT pg_read_all_stats`.
SESSIONS = """
SELECT count(*) AS used, current_setting('max_connections')::int AS allowed,
       min(xact_start) FILTER (WHERE datname = current_database() AND pid <> pg_backend_pid()) AS oldest,
       clock_timestamp() AS now
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""


async def examine(name: str, connection: Connection) -> AsyncIterator[Finding]:
    """Yield what is wrong with a database as such."""
    async for found in _schema(name, connection):
        yield found
    for setting, value in await connection.fetch(SETTINGS, list(NEEDED)):
        if value != NEEDED[setting]:
            yield Finding(
                "wrong", name, f"{setting} is {value}: what was acknowledged may be lost when the server falls.",
                f"Set {setting} = {NEEDED[setting]} and restart PostgreSQL.",
            )  # fmt: skip
    async for found in _sessions(name, connection):
        yield found


async def _schema(name: str, connection: Connection) -> AsyncIterator[Finding]:
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        yield Finding("wrong", name, "It is empty: no migration has run.", f"python -m shared.migrate {name}")
        return
    revision = await connection.fetchval("SELECT version_num FROM alembic_version")
    if not migrate.knows(name, revision):
        yield Finding(
            "wrong", name, f"It was brought to migration {revision}, which this release does not know.",
            "Run the release that made it, or a newer one; nothing goes back.",
        )  # fmt: skip
    elif revision != (newest := migrate.newest(name)):
        yield Finding(
            "wrong", name, f"It is at migration {revision}; this release needs {newest}.",
            f"python -m shared.migrate {name}",
        )  # fmt: skip


async def _sessions(name: str, connection: Connection) -> AsyncIterator[Finding]:
    row = await connection.fetchrow(SESSIONS)
    assert row is not None
    apart = abs(row["now"] - datetime.now(UTC))
    if row["used"] > row["allowed"] * MOST_USED:
        yield Finding(
            "watch", name, f"{row['used']} of {row['allowed']} connections are in use.",
            "Raise max_connections, or find who leaks them in pg_stat_activity.",
        )  # fmt: skip
    if row["oldest"] is not None and row["now"] - row["oldest"] > LONG:
        yield Finding(
            "wrong", name, f"A transaction has been open for {ago(row['now'] - row['oldest'])}; figures wait for it.",
            "Find it in pg_stat_activity by xact_start; pg_terminate_backend(pid) ends it.",
        )  # fmt: skip
    if apart > APART:
        yield Finding("wrong", name, f"Its clock and the one here are {ago(apart)} apart.", "Let chrony set both.")
