"""What became of a submitted fact, as JSON Schema: one row, the same over HTTP and on Kafka."""

from typing import Any

_TEXT = {"type": "string"}
REASON: dict[str, Any] = {
    "type": "object",
    "properties": dict.fromkeys(("type", "title", "detail", "field"), _TEXT),
    "required": ["type", "title", "detail"],
}
ROW: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": ["string", "null"]},
        "source": {"type": ["string", "null"]},
        "status": {"enum": ["accepted", "duplicate", "refused"]},
        "stream": {"type": ["string", "null"]},
        "version": {"type": "integer", "minimum": 1},
        "recorded_at": {"type": "string", "format": "date-time"},
        "reason": REASON,
    },
    "required": ["id", "source", "status", "stream"],
}
