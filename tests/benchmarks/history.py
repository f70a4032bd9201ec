"""As many facts as are wanted, of every kind: the example year, again and again under other identifiers.

They are written into the stores as one large append each would: numbered, stamped after the transaction has its id, and
with their rows in the outbox. From there everything is as always.
"""

import asyncpg

from deploy.local.stack import Stack

SERVICES = ("projects", "training")
LEFT_OUT = "publication/%"
"""A publication is the same whoever records it, so copies of it would be one."""

BEGUN = "SELECT pg_current_xact_id()"
NOW = "SELECT clock_timestamp()"
BASE = """
CREATE TEMP TABLE base ON COMMIT DROP AS
SELECT *, row_number() OVER (ORDER BY recorded_at, position) AS place FROM events
WHERE stream NOT LIKE $$publication/%$$ AND source LIKE $$%golden-thread-example$$
"""
# The first eight digits of every UUID are the copy's own; what stays of it tells it from every other.
WITHIN = "regexp_replace({}, '[0-9a-f]{{8}}((-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})', copy.mark || '\\1', 'g')"
FILL = f"""
WITH copy AS (SELECT number, lpad(to_hex($2::int + number), 8, '0') AS mark FROM generate_series(1, $1::int) AS number),
     kept AS (
        INSERT INTO events (stream, version, type, organisation, source, id, content, time, data, recorded_at)
        SELECT {WITHIN.format("stream")}, version, type, organisation, source || ':' || copy.mark,
               {WITHIN.format("id")}, content, time, {WITHIN.format("data::text")}::json,
               $3::timestamptz + (number * $4::int + place) * interval '1 microsecond'
        FROM base CROSS JOIN copy
        ORDER BY CASE WHEN $5 THEN hashtext(stream || copy.mark) ELSE number END, place
        RETURNING position)
INSERT INTO outbox (position) SELECT position FROM kept
"""


async def fill(stack: Stack, facts: int, *, first: int, shuffled: bool = False) -> tuple[int, int]:
    """Write about so many facts; return how many they are and how many copies.

    Streams come in the order of recording, or one after the other in no order at all.
    """
    connections = [await asyncpg.connect(stack.database_url(one, owner=True), command_timeout=600) for one in SERVICES]
    try:
        begun = [connection.transaction() for connection in connections]
        for transaction in begun:
            await transaction.start()
        for connection in connections:
            await connection.fetchval(BEGUN)
            await connection.execute(BASE)
        at = await connections[0].fetchval(NOW)
        sizes = [await connection.fetchval("SELECT count(*) FROM base") for connection in connections]
        copies, span = max(1, round(facts / sum(sizes))), max(sizes) + 1
        for connection in connections:
            await connection.execute(FILL, copies, first, at, span, shuffled)
        for transaction in begun:
            await transaction.commit()
        return sum(sizes) * copies, copies
    finally:
        for connection in connections:
            await connection.close()
