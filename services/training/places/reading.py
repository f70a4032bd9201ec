"""What was asked for, told to whoever asked, with names, and to whoever runs the session, without."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from services.training.domain.session import SESSION
from services.training.identifiers import is_key
from services.training.places import keeping, states
from services.training.places.keeping import Row
from services.training.places.states import Drawing, Found
from shared import event_store
from shared.contracts.event import Recorded
from shared.contracts.training import TRAINING
from shared.http import Problem
from shared.moments import written
from shared.postgres import Connection
from shared.withdrawal import standing


async def history(connection: Connection, session_id: str) -> list[Recorded]:
    """Return the facts of a session; 404 where there is none."""
    found = await event_store.read(connection, TRAINING, [f"session/{session_id}"]) if is_key(session_id) else {}
    if not found:
        raise Problem(404, "NotFound", "No session has been scheduled under this identifier.")
    return found[f"session/{session_id}"]


async def found(connection: Connection, places: Sequence[Row]) -> dict[str, Found]:
    """Return how far each place is that was asked for."""
    streams = [f"session/{one}" for one in sorted({place["session"] for place in places})]
    histories = await event_store.read(connection, TRAINING, streams)
    said = {stream: states.offers(facts) for stream, facts in histories.items()}
    cancelled = {stream: SESSION.fold(standing(facts)).cancelled for stream, facts in histories.items()}
    drawings: dict[str, list[Drawing]] = defaultdict(list)
    for row in await keeping.drawn_of(connection, (one["id"] for one in places)):
        drawings[row["requested"]].append(Drawing(row["draw"], row["place"]))
    return {
        one["id"]: states.found(one, drawings[one["id"]], said[stream], cancelled=cancelled[stream])
        for one in places
        if (stream := f"session/{one['session']}")
    }


async def requests(connection: Connection, places: Sequence[Row], reader: str) -> list[dict[str, Any]]:
    """Return requests with their places, in the order in which they are given."""
    known = await found(connection, places)
    grouped: dict[str, list[Row]] = {}
    for one in places:
        grouped.setdefault(one["request"], []).append(one)
    return [_request(rows, known, reader) for rows in grouped.values()]


async def draws(connection: Connection, session_id: str, places: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the draws of a session: each turn with the numbers that it was decided by."""
    requested = {one["id"]: one["request"] for one in places}
    turns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(await keeping.drawn_of(connection, requested), key=lambda one: one["number"]):
        turns[row["draw"]].append(_turn(row, requested))
    return [
        {
            "drawn_at": written(one["drawn_at"]),
            "on": one["on"].isoformat(),
            "seed": one["seed"],
            "rule_version": one["rule_version"],
            "release_on": one["release_on"] and one["release_on"].isoformat(),
            "quotas": msgspec.json.decode(one["quotas"]),
            "turns": turns[one["draw"]],
        }
        for one in await keeping.draws(connection, session_id)
    ]


def _request(places: Sequence[Row], known: Mapping[str, Found], reader: str) -> dict[str, Any]:
    first = places[0]
    is_own = first["organisation"] == reader
    return {
        "id": first["request"],
        "session": first["session"],
        "organisation": first["organisation"],
        "run_by": first["run_by"],
        "asked_at": written(first["asked_at"]),
        "places": [_place(one, known[one["id"]], is_own=is_own) for one in places],
    }


def _place(row: Row, found: Found, *, is_own: bool) -> dict[str, Any]:
    told = {"id": row["id"], "state": found.state, "place": found.place}
    return told | ({"person": row["person"], "name": row["name"]} if is_own else {})


def _turn(row: Row, requested: Mapping[str, str]) -> dict[str, Any]:
    names = ("number", "organisation", "place", "kept", "received", "entitled", "prior")
    return {"id": row["requested"], "request": requested[row["requested"]]} | {name: row[name] for name in names}
