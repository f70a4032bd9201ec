"""`POST /v1/events` as OpenAPI describes it: the three forms, the answer to each fact, and problems."""

from typing import Any

from services.gateway.submissions.reception import MANY, MOST_EVENTS, ONE
from shared.contracts.answers import REASON, ROW
from shared.http import PROBLEM_JSON

_TEXT = {"type": "string"}
_PERHAPS = {"type": ["string", "null"]}
_MOMENT = {"type": "string", "format": "date-time"}
EVENT = {
    "type": "object",
    "description": "A CloudEvent 1.0; the schema of each type is at /schemas/{type}.",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": _TEXT,
        "source": _TEXT,
        "type": _TEXT,
        "subject": _TEXT,
        "time": _MOMENT,
        "data": {"type": "object"},
    },
    "required": ["specversion", "id", "source", "type", "subject", "data"],
}
BATCH_HEADER = {
    "Batch": {"description": "The id of what was sent together, as `/v1/submissions` lists it.", "schema": _TEXT}
}
PROBLEM = {
    "type": "object",
    "properties": {**REASON["properties"], "status": {"type": "integer"}, "id": _PERHAPS, "source": _PERHAPS},
    "required": ["type", "title", "status", "detail"],
}
PROBLEMS = {
    "400": "The body is not JSON in UTF-8, or a batch is no array.",
    "401": "The request carries no valid token.",
    "403": "The caller may not say this.",
    "409": "A rule stands in the way.",
    "413": "The request is too large, or the batch has too many events.",
    "415": "The body has none of the three forms.",
    "422": "The fact does not have the form that its type asks for.",
    "429": "More facts came than the client or its organisation may submit; `Retry-After` says when to go on.",
    "503": "Too much is waiting to be written; `Retry-After` says when to send it again.",
}
SUBMISSION: dict[str, Any] = {
    "parameters": [
        {"name": f"ce-{name}", "in": "header", "required": False, "schema": _TEXT, "description": "Binary mode only."}
        for name in ("specversion", "id", "source", "type", "subject", "time")
    ],
    "requestBody": {
        "required": True,
        "content": {
            ONE: {"schema": EVENT},
            MANY: {"schema": {"type": "array", "items": EVENT, "maxItems": MOST_EVENTS}},
            "application/json": {"schema": {"type": "object", "description": "`data`, with `ce-` headers."}},
        },
    },
    "responses": {
        "201": {
            "description": "The one fact was accepted.",
            "headers": BATCH_HEADER,
            "content": {"application/json": {"schema": ROW}},
        },
        "200": {
            "description": "The one fact was said before; or the answer to each fact of a batch, in its order; or "
            "what the answer would be, with `validate=true`: without `recorded_at` where nothing is recorded yet.",
            "headers": BATCH_HEADER,
            "content": {"application/json": {"schema": {"oneOf": [ROW, {"type": "array", "items": ROW}]}}},
        },
        **{
            status: {"description": said, "content": {PROBLEM_JSON: {"schema": PROBLEM}}}
            for status, said in PROBLEMS.items()
        },
    },
}
BATCH_ANSWER: dict[str, Any] = {
    "200": {
        "description": "The answer to each fact, in its order.",
        "headers": BATCH_HEADER,
        "content": {"application/json": {"schema": {"type": "array", "items": ROW}}},
    }
}
_LOGGED = {
    "type": "object",
    "properties": {
        **{name: {"type": ["string", "null"]} for name in ("id", "source", "type", "subject")},
        "status": {"enum": ["accepted", "duplicate", "refused"]},
        "reason": REASON,
        "received_at": _MOMENT,
        "batch": {"type": "string", "format": "uuid"},
    },
    "required": ["id", "source", "type", "subject", "status", "received_at", "batch"],
}
HISTORY: dict[str, Any] = {
    "responses": {
        "200": {
            "description": "A page of the list. As CSV or Excel its columns are the members' names, a refusal is one "
            "cell, and the next page is in the header `Link`.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "items": {"type": "array", "items": _LOGGED},
                            "next": {"type": ["string", "null"]},
                        },
                        "required": ["items", "next"],
                    }
                },
                "text/csv": {"schema": _TEXT},
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {"type": "string", "format": "binary"}
                },
            },
        }
    }
}
