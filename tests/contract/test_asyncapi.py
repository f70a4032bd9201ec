"""What AsyncAPI says of the log, and that the log is so."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from shared import kafka
from shared.contracts.asyncapi import HEADERS, PARTITIONS, WATERMARK, document
from shared.contracts.passing import OUTCOMES, SUBMISSIONS
from shared.contracts.schema import CONTRACTS
from shared.contracts.specimens import named_examples
from shared.envelope import message
from shared.relay import Watermark
from shared.settings import WorkerSettings
from tests.contract.validator import faults

DOCUMENT = document()
NAMED = named_examples()
TYPES = {name: found for contract in CONTRACTS for name, found in contract.types.items()}
AT = datetime(2023, 4, 18, 16, tzinfo=UTC)


def resolved(pointer: str) -> Any:
    found: Any = DOCUMENT
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [one for inner in part.values() for one in references(inner)]
    return [one for inner in part for one in references(inner)] if isinstance(part, list) else []


OWN = {SUBMISSIONS: "qi.submissions.{organisation}", OUTCOMES: "qi.outcomes.{organisation}"}
"""The topics that every organisation on Kafka has for itself."""


def test_there_is_a_channel_for_each_topic_and_one_for_watermarks() -> None:
    facts = {contract.topic: contract.topic for contract in CONTRACTS}
    addresses = {name: channel["address"] for name, channel in DOCUMENT["channels"].items()}
    assert addresses == facts | {kafka.WATERMARKS: kafka.WATERMARKS} | OWN


def test_every_type_is_a_message_of_its_services_channel() -> None:
    for contract in CONTRACTS:
        assert list(DOCUMENT["channels"][contract.topic]["messages"]) == list(contract.types)


def test_each_channel_is_sent_to_and_received_from() -> None:
    said = {(one["action"], one["channel"]["$ref"]) for one in DOCUMENT["operations"].values()}
    assert said == {(action, f"#/channels/{topic}") for action in ("send", "receive") for topic in DOCUMENT["channels"]}


def test_every_reference_leads_somewhere() -> None:
    assert len(references(DOCUMENT)) > 100
    assert all(resolved(pointer) for pointer in references(DOCUMENT))


def test_the_partitions_are_those_that_a_topic_gets() -> None:
    assert WorkerSettings.model_fields["kafka_partitions"].default == PARTITIONS
    bindings = {topic: channel["bindings"]["kafka"] for topic, channel in DOCUMENT["channels"].items()}
    assert {topic: one["partitions"] for topic, one in bindings.items()} == {
        "qi.projects": 6, "qi.training": 6, "qi.agreements": 6, "qi.watermarks": 1, SUBMISSIONS: 1, OUTCOMES: 1,
    }  # fmt: skip


def test_a_watermark_is_as_the_relay_sends_it() -> None:
    mark = Watermark("metrics", "qi.agreements", AT, {0: 17, 1: 4})
    assert faults(msgspec.json.decode(msgspec.json.encode(mark)), without_map(WATERMARK["payload"])) == []
    assert set(WATERMARK["payload"]["properties"]) == set(Watermark.__struct_fields__)


def without_map(payload: Any) -> Any:
    return payload | {"properties": payload["properties"] | {"offsets": {"type": "object"}}}


@pytest.mark.parametrize("name", [name for name in TYPES if name in NAMED and type(NAMED[name]) is TYPES[name][1]])
def test_a_record_has_the_headers_key_and_value_that_are_described(name: str) -> None:
    row = {
        "stream": "measure/publications", "version": 3, "type": name, "organisation": "RGP", "source": "urn:a",
        "id": "fact-1", "time": AT, "recorded_at": AT, "content": b"",
        "data": msgspec.json.encode(NAMED[name]).decode(),
    }  # fmt: skip
    sent = message(row)  # type: ignore[arg-type]  # a row by name is all that it needs
    headers = {key: value.decode() for key, value in sent.headers if key != "content-type"}
    assert faults(headers, HEADERS | {"additionalProperties": False}) == []
    assert sent.key.decode() == headers["ce_subject"]
    described = resolved(f"#/components/messages/{name}")
    assert faults(msgspec.json.decode(sent.value), described["payload"]) == []
    assert described["contentType"] == dict(sent.headers)["content-type"].decode()
