"""Who is a member, as this service itself has been told: it owns the agreement."""

from functools import reduce

from shared.contracts.agreements import AGREEMENTS
from shared.event_store import recorded
from shared.members import Members
from shared.postgres import Connection

SAID = """
SELECT stream, version, type, organisation, source, id, time, recorded_at, data FROM events
WHERE stream > 'organisation/' AND stream < 'organisation0' ORDER BY stream, version
"""


async def load(connection: Connection) -> Members:
    """Return every organisation that has ever joined."""
    facts = [recorded(row, AGREEMENTS) for row in await connection.fetch(SAID)]
    return reduce(lambda known, fact: known.after(fact.stream.partition("/")[2], fact.event), facts, Members())
