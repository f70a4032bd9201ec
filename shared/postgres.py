"""Connections to a service's own database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

COMMAND_SECONDS = 30.0
LOCK_POLL_SECONDS = 0.5
# What cannot be answered within seconds is given up by the server too, so that nothing piles up behind a lock.
# And it looks whether the other end is still there: a lease is bound to its session, and nobody leads before that ends.
SERVER_SETTINGS = {
    "statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "5", "tcp_keepalives_interval": "3", "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15s",
}  # fmt: skip

_TAKE_LEASE = """
INSERT INTO leases (task, epoch) VALUES ($1, 1)
ON CONFLICT (task) DO UPDATE SET epoch = leases.epoch + 1 RETURNING epoch
"""


class LeaseLost(Exception):
    """Another process has taken over the task."""


@dataclass(frozen=True)
class Lease:
    """The right to be the only one who does a task, and the session that the right is bound to.

    Work is done on the same session, so a leader whose session is gone can write nothing; the epoch turns away
    one whose lock was taken all the same.
    """

    task: str
    epoch: int
    connection: Connection

    async def check(self) -> None:
        """Raise `LeaseLost` unless this is still the latest epoch; inside a transaction it stays so until commit."""
        epoch = await self.connection.fetchval("SELECT epoch FROM leases WHERE task = $1 FOR SHARE", self.task)
        if epoch != self.epoch:
            raise LeaseLost(self.task)


async def pool(url: str, *, least: int = 1, most: int = 8) -> Pool:
    """Open a pool of connections; prepared statements stay warm in each. One of at least none opens at any time."""
    return await asyncpg.create_pool(
        url, min_size=least, max_size=most, command_timeout=COMMAND_SECONDS, timeout=10, server_settings=SERVER_SETTINGS
    )


@asynccontextmanager
async def lease(url: str, task: str, *, schema: str = "public", by_force: bool = False) -> AsyncIterator[Lease]:
    """Wait until this process may do the task, then hold the right as long as the session lives.

    By force: whoever holds it is turned away, again and again until it has let go.

    The right is to the task in one schema, in which names on its session are looked up first: each version of a
    read side has a writer of its own.
    """
    task = f"{schema}.{task}"
    settings = {**SERVER_SETTINGS, "search_path": f"{schema}, public"}
    connection = await asyncpg.connect(url, command_timeout=COMMAND_SECONDS, timeout=10, server_settings=settings)
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext($1))", task):
            if by_force:
                await connection.execute(_TAKE_LEASE, task)
            await asyncio.sleep(LOCK_POLL_SECONDS / 10 if by_force else LOCK_POLL_SECONDS)
        yield Lease(task, await connection.fetchval(_TAKE_LEASE, task), connection)
    finally:
        connection.terminate()
