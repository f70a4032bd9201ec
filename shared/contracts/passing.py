"""The topics on which an organisation submits facts and reads what became of them, as AsyncAPI 3.0 describes them."""

from typing import Any, TypeAlias

from shared.contracts.answers import ROW

Document: TypeAlias = dict[str, Any]

BINDING = "0.5.0"
SUBMISSIONS, OUTCOMES = "qi.submissions", "qi.outcomes"
_TEXT = {"type": "string"}
_ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time")
SUBMISSION: Document = {
    "name": "submission",
    "title": "A CloudEvent 1.0 in binary or structured mode",
    "summary": "The schema of each type is at /schemas/{type}; the organisation is the topic's alone.",
    "headers": {"type": "object", "properties": {f"ce_{name}": _TEXT for name in _ATTRIBUTES}},
    "payload": {"type": "object", "description": "In binary mode `data`; else the whole event."},
}
OUTCOME: Document = {
    "name": "outcome",
    "title": "What became of one submitted record",
    "contentType": "application/json",
    "headers": {
        "type": "object",
        "properties": {
            "batch": _TEXT | {"description": "As `GET /v1/submissions` lists it."},
            "partition": _TEXT | {"description": "Of the submitted record."},
            "offset": _TEXT | {"description": "Of the submitted record."},
        },
        "required": ["batch", "partition", "offset"],
    },
    "payload": ROW,
    "bindings": {"kafka": {"key": _TEXT | {"description": "The submitted `id`."}, "bindingVersion": BINDING}},
}
MESSAGES = {"submission": SUBMISSION, "outcome": OUTCOME}
_TOPICS = {SUBMISSIONS: "submission", OUTCOMES: "outcome"}
_SUMMARIES = {
    ("send", SUBMISSIONS): "An organisation submits facts, decided in the order in which it produced them.",
    ("receive", SUBMISSIONS): "The gateway takes them to the services that own them.",
    ("send", OUTCOMES): "The gateway says what became of each record, at least once.",
    ("receive", OUTCOMES): "The organisation reads it.",
}


def channels() -> Document:
    """Return both topics; there is one of each for every organisation that submits on Kafka."""
    return {
        topic: {
            "address": f"{topic}.{{organisation}}",
            "parameters": {"organisation": {"description": "The organisation's code."}},
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
            "bindings": {"kafka": {"partitions": 1, "bindingVersion": BINDING}},
        }
        for topic, name in _TOPICS.items()
    }


def operations() -> Document:
    """Return who sends and who receives on both."""
    return {
        f"{action}-{topic}": {
            "action": action,
            "summary": summary,
            "channel": {"$ref": f"#/channels/{topic}"},
            "messages": [{"$ref": f"#/channels/{topic}/messages/{_TOPICS[topic]}"}],
        }
        for (action, topic), summary in _SUMMARIES.items()
    }
