"""What a release of this service needs beside its migrations: a version of the read side that counts as it does."""

import asyncpg

from services.metrics import versions


async def prepare(url: str) -> None:
    """Make a version of the read side if none will do. For the owner of the database."""
    connection = await asyncpg.connect(url)
    try:
        await versions.prepare(connection)
    finally:
        await connection.close()
