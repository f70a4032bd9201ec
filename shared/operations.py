"""`/operations`: how a service is doing, as its own database knows it, for operators who come through the gateway.

What waits and who leads, never what a fact says: a stream of a person is not named.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from shared import parking
from shared.http import Problem, caller_of, json_response
from shared.moments import written
from shared.postgres import Connection, Pool

OPERATOR = "operator"
MOST_SHOWN = 200
PRIVATE = {"Cache-Control": "no-store"}
More = Callable[[Connection], Awaitable[Mapping[str, Any]]]
"""What else a service has to say."""

FOLLOWERS = "SELECT schemaname FROM pg_tables WHERE tablename = 'parked' ORDER BY schemaname"
PARTITIONS = """
SELECT topic, partition, next, first, "end", looked_at
FROM "{0}".offsets LEFT JOIN "{0}".log_bounds USING (topic, partition) ORDER BY topic, partition
"""
PARKED = """
SELECT id, topic, partition, "offset", version, reason, parked_at,
    CASE WHEN stream LIKE 'person/%' THEN 'person' ELSE stream END AS stream, count(*) OVER () AS all
FROM "{0}".parked ORDER BY id LIMIT $1
"""
# A lock on the number of a task is what leads; its two halves are how PostgreSQL shows such a number.
LEADERS = """
SELECT task, epoch, EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((classid::bigint << 32) | objid::bigint) = hashtext(task)::bigint
) AS held FROM leases ORDER BY task
"""
OUTBOX = """
SELECT (SELECT count(*) FROM outbox) AS waiting,
    (SELECT recorded_at FROM outbox JOIN events USING (position) ORDER BY position LIMIT 1) AS oldest,
    (SELECT through FROM seals ORDER BY number DESC LIMIT 1) AS sealed, clock_timestamp() AS now
"""
GONE = """
SELECT count(*) FROM "{0}".parked JOIN "{0}".log_bounds USING (topic, partition)
WHERE id = ANY($1::bigint[]) AND "offset" < first
"""


class Replay(BaseModel):
    """What is to be tried again: records by their numbers, in the schema in which they wait."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_: Annotated[str, Field(alias="schema", max_length=63)]
    ids: Annotated[list[int], Field(min_length=1, max_length=MOST_SHOWN)]


def operations_router(service: str, key: str, pool: Callable[[Request], Pool], more: More | None = None) -> APIRouter:
    """Return the routes; `key` verifies the gateway's passports."""
    router = APIRouter(include_in_schema=False)

    @router.get("/operations")
    async def operations(request: Request) -> Response:
        require_operator(request, key)
        async with pool(request).acquire() as connection:
            said = {"service": service, **await _found(connection), **(await more(connection) if more else {})}
        return json_response(said, headers=PRIVATE)

    @router.post("/operations/replay")
    async def replay(request: Request, wanted: Replay) -> Response:
        require_operator(request, key)
        async with pool(request).acquire() as connection, connection.transaction():
            return json_response({"replayed": await _replay(connection, wanted)}, headers=PRIVATE)

    return router


def require_operator(request: Request, key: str) -> None:
    """Refuse everybody who is not an operator, by the gateway's word."""
    if OPERATOR not in caller_of(request, key).roles:
        raise Problem(403, "RoleRequired", f"This needs the role `{OPERATOR}`.")


async def leaders(connection: Connection) -> list[dict[str, Any]]:
    """Return each task that one process does at a time, how often its leader has changed, and whether there is one."""
    return [dict(row) for row in await connection.fetch(LEADERS)]


async def _found(connection: Connection) -> dict[str, Any]:
    row = await connection.fetchrow(OUTBOX)
    assert row is not None
    schemas = await _schemas(connection)
    return {
        "at": written(row["now"]),
        "outbox": {"waiting": row["waiting"], "oldest": _at(row["oldest"])},
        "sealed_up_to": _at(row["sealed"]),
        "leaders": await leaders(connection),
        "followers": [await _follower(connection, schema) for schema in schemas],
    }


async def _follower(connection: Connection, schema: str) -> dict[str, Any]:
    partitions = await connection.fetch(PARTITIONS.format(schema))
    parked = await connection.fetch(PARKED.format(schema), MOST_SHOWN)
    return {
        "schema": schema,
        "partitions": [{**dict(row), "looked_at": _at(row["looked_at"])} for row in partitions],
        "parked": parked[0]["all"] if parked else 0,
        "waiting": [
            {name: value for name, value in row.items() if name != "all"} | {"parked_at": _at(row["parked_at"])}
            for row in parked
        ],
    }


async def _replay(connection: Connection, wanted: Replay) -> int:
    if wanted.schema_ not in await _schemas(connection):
        raise Problem(404, "NotFound", "Nothing waits there.", field="schema")
    if await connection.fetchval(GONE.format(wanted.schema_), wanted.ids):
        detail = "Kafka no longer holds this; `goldenthread republish` brings it back."
        raise Problem(409, "NoLongerThere", detail, field="ids")
    await connection.execute(f'SET LOCAL search_path TO "{wanted.schema_}"')
    found: int = await connection.fetchval("SELECT count(*) FROM parked WHERE id = ANY($1::bigint[])", wanted.ids)
    await connection.execute(parking.REPLAY, wanted.ids)
    return found


async def _schemas(connection: Connection) -> Sequence[str]:
    return [row[0] for row in await connection.fetch(FOLLOWERS)]


def _at(moment: Any) -> str | None:
    return None if moment is None else written(moment)
