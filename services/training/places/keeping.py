"""The tables of what was asked for and what was drawn. The database itself hides what a reader has no part in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.training.domain.allocation import RULE_VERSION, Draw, Turn
from services.training.people.directory import speak_for
from shared.postgres import Connection

MOST_LISTED = 500
ASKED = """
INSERT INTO requested_places (id, request, number, session, organisation, run_by, asked_at)
SELECT id::uuid, $2::text::uuid, number, $3::text::uuid, $4::text, $5::text, $6::timestamptz
FROM unnest($1::text[]) WITH ORDINALITY AS new (id, number)
"""
FOR_WHOM = """
INSERT INTO requested_people (place, organisation, person)
SELECT place::uuid, $3::text, person::uuid FROM unnest($1::text[], $2::text[]) AS new (place, person)
"""
# Names of one's own people alone: of the others the database shows neither whom nor what they are called.
PLACES = """
SELECT requested_places.id::text, request::text, number, session::text, requested_places.organisation, run_by, asked_at,
    withdrawn_at, person::text, people.name
FROM requested_places LEFT JOIN requested_people ON place = requested_places.id
LEFT JOIN people ON person_key = person
"""
OF_SESSION = f"{PLACES} WHERE session = $1::text::uuid ORDER BY asked_at, request, number"
OF_REQUEST = f"{PLACES} WHERE request = $1::text::uuid ORDER BY number"
# What is asked for last stands first; whole requests, so that none is cut.
OF_READER = f"""
{PLACES} WHERE request IN (
    SELECT request FROM requested_places GROUP BY request ORDER BY max(asked_at) DESC, request LIMIT $1)
ORDER BY asked_at DESC, request, number
"""  # noqa: S608  the columns are the constant above
DRAWN_OF = """
SELECT requested::text, drawn_places.draw, number, organisation, place, kept, received, entitled, prior
FROM drawn_places WHERE requested = ANY($1::text[]::uuid[])
"""
DRAWS = """
SELECT draw, drawn_at, "on", seed, rule_version, release_on, quotas FROM place_draws
WHERE session = $1::text::uuid ORDER BY drawn_at, draw
"""
ONE_DRAW = """
SELECT requested::text, place, organisation FROM drawn_places
WHERE session = $1::text::uuid AND draw = $2 ORDER BY number
"""
HAS_DRAWN = "SELECT true FROM place_draws WHERE session = $1::text::uuid AND draw = $2"
DRAW = """
INSERT INTO place_draws (session, draw, run_by, "on", seed, rule_version, release_on, quotas)
VALUES ($1::text::uuid, $2, $3, $4, $5, $6, $7, $8::text::json)
"""
TURN = """
INSERT INTO drawn_places
    (session, draw, number, requested, organisation, run_by, place, kept, received, entitled, prior)
VALUES ($1::text::uuid, $2, $3, $4::text::uuid, $5, $6, $7, $8, $9, $10, $11)
"""
WITHDRAW = """
UPDATE requested_places SET withdrawn_at = clock_timestamp() WHERE id = ANY($1::text[]::uuid[]) AND withdrawn_at IS NULL
"""
UNNAME = "DELETE FROM requested_people WHERE place = ANY($1::text[]::uuid[])"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('places asked for of ' || $1, 0))"

Row = Mapping[str, Any]


async def keep(connection: Connection, places: Sequence[Row], request: str, session: str, at: datetime) -> None:
    """Keep a request: its places, and for whom they are where somebody is named."""
    first = places[0]
    ids = [one["id"] for one in places]
    await connection.execute(ASKED, ids, request, session, first["organisation"], first["run_by"], at)
    named = {one["id"]: one["person"] for one in places if one["person"] is not None}
    await connection.execute(FOR_WHOM, list(named), list(named.values()), first["organisation"])


async def alone(connection: Connection, session: str) -> None:
    """Let one request of a session be judged at a time."""
    await connection.execute(ONE_AT_A_TIME, session)


async def of_session(connection: Connection, session: str) -> list[Row]:
    return await _rows(connection, OF_SESSION, session)


async def of_request(connection: Connection, request: str) -> list[Row]:
    return await _rows(connection, OF_REQUEST, request)


async def of_reader(connection: Connection) -> list[Row]:
    """Return what whoever the connection speaks for asked for, and was asked for, the latest first."""
    return await _rows(connection, OF_READER, MOST_LISTED)


async def drawn_of(connection: Connection, places: Iterable[str]) -> list[Row]:
    return await _rows(connection, DRAWN_OF, list(places))


async def draws(connection: Connection, session: str) -> list[Row]:
    """Return the draws of a session, for whoever runs it."""
    return await _rows(connection, DRAWS, session)


async def turns_of(connection: Connection, session: str, draw: str) -> list[Row] | None:
    """Return what a draw decided, None where it was never made."""
    if not await connection.fetchval(HAS_DRAWN, session, draw):
        return None
    return await _rows(connection, ONE_DRAW, session, draw)


async def keep_draw(
    connection: Connection, session: str, name: str, run_by: str, draw: Draw, turns: Sequence[tuple[str, Turn]]
) -> None:
    """Keep what a draw decides before it is said; each turn with the place that was asked for."""
    quotas = msgspec.json.encode(draw.quotas).decode()
    await connection.execute(DRAW, session, name, run_by, draw.on, draw.seed, RULE_VERSION, draw.release_on, quotas)
    for number, (asked, one) in enumerate(turns, 1):
        why = (one.place, one.kept, one.received, one.entitled, one.prior)
        await connection.execute(TURN, session, name, number, asked, one.asking.organisation, run_by, *why)


async def people_of(connection: Connection, places: Sequence[Row]) -> dict[str, str]:
    """Return for whom each place is, where somebody is named: each organisation is asked for its own."""
    found: dict[str, str] = {}
    for organisation in sorted({one["organisation"] for one in places}):
        await speak_for(connection, organisation)
        own = [one["id"] for one in places if one["organisation"] == organisation]
        query = "SELECT place::text, person::text FROM requested_people WHERE place = ANY($1::text[]::uuid[])"
        found |= {row["place"]: row["person"] for row in await connection.fetch(query, own)}
    return found


async def withdraw(connection: Connection, places: Sequence[str]) -> None:
    """Give up places that wait; for whom they were asked for is forgotten."""
    await connection.execute(WITHDRAW, places)
    await connection.execute(UNNAME, places)


async def _rows(connection: Connection, query: str, *given: object) -> list[Row]:
    return [dict(row) for row in await connection.fetch(query, *given)]
