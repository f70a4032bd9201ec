"""Which figures a batch may have moved, noted in its transaction: whoever announces figures looks at these again."""

from collections.abc import Collection, Iterable
from itertools import chain

from services.metrics.changes import Changes
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.period import FOR_EVER, Grain, first_day, year_of
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Recorded
from shared.moments import london_day
from shared.postgres import Connection

Touched = tuple[str, str, int, int]
"""A measure, an organisation, and the first and the last of a run of years."""
EVERY = "*"
"""Every measure, or every organisation."""
HEARD = ""
"""The measures that ask who was heard of, where a measure stands otherwise."""
EVERYTHING: Touched = (EVERY, EVERY, 0, FOR_EVER)
NOTE = """
INSERT INTO touched (measure, organisation, first, last)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::int[])
"""


def by_rows(changes: Changes) -> set[Touched]:
    """Return the figures that rows of the ledger count in."""
    runs = {
        (row.measure, one.organisation, one.grain, one.first, one.last, one.in_system)
        for row in chain(changes.gone, changes.closed, changes.opened)
        for one in (row.contribution,)
    }
    found: set[Touched] = set()
    for measure, organisation, grain, first, last, in_system in runs:
        years = _year(first, grain), FOR_EVER if last == FOR_EVER else _year(last, grain)
        found.add((measure, organisation, *years))
        if in_system:
            found.add((measure, WHOLE_SYSTEM, *years))
    return found


def by_facts(facts: Iterable[Recorded]) -> set[Touched]:
    """Return the figures that facts move without a row: by who was heard of, and by what was agreed."""
    found: set[Touched] = set()
    for fact in facts:
        year = year_of(london_day(fact.recorded_at))
        # Who was heard of late in a year is still heard of early in the next.
        found.add((HEARD, fact.organisation, year, year + 1))
        if fact.event.type in AGREEMENTS.types:
            found.add(EVERYTHING)
    return found


async def note(connection: Connection, some: Collection[Touched]) -> None:
    """Write them down."""
    if some:
        await connection.execute(NOTE, *map(list, zip(*sorted(some), strict=True)))


def _year(period: int, grain: Grain) -> int:
    return year_of(first_day(period, grain))
