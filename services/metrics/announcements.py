"""What was announced: written in one order by one process, read from any position on."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.reading_from import Source
from services.metrics.tables import announced_from, announcements
from shared.postgres import Connection

CHANNEL = "announcements"
KEPT_DAYS = 7
LARGEST_STEP = 1_000
PLACES = 10**16
"""Positions of one version lie below this, those of the next above: none is mistaken for another's."""

NEXT = """
SELECT greatest((SELECT max(position) FROM announcements), (SELECT max(position) FROM announced_from),
                (extract(epoch FROM clock_timestamp()) * 1e6)::bigint)
"""
WRITE = """
INSERT INTO announcements (position, measure, organisation, own, others)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
"""
PRUNE = """
WITH gone AS (DELETE FROM announcements WHERE at < clock_timestamp() - $1 * interval '1 day' RETURNING position)
UPDATE announced_from SET position = greatest(position, (SELECT max(position) FROM gone))
"""


class Announcement(NamedTuple):
    """A figure of an organisation, as it is for itself and as it is for others; None where that has not changed."""

    measure: str
    organisation: str
    own: bytes | None
    others: bytes | None


class NotKept(Exception):
    """What came after this position is not known any more, or the position never was one."""


@dataclass(frozen=True)
class Page:
    """What came after a position, and the position after which to go on."""

    items: Sequence[dict[str, Any]]
    after: str


async def announce(connection: Connection, some: Iterable[Announcement]) -> None:
    """Write announcements, in the caller's transaction, behind all that were written before."""
    position = await connection.fetchval(NEXT)
    rows = []
    for one in some:
        position += 1 + secrets.randbelow(LARGEST_STEP)
        own, others = (view and view.decode() for view in (one.own, one.others))
        rows.append((position, one.measure, one.organisation, own, others))
    await connection.execute(WRITE, *map(list, zip(*rows, strict=True)))
    await connection.execute(f"NOTIFY {CHANNEL}")


async def prune(connection: Connection) -> None:
    """Forget what was announced too long ago, and from where on it is still known."""
    async with connection.transaction():
        await connection.execute(PRUNE, KEPT_DAYS)


async def newest(connection: AsyncConnection, source: Source) -> str:
    """Return the last position there is."""
    _, last = await _ends(connection)
    return _name(source, last)


async def after(connection: AsyncConnection, source: Source, position: str, most: int) -> Page:
    """Return what was announced after a position, in its order; raises `NotKept`."""
    place = _place(source, position)
    first, last = await _ends(connection)
    if place is None or not first <= place <= last:
        raise NotKept
    asked = select(announcements).where(announcements.c.position > place).order_by(announcements.c.position).limit(most)
    items = [
        {"id": _name(source, row[0]), "slug": row[1], "organisation": row[2] or None}
        | {"own": _raw(row[3]), "others": _raw(row[4])}
        for row in await connection.execute(asked)
    ]
    return Page(items, items[-1]["id"] if items else position)


async def _ends(connection: AsyncConnection) -> tuple[int, int]:
    """Return the positions after which everything is kept, and after which nothing is yet."""
    first = select(func.coalesce(func.max(announced_from.c.position), 0)).scalar_subquery()
    last = select(func.max(announcements.c.position)).scalar_subquery()
    row = (await connection.execute(select(first, func.greatest(first, last)))).one()
    return int(row[0]), int(row[1])


def _name(source: Source, place: int) -> str:
    return str(source.side.version * PLACES + place)


def _place(source: Source, position: str) -> int | None:
    """Return a position within this version; None for what is none."""
    if not (position.isascii() and position.isdigit() and len(position) <= 19):  # noqa: PLR2004  fits into 63 bits
        return None
    version, place = divmod(int(position), PLACES)
    return place if version == source.side.version else None


def _raw(written: str | None) -> msgspec.Raw | None:
    return None if written is None else msgspec.Raw(written.encode())
