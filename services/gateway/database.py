"""The gateway's own database: rows that each organisation sees alone, and what to do while it is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from shared.http import Problem
from shared.postgres import Connection, Pool

AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What is raised when the database cannot be used now, and may be usable later."""
OWN = "SELECT set_config('app.organisation', $1, true)"
PRESENTED = "SELECT set_config('app.presented', $1, true)"


@asynccontextmanager
async def own_rows(pool: Pool, organisation: str) -> AsyncIterator[Connection]:
    """Open a transaction that sees and writes the rows of one organisation, and nobody else's."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(OWN, organisation)
        yield connection


@asynccontextmanager
async def presented(pool: Pool, what: str) -> AsyncIterator[Connection]:
    """Open a transaction that sees and writes what opens the door for whoever presents this, and nothing else."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(PRESENTED, what)
        yield connection


@asynccontextmanager
async def needed() -> AsyncIterator[None]:
    """Refuse, as something that may be asked again, what cannot be answered while the database is away."""
    try:
        yield
    except AWAY:
        detail = "The gateway's own records cannot be read now."
        raise Problem(503, "ServiceUnavailable", detail, headers={"Retry-After": "1"}) from None
