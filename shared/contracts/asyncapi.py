"""What is read from the log, as AsyncAPI 3.0 describes it: topics, the messages on each, and their headers."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from shared.contracts import passing
from shared.contracts.event import Category, Contract, Event
from shared.contracts.schema import CONTRACTS, of_data
from shared.contracts.specimens import SOURCE
from shared.contracts.upcasting import Superseded

Document: TypeAlias = dict[str, Any]

PARTITIONS = 6
"""How many a topic of facts has where the operator chose nothing else."""
BINDING = "0.5.0"
_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}
HEADERS: Document = {
    "type": "object",
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": _TEXT | {"description": "The submitter's own identifier; it does not identify the record."},
        "ce_source": _TEXT | {"description": f"Who said so, for example {SOURCE}."},
        "ce_type": _TEXT | {"description": "The type of fact: the name of the message."},
        "ce_subject": _TEXT | {"description": "The stream; with the version it identifies the record."},
        "ce_time": _MOMENT | {"description": "When it happened."},
        "ce_organisation": _TEXT | {"description": "The organisation that said it, from its access token."},
        "ce_version": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "Its place in the stream."},
        "ce_recordedat": _MOMENT | {"description": "When it was learned, by the owning service's clock."},
        "ce_contentdigest": _TEXT | {"description": "Of what was submitted: a store made from the log knows it again."},
    },
    "required": [
        *("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time"),
        *("ce_organisation", "ce_version", "ce_recordedat"),
    ],
}
WATERMARK: Document = {
    "name": "watermark",
    "title": "Everything recorded at or before `at` lies before these offsets",
    "contentType": "application/json",
    "payload": {
        "type": "object",
        "properties": {
            "service": _TEXT,
            "topic": _TEXT,
            "at": _MOMENT,
            "offsets": {
                "type": "object",
                "additionalProperties": {"type": "integer", "minimum": 0},
                "description": "The offset after the last record, by partition.",
            },
            "news": {
                "type": "boolean",
                "description": "Whether facts were sent since the one before: the other services soon say more too.",
            },
        },
        "required": ["service", "topic", "at", "offsets"],
    },
    "bindings": {
        "kafka": {"key": _TEXT | {"description": "The topic it speaks of."}, "bindingVersion": BINDING},
    },
}


def document(contracts: Iterable[Contract] = CONTRACTS, partitions: int = PARTITIONS) -> Document:
    """Return the whole document."""
    topics = {contract.topic: list(contract.types) for contract in contracts} | {"qi.watermarks": ["watermark"]}
    messages = {
        name: _message(category, kind) for contract in contracts for name, (category, kind) in contract.types.items()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Golden Thread: the log of facts",
            "version": "1",
            "description": "Every accepted fact, as a CloudEvent 1.0 in binary mode, in order within its stream, at "
            "least once, for ever. A type only ever grows by optional fields; a breaking change is a new type with "
            "`.v2` at its end.",
        },
        "defaultContentType": "application/json",
        "channels": {
            topic: _channel(topic, names, 1 if topic == "qi.watermarks" else partitions)
            for topic, names in topics.items()
        }
        | passing.channels(),
        "operations": {
            f"{action}-{topic}": _operation(action, topic, names)
            for topic, names in topics.items()
            for action in ("send", "receive")
        }
        | passing.operations(),
        "components": {
            "schemas": {"headers": HEADERS},
            "messages": messages | {"watermark": WATERMARK} | passing.MESSAGES,
        },
    }


def _channel(topic: str, names: Iterable[str], partitions: int) -> Document:
    kept = {"cleanup.policy": ["compact"]} if topic == "qi.watermarks" else {
        "cleanup.policy": ["delete"], "retention.ms": -1, "retention.bytes": -1,
    }  # fmt: skip
    return {
        "address": topic,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic,
                "partitions": partitions,
                "topicConfiguration": kept,
                "bindingVersion": BINDING,
            }
        },
    }


def _operation(action: str, topic: str, names: Iterable[str]) -> Document:
    who = "The service that owns the topic" if action == "send" else "Whoever may read the log"
    return {
        "action": action,
        "summary": f"{who} {action}s what it holds.",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{name}"} for name in names],
    }


def _message(category: Category, kind: type[Event]) -> Document:
    """Return one type of fact as it is kept, with what the service added."""
    old = " Another type has taken its place." if issubclass(kind, Superseded) else ""
    return {
        "name": kind.type,
        "title": kind.type,
        "summary": f"A fact of a stream `{category.name}/<id>`; its submitted form is at /schemas/{kind.type}.{old}",
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": _kept(kind),
        "bindings": {
            "kafka": {"key": _TEXT | {"description": "The stream, as `ce_subject`."}, "bindingVersion": BINDING},
        },
    }


def _kept(kind: type[Event]) -> Document:
    """Return what a record holds: what earlier releases did not add is not in what they kept."""
    schema = of_data(kind)
    for form in kind.kept_before:
        always = of_data(form).get("required", [])
        schema["required"] = [name for name in schema.get("required", []) if name in always]
    return schema
