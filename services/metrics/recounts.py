"""What is counted again between batches of facts: where too many refer to what changed, and measures that came later.

Until it is done, the figures of those measures are fresh only up to the moment before.
"""

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from services.metrics.definition import Measure
from shared.postgres import Connection

Waiting = tuple[str, str, datetime]
"""A measure, a subject that is to be counted again for it, and since which moment."""
Recount = Callable[[Connection, set[str], Iterable[str]], Awaitable[None]]
AT_ONCE = 250
"""Subjects of the first turn; then as many as can be counted while a live fact waits."""
FEWEST_AT_ONCE, MOST_AT_ONCE = 50, 4_000
TURN_SECONDS = 0.1

QUEUE = """
INSERT INTO recounts SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
ON CONFLICT (measure, subject) DO UPDATE SET at = least(recounts.at, excluded.at)
"""
NEXT = "SELECT measure, subject FROM recounts ORDER BY measure, subject LIMIT $1"
TAKE = """
DELETE FROM recounts WHERE measure = ANY($1::text[]) AND subject = ANY($2::text[]) RETURNING measure, subject
"""
NEW = """
INSERT INTO measures (slug, definition_version, definition, after)
SELECT slug, version, definition, CASE WHEN EXISTS (SELECT FROM facts) THEN '' END
FROM unnest($1::text[], $2::int[], $3::json[]) AS new (slug, version, definition) ON CONFLICT DO NOTHING
"""
UNFILLED = "SELECT slug, after FROM measures WHERE after IS NOT NULL AND slug = ANY($1::text[]) ORDER BY slug LIMIT 1"
SUBJECTS = """
SELECT DISTINCT subject FROM facts WHERE subject > $1 AND subject < $2 ORDER BY subject LIMIT $3
"""
FILLED = "UPDATE measures SET after = $2 WHERE slug = $1"


async def queue(connection: Connection, waiting: Sequence[Waiting]) -> None:
    """Remember who is to be counted again."""
    if waiting:
        await connection.execute(QUEUE, *map(list, zip(*sorted(waiting), strict=True)))


class Recounts:
    """Works off, a little at a time, whatever is to be counted again."""

    def __init__(self, measures: Mapping[str, Measure], recount: Recount) -> None:
        self.measures, self.recount = measures, recount
        self._registered = False
        self._at_once = AT_ONCE

    async def some(self, connection: Connection) -> bool:
        """Count some again, in the caller's transaction; return whether there may be more."""
        if not self._registered:
            said = [(slug, one.definition.version, _written(one)) for slug, one in self.measures.items()]
            await connection.execute(NEW, *map(list, zip(*said, strict=True)))
            self._registered = True
        began = time.perf_counter()
        more = await self._queued(connection) or await self._filled(connection)
        took = time.perf_counter() - began
        if more and took < TURN_SECONDS / 2:
            self._at_once = min(2 * self._at_once, MOST_AT_ONCE)
        elif took > TURN_SECONDS:
            self._at_once = max(self._at_once // 2, FEWEST_AT_ONCE)
        return more

    async def _queued(self, connection: Connection) -> bool:
        """Take the next subjects out of the queue, each with all that it waits for, and count them again."""
        found = await connection.fetch(NEXT, self._at_once)
        if not found:
            return False
        subjects = {row[1] for row in found}
        kinds = {one.partition("/")[0] for one in subjects}
        slugs = {row[0] for row in found} | {
            slug for slug, one in self.measures.items() if not kinds.isdisjoint(one.subjects)
        }
        waiting: dict[str, set[str]] = defaultdict(set)
        for slug, subject in await connection.fetch(TAKE, sorted(slugs), sorted(subjects)):
            waiting[subject].add(slug)
        alike: dict[frozenset[str], set[str]] = defaultdict(set)
        for subject, some in waiting.items():
            alike[frozenset(some & self.measures.keys())].add(subject)
        for wanted, whose in alike.items():
            if wanted:
                await self.recount(connection, whose, wanted)
        return True

    async def _filled(self, connection: Connection) -> bool:
        """Go on filling a measure that is new to this read side, subject after subject."""
        found = await connection.fetchrow(UNFILLED, list(self.measures))
        if found is None:
            return False
        slug, after = found
        subjects: list[str] = []
        for kind in sorted(self.measures[slug].subjects):
            if not subjects:
                rows = await connection.fetch(SUBJECTS, max(after, f"{kind}/"), f"{kind}0", self._at_once)
                subjects = [row[0] for row in rows]
        if subjects:
            await self.recount(connection, set(subjects), [slug])
        await connection.execute(FILLED, slug, subjects[-1] if subjects else None)
        return True


def _written(measure: Measure) -> str:
    return msgspec.json.encode(measure.definition).decode()
