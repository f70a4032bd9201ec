"""The contract for machines, as anybody reads it at the front door."""

import json
from typing import Any

from fastapi import FastAPI

from services.gateway import contract
from services.gateway.submissions import router as submissions
from services.gateway.submissions.router import STATUS
from shared.contracts.asyncapi import document
from shared.contracts.schema import schemas
from shared.http import application


def door() -> FastAPI:
    app = application("Golden Thread")
    app.include_router(submissions.router)
    app.include_router(contract.router)
    return app


async def got(path: str) -> tuple[int, str, Any]:
    """Ask without a token; return status, media type and body."""
    sent: list[dict[str, Any]] = []
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
        "http_version": "1.1", "scheme": "http", "server": ("localhost", 80), "client": None, "root_path": "",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(part: Any) -> None:
        sent.append(part)

    await door()(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(part.get("body", b"") for part in sent[1:])
    return sent[0]["status"], headers["content-type"], json.loads(body)


async def test_every_schema_is_at_the_address_of_its_type() -> None:
    for name, schema in schemas().items():
        assert await got(f"/schemas/{name}") == (200, "application/json", schema)
        assert schema["$id"] == f"/schemas/{name}"


async def test_the_schemas_are_listed() -> None:
    status, _, body = await got("/schemas")
    assert status == 200
    assert {one["type"]: one["schema"] for one in body["items"]} == {name: f"/schemas/{name}" for name in schemas()}


async def test_a_type_that_nobody_knows_is_a_problem() -> None:
    status, media_type, body = await got("/schemas/project.exploded")
    assert (status, media_type, body["type"]) == (404, "application/problem+json", "NotFound")


async def test_the_log_is_described() -> None:
    assert await got("/asyncapi.json") == (200, "application/json", json.loads(json.dumps(document())))


async def test_openapi_describes_how_facts_are_submitted() -> None:
    _, _, body = await got("/openapi.json")
    post = body["paths"]["/v1/events"]["post"]
    assert set(post["requestBody"]["content"]) == {
        "application/cloudevents+json", "application/cloudevents-batch+json", "application/json",
    }  # fmt: skip
    assert {str(status) for status in STATUS.values()} < set(post["responses"])
    assert {"400", "401", "403", "409", "413", "415", "422", "503"} < set(post["responses"])
    assert "application/problem+json" in post["responses"]["409"]["content"]
