"""Facts read back from the read side, for what is folded at reading."""

from datetime import datetime

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.read_side import CONTRACTS
from services.metrics.tables import facts
from shared.contracts.event import Recorded
from shared.event_store import recorded

_COLUMNS = [*(one for one in facts.c if one.name != "data"), cast(facts.c.data, Text).label("data")]
"""As they were kept: decoding is the contracts' business."""


async def of_category(connection: AsyncConnection, category: str, as_at: datetime | None) -> list[Recorded]:
    """Return every fact of a category of streams that was known at a moment, each stream in its order."""
    asked = (
        select(*_COLUMNS)
        .where(facts.c.subject > f"{category}/", facts.c.subject < f"{category}0")
        .order_by(facts.c.stream, facts.c.version)
    )
    if as_at is not None:
        asked = asked.where(facts.c.recorded_at <= as_at)
    return [recorded(row, CONTRACTS[category]) for row in (await connection.execute(asked)).mappings()]


async def of_subject(connection: AsyncConnection, subject: str, as_at: datetime | None) -> list[Recorded]:
    """Return every fact of a subject that was known at a moment."""
    asked = select(*_COLUMNS).where(facts.c.subject == subject).order_by(facts.c.recorded_at, facts.c.stream)
    if as_at is not None:
        asked = asked.where(facts.c.recorded_at <= as_at)
    contract = CONTRACTS[subject.partition("/")[0]]
    return [recorded(row, contract) for row in (await connection.execute(asked)).mappings()]


async def of_stream(connection: AsyncConnection, stream: str) -> list[Recorded]:
    """Return every fact of a stream, in its order."""
    asked = select(*_COLUMNS).where(facts.c.stream == stream).order_by(facts.c.version)
    contract = CONTRACTS[stream.partition("/")[0]]
    return [recorded(row, contract) for row in (await connection.execute(asked)).mappings()]
