"""The read side: how far behind it is, what it could not apply, and whether the log still holds what it needs."""

from collections.abc import AsyncIterator
from datetime import timedelta

from deploy.cli.doctor.finding import Finding, ago, several
from deploy.cli.doctor.log import Bounds
from services.metrics import versions
from services.metrics.followed import FOLLOWED
from services.metrics.versions import Side
from shared.postgres import Connection

PATIENCE = timedelta(seconds=120)
BEHIND = 10_000
WHERE = "read side"
WORKER = "Start metrics-worker, and read its log: deploy/runbooks/FiguresStandStill.md."

MARKS = "SELECT topic, clock_timestamp() - at AS since FROM {schema}.watermarks"
OFFSETS = "SELECT topic, partition, next FROM {schema}.offsets WHERE topic = ANY($1::text[])"
PARKED = """
SELECT regexp_replace(reason, '[0-9]+', 'N', 'g') AS reason, count(*) AS records, count(DISTINCT stream) AS streams
FROM {schema}.parked GROUP BY 1 ORDER BY 2 DESC
"""
QUEUED = "SELECT count(*) AS subjects, clock_timestamp() - min(at) AS since FROM {schema}.recounts"


async def examine(connection: Connection, bounds: Bounds | None) -> AsyncIterator[Finding]:
    """Yield what is wrong with the read side, given the first and next offset of each partition of the log."""
    known = await versions.sides(connection)
    live = next((one for one in known if one.live), None)
    if live is None:
        yield Finding("wrong", WHERE, "No version of it is live: nothing can be read.", "goldenthread promote")
        return
    if newer := [one for one in known if one.version > live.version]:
        yield Finding(
            "watch", WHERE, f"Version {newer[-1].version} waits beside the live one, {live.version}.",
            "goldenthread compare says by what they differ; then promote or drop.",
        )  # fmt: skip
    for look in (_marks, _parked, _queued):
        async for found in look(connection, live):
            yield found
    if bounds is not None:
        async for found in _offsets(connection, live, bounds):
            yield found


async def _marks(connection: Connection, live: Side) -> AsyncIterator[Finding]:
    marks = {row["topic"]: row["since"] for row in await connection.fetch(MARKS.format(schema=live.schema))}
    for topic in FOLLOWED:
        if topic not in marks:
            yield Finding("wrong", WHERE, f"It has never heard how far {topic} is: figures are not known.", WORKER)
        elif marks[topic] > PATIENCE:
            yield Finding("wrong", WHERE, f"It has heard nothing of {topic} for {ago(marks[topic])}.", WORKER)


async def _parked(connection: Connection, live: Side) -> AsyncIterator[Finding]:
    for row in await connection.fetch(PARKED.format(schema=live.schema)):
        yield Finding(
            "wrong", WHERE,
            f"{several(row['records'], 'record')} of {several(row['streams'], 'stream')} wait: {row['reason']}.",
            "goldenthread parked list; deploy/runbooks/RecordsAreParked.md says what to do with each.",
        )  # fmt: skip


async def _queued(connection: Connection, live: Side) -> AsyncIterator[Finding]:
    row = await connection.fetchrow(QUEUED.format(schema=live.schema))
    assert row is not None
    if row["subjects"]:
        what = f"{several(row['subjects'], 'subject')} are still to be counted again; their figures say since when."
        yield Finding("watch", WHERE, what, "Nothing, unless the number stays: then read the log of metrics-worker.")


async def _offsets(connection: Connection, live: Side, bounds: Bounds) -> AsyncIterator[Finding]:
    behind = 0
    for row in await connection.fetch(OFFSETS.format(schema=live.schema), list(FOLLOWED)):
        partition = (row["topic"], row["partition"])
        first, end = bounds.get(partition, (0, 0))
        if not first <= row["next"] <= end:
            yield Finding(
                "wrong", "log", f"{row['topic']} holds {first} to {end} in partition {row['partition']}; "
                f"the read side is to go on at {row['next']}. Kafka has lost what it held.",
                "Everything is in the event stores: goldenthread republish.",
            )  # fmt: skip
        behind += max(0, end - row["next"])
    if behind > BEHIND:
        yield Finding("watch", WHERE, f"It is {several(behind, 'fact')} behind the log.", "It catches up by itself.")
