"""The official CloudEvents SDK as a submitter: what it makes is understood, over HTTP and on Kafka, in both modes."""

from typing import Any

import pytest
from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from deploy.local.stack import Stack
from shared.kafka import Message
from tests.client import Door, Json
from tests.gateway.submissions.post import post
from tests.journeys.projects import Project


def made(fact: Json) -> CloudEvent:
    """Return a fact as the SDK's own event, with what the SDK adds by itself."""
    attributes = {name: value for name, value in fact.items() if name not in {"data", "specversion"}}
    return CloudEvent({**attributes, "datacontenttype": "application/json"}, fact["data"])


def facts() -> list[Json]:
    project = Project()
    return [
        project.registered("2024-05-01") | {"id": f"é %-1/{project.id}", "source": "urn:ward 7"},
        project.scored(3.5, "2024-05-02"),
        project.said("nonsense", words="Größe"),
    ]


WORDS = ["accepted", "accepted", "refused"]


@pytest.mark.parametrize("mode", [http.to_binary, http.to_structured])
async def test_over_http(door: Door, mode: Any) -> None:
    said, rows = facts(), []
    for fact in said:
        message = mode(made(fact), JSONFormat())
        reply = await door.ask("POST", "/v1/events", by="RGP", headers=dict(message.headers), body=message.body)
        rows.append({"status": "refused"} | reply.json if reply.status == 422 else reply.json)

    assert [row["id"] for row in rows] == [fact["id"] for fact in said]
    assert [row["status"] for row in rows] == [*WORDS[:2], 422]
    again = await door.submit(said[:2])
    assert [row["status"] for row in again] == ["duplicate", "duplicate"]


@pytest.mark.parametrize("mode", [kafka.to_binary, kafka.to_structured])
async def test_on_kafka(stack: Stack, door: Door, mode: Any) -> None:
    said = facts()
    messages = [mode(made(fact), JSONFormat()) for fact in said]
    async with post(stack) as own:
        rows = await own.answered(*(Message(b"", one.value, list(one.headers.items())) for one in messages))

    assert [(row["id"], row["status"]) for row in rows] == [
        (fact["id"], word) for fact, word in zip(said, WORDS, strict=True)
    ]
    again = await door.submit(said[:2])
    assert [row["status"] for row in again] == ["duplicate", "duplicate"]
