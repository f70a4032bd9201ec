"""How a fact travels on Kafka: CloudEvents 1.0 in binary mode, keyed by its stream."""

from datetime import datetime
from typing import Annotated

import asyncpg
import msgspec

from shared import tracing
from shared.contracts.event import Contract, Recorded
from shared.contracts.upcasting import decoded
from shared.kafka import Headers, Message
from shared.moments import written

_MOMENT = Annotated[datetime, msgspec.Meta(tz=True)]


class Unreadable(Exception):
    """The record does not hold a fact; the message says why."""


class Address(msgspec.Struct, frozen=True):
    """Where a record belongs: what its headers say before its value is looked at."""

    stream: str
    version: int
    recorded_at: datetime


def message(row: asyncpg.Record) -> Message:
    """Return one row of the event store as it is sent."""
    stream = row["stream"].encode()
    headers: Headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", row["id"].encode()),
        ("ce_source", row["source"].encode()),
        ("ce_type", row["type"].encode()),
        ("ce_subject", stream),
        ("ce_time", written(row["time"]).encode()),
        ("ce_organisation", row["organisation"].encode()),
        ("ce_version", str(row["version"]).encode()),
        ("ce_recordedat", written(row["recorded_at"]).encode()),
        ("ce_contentdigest", row["content"].hex().encode()),
        ("content-type", b"application/json"),
    )
    if (place := row.get("traceparent")) is not None:
        headers = (*headers, (tracing.HEADER, place.encode()))
    return Message(stream, row["data"].encode(), headers)


def address(headers: Headers) -> Address:
    """Return the stream and version that a record claims, or raise `Unreadable`."""
    said = dict(headers)
    try:
        at = msgspec.convert(said["ce_recordedat"].decode(), _MOMENT)
        return Address(said["ce_subject"].decode(), int(said["ce_version"]), at)
    except (KeyError, ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"no stream and version in its headers: {error!r}") from None


def fact(where: Address, headers: Headers, value: bytes | None, contract: Contract) -> Recorded:
    """Return the fact that a record holds of which it is known where it belongs, or raise `Unreadable`."""
    said = dict(headers)
    try:
        _, kind = contract.types[said["ce_type"].decode()]
        return Recorded(
            stream=where.stream,
            version=where.version,
            id=said["ce_id"].decode(),
            source=said["ce_source"].decode(),
            organisation=said["ce_organisation"].decode(),
            time=msgspec.convert(said["ce_time"].decode(), _MOMENT),
            recorded_at=where.recorded_at,
            event=decoded(value or b"", kind),
        )
    except (KeyError, ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None


def row(headers: Headers, value: bytes | None) -> tuple[object, ...]:
    """Return what a record holds as a row of the event store, or raise `Unreadable`.

    Its columns: stream, version, type, organisation, source, id, content, time, recorded_at, data.
    """
    try:
        said = {name: content.decode() for name, content in headers}
        return (
            said["ce_subject"], int(said["ce_version"]), said["ce_type"], said["ce_organisation"], said["ce_source"],
            said["ce_id"], bytes.fromhex(said.get("ce_contentdigest", "")), msgspec.convert(said["ce_time"], _MOMENT),
            msgspec.convert(said["ce_recordedat"], _MOMENT), (value or b"").decode(),
        )  # fmt: skip
    except (KeyError, ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None
