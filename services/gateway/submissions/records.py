"""Records on Kafka as submissions, by the CloudEvents Kafka protocol binding, and outcomes as records. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from services.gateway.submissions.log import MOST_CHARACTERS
from services.gateway.submissions.receipt import Decided
from services.gateway.submissions.reception import composed
from shared.kafka import Message, Record
from shared.refusals import OutOfRange
from shared.submission import echo, json_value

SUBMISSIONS, OUTCOMES = "qi.submissions.", "qi.outcomes."
_STRUCTURED = "application/cloudevents"
_JSON = b"application/json"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that holds no event that could be handed to a service; it is answered at once."""

    decided: Decided


def event(record: Record) -> bytes | Unreadable:
    """Return the one event of a record, in JSON: as it was written, or put together from headers and value."""
    headers = {name.lower(): value.decode(errors="surrogateescape") for name, value in record.headers if value}
    structured = headers.get("content-type", "").lower().startswith(_STRUCTURED)
    if structured or not any(name.startswith("ce_") for name in headers):
        return record.value or b""
    said = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
    if record.value is not None:
        try:
            record.value.decode()
            json_value(record.value)
        except ValueError:
            return Unreadable(_not_json(said, record.value))
    return composed(said, record.value)


def outcome(record: Record, decided: Decided, batch: str) -> Message:
    """Return what became of a record's fact: the row that a batch over HTTP would answer, keyed by its id."""
    whence = {"batch": batch, "partition": str(record.partition), "offset": str(record.offset)}
    headers = [("content-type", _JSON), *((name, value.encode()) for name, value in whence.items())]
    row = _brief(decided.row)
    return Message((row["id"] or "").encode(), msgspec.json.encode(row), headers)


def _brief(said: Any) -> Any:
    """Cut texts that are longer than any that is accepted, so that an outcome always fits into a record."""
    match said:
        case str():
            return said[:MOST_CHARACTERS]
        case dict():
            return {name: _brief(value) for name, value in said.items()}
    return said


def _not_json(said: Mapping[str, Any], value: bytes) -> Decided:
    refusal = OutOfRange("The value of the record is not JSON in UTF-8.", field="data")
    answer = {
        "id": echo(said.get("id")),
        "source": echo(said.get("source")),
        "status": "refused",
        "stream": echo(said.get("subject")),
        "reason": refusal.reason(),
        "problem_status": refusal.status,
    }
    return Decided(value, echo(said.get("type")), answer)
