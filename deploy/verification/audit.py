"""O10: whether what is stored bears out what was sealed, and whether the seals themselves are in order."""

from collections.abc import AsyncIterator
from datetime import datetime

from shared import sealer
from shared.postgres import Connection
from shared.seals import CHAINS, Chains, Key, Root, Seal, Sealed, broken_roots, differing_from

FACTS = """
SELECT stream, version, type, organisation, source, id, content, time, recorded_at, data::text AS data FROM events
WHERE recorded_at <= $1 ORDER BY recorded_at, stream, version
"""
LAST = "SELECT max(through) FROM seals"


async def order(connection: Connection) -> AsyncIterator[tuple[int, str]]:
    """Yield how many seals there are, and then what is wrong with their order and with the roots of days."""
    days: dict[int, Seal] = {}
    roots = await sealer.roots(connection)
    ends = {one.seal for one in roots}
    number, last = 0, None
    async for seal in sealer.seals(connection):
        number += 1
        if seal.number != number or (last is not None and seal.through <= last.through):
            yield 0, f"seal {seal.number} stands where {number} belongs"
            number = seal.number
        if seal.number in ends:
            days[seal.number] = seal
        last = seal
    yield number, ""
    for words in broken_roots(roots, days, None):
        yield 0, words


async def faults(connection: Connection, key: Key | None) -> AsyncIterator[tuple[int, str]]:
    """Yield, seal by seal, how many facts were held against it, and then what they do not bear out."""
    async for found in order(connection):
        yield found
    roots: list[Root] = await sealer.roots(connection)
    for words in broken_roots(roots, {one.number: one for one in await _of(connection, roots)}, key):
        if "signed" in words:
            yield 0, words
    through = await connection.fetchval(LAST)
    if through is None:
        return
    rows = aiter(connection.cursor(FACTS, through, prefetch=2_000))
    ahead = await _next(rows)
    chains, after = Chains(), None
    async for seal in sealer.seals(connection):
        chains.facts = 0
        while ahead is not None and ahead.recorded_at <= seal.through:
            chains.take(ahead)
            ahead = await _next(rows)
        yield chains.facts, ""
        if wrong := differing_from(seal, chains):
            yield 0, _told(seal, after, wrong, chains.facts)
        chains.heads, after = list(seal.heads), seal.through


async def _of(connection: Connection, roots: list[Root]) -> list[Seal]:
    wanted = {one.seal for one in roots}
    return [one async for one in sealer.seals(connection) if one.number in wanted]


async def _next(rows: AsyncIterator[object]) -> Sealed | None:
    found = await anext(rows, None)
    return None if found is None else Sealed(**dict(found))  # type: ignore[call-overload]


def _told(seal: Seal, after: datetime | None, chains: list[int], found: int) -> str:
    since = f"after {after.isoformat()} " if after else ""
    words = f"sealed {seal.facts:,} facts, there are {found:,}" if found != seal.facts else "a fact is not what it was"
    which = f"chain{'s' if len(chains) > 1 else ''} {', '.join(map(str, chains))} of {CHAINS}"
    return f"seal {seal.number}, {since}through {seal.through.isoformat()}, {which}: {words}"
