"""How imports stand in the OpenAPI document."""

from typing import Any

from services.gateway.exports.forms import MEDIA_TYPE, Form
from shared.http import PROBLEM_JSON

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
FAULT = {
    "type": "object",
    "description": "Why a row was refused: where, and how to mend it.",
    "properties": {
        "row": {"type": "integer", "description": "The row's number in the spreadsheet."},
        "column": {"type": "string", "description": "The column's letters."},
        "title": {"type": "string", "description": "The column's heading."},
        "type": _TEXT,
        "detail": _TEXT,
        "mend": _TEXT,
        "value": {"type": "string", "description": "What stands there, unless it could tell of somebody."},
    },
    "required": ["row", "type", "detail"],
}
_SUMMARY: dict[str, Any] = {
    "id": {"type": "string", "format": "uuid", "description": "Also the batch of its facts in `/v1/submissions`."},
    "received_at": {"type": "string", "format": "date-time"},
    "client": _TEXT,
    "kind": _TEXT,
    "file_name": _TEXT,
    "dry_run": {"type": "boolean"},
    "rows": _COUNT,
    "accepted": _COUNT | {"description": "Rows that said something new."},
    "unchanged": _COUNT | {"description": "Rows of which everything was known already."},
    "refused": _COUNT | {"description": "Rows of which nothing was written."},
    "facts": {"type": "object", "additionalProperties": _COUNT},
    "unused_columns": {"type": "array", "items": _TEXT},
    "faults_total": _COUNT,
}
_REPORT = {
    "type": "object",
    "properties": {**_SUMMARY, "faults": {"type": "array", "items": FAULT, "description": "The first thousand."}},
}
_TABLES = {MEDIA_TYPE[form]: {"schema": {"type": "string", "format": "binary"}} for form in (Form.CSV, Form.XLSX)}
_SAID = {
    "400": "A parameter cannot be read.",
    "401": "The request does not show who is behind it.",
    "403": "It is not for this caller.",
    "404": "Your organisation has nothing under this identifier.",
    "406": "It cannot be had in that form.",
    "413": "The file is too large, also when it is opened.",
    "415": "The file is of another kind.",
    "422": "The file cannot be opened, lacks a column, or is about patients.",
    "429": "More facts came than may be submitted; `Retry-After` says when to go on.",
    "503": "Not everything could be decided; sending the file again is safe.",
}


def _answers(content: dict[str, Any], *problems: str) -> dict[str, Any]:
    refused = {status: {"description": _SAID[status], "content": {PROBLEM_JSON: {}}} for status in problems}
    return {"200": {"description": "The answer.", "content": content}, **refused}


IMPORT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself.",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in (*_TABLES, "text/plain")},
    },
    "responses": _answers(
        {"application/json": {"schema": _REPORT}, **_TABLES},
        "400", "401", "403", "406", "413", "415", "422", "429", "503",
    ),
}  # fmt: skip
REPORT: dict[str, Any] = {
    "responses": _answers({"application/json": {"schema": _REPORT}, **_TABLES}, "400", "401", "403", "404", "406")
}
REPORTS: dict[str, Any] = {
    "responses": _answers(
        {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "items": {"type": "array", "items": {"type": "object", "properties": _SUMMARY}},
                        "next": {"type": ["string", "null"]},
                    },
                }
            }
        },
        "400", "401", "403",
    )
}  # fmt: skip
TEMPLATE: dict[str, Any] = {"responses": _answers(_TABLES, "400", "401", "403", "404")}
