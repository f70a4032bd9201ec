"""How far the read side is complete, altogether and for each measure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Text, cast, func, literal, literal_column, null, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.followed import FOLLOWED
from services.metrics.measures import MEASURES
from services.metrics.tables import MOMENT, measures, offsets, parked, recounts, watermarks
from shared.contracts.agreements import AGREEMENTS

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Freshness:
    """Up to which moments everything is in the read side."""

    at: datetime | None
    """For whatever nothing holds back; None before every service has said how far it is."""
    held_back: Mapping[str, datetime | None]
    """Earlier for measures that are being counted again; None for those that are filled for the first time, or
    counted by a definition that this release no longer has."""
    agreed: int
    """Where the topic of the agreement has been read to: the agreement is the same while this is."""
    state: tuple[int, int] = (0, 0)
    """By which transaction it was moved last, and how many measures it has: while nothing is held back, the read side
    is the same while this is."""

    def of(self, slug: str) -> datetime | None:
        """Return up to which moment everything is in a measure's figures."""
        held = self.held_back.get(slug, self.at)
        return None if held is None or self.at is None else min(held, self.at)


_MOVED_BY = cast(cast(literal_column("xmin"), Text), BigInteger)
"""The transaction that moved an offset: unlike the offset it never comes again, even when topics are read anew."""
_STATEMENT = union_all(
    select(literal("reached"), null(), func.min(watermarks.c.at, type_=MOMENT), func.count()),
    select(literal("parked"), null(), func.min(parked.c.recorded_at, type_=MOMENT), func.count()),
    select(literal("recounted"), recounts.c.measure, func.min(recounts.c.at, type_=MOMENT), func.count()).group_by(
        recounts.c.measure
    ),
    select(literal("unfilled"), measures.c.slug, null().cast(MOMENT), literal(1)).where(
        or_(
            measures.c.after.is_not(None),
            tuple_(measures.c.slug, measures.c.definition_version).not_in(
                [(slug, one.definition.version) for slug, one in MEASURES.items()]
            ),
        )
    ),
    select(literal("agreed"), null(), null().cast(MOMENT), func.sum(offsets.c.next)).where(
        offsets.c.topic == AGREEMENTS.topic
    ),
    select(literal("moved"), null(), null().cast(MOMENT), func.max(_MOVED_BY)).where(
        offsets.c.topic.in_(sorted(FOLLOWED))
    ),
    select(literal("measured"), null(), null().cast(MOMENT), func.count()).select_from(measures),
)


async def freshness(connection: AsyncConnection) -> Freshness:
    """Return how fresh the read side is."""
    reached: datetime | None = None
    waiting: datetime | None = None
    held_back: dict[str, datetime | None] = {}
    agreed = moved = measured = 0
    for kind, slug, at, count in await connection.execute(_STATEMENT):
        match kind:
            case "reached":
                reached = at if count == len(FOLLOWED) else None
            case "parked":
                waiting = at
            case "recounted":
                held_back.setdefault(slug, at - _MICROSECOND)
            case "unfilled":
                held_back[slug] = None
            case "agreed":
                agreed = int(count or 0)
            case "moved":
                moved = int(count or 0)
            case "measured":
                measured = count
    if reached is not None and waiting is not None:
        reached = min(reached, waiting - _MICROSECOND)
    return Freshness(reached, held_back, agreed, (moved, measured))
