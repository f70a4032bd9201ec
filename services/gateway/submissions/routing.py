"""Which service owns which facts, and a batch taken to all of them at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.backends import Backend
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.identity import Caller
from shared.refusals import MissingField, OutOfRange, Refused, UnknownType
from shared.submission import echo, json_value

CONTRACTS: tuple[Contract, ...] = (PROJECTS, TRAINING, AGREEMENTS)
OWNERS = {kind.partition(".")[0]: contract.service for contract in CONTRACTS for kind in contract.types}
"""The service that owns a type, by what stands before its dot."""


@dataclass(frozen=True)
class Routing:
    """Takes each fact to the service that owns it, and brings the answers back in order."""

    backends: Mapping[str, Backend]

    async def submit(self, raws: Sequence[bytes], caller: Caller) -> list[dict[str, Any]]:
        """Return what became of each fact, in the order given."""
        answers: list[dict[str, Any]] = [{} for _ in raws]
        owned: dict[str, list[int]] = {}
        for place, raw in enumerate(raws):
            owner = _owner(raw)
            if isinstance(owner, str):
                owned.setdefault(owner, []).append(place)
            else:
                answers[place] = _refused(raw, owner)
        replies = await asyncio.gather(
            *(self.backends[name].submit([raws[place] for place in places], caller) for name, places in owned.items())
        )
        for places, reply in zip(owned.values(), replies, strict=True):
            for place, answer in zip(places, reply, strict=True):
                answers[place] = answer
        return answers


def _owner(raw: bytes) -> str | Refused:
    """Return the service that judges a fact, or why none can. Identities are known to services, never here."""
    said = _said(raw)
    if said is None:
        return OutOfRange("A member of a batch is a JSON object that holds one CloudEvent.")
    if "type" not in said:
        return MissingField("`type` is required.", field="type")
    if not isinstance(said["type"], str) or not said["type"]:
        return OutOfRange("`type` is a text.", field="type")
    owner = OWNERS.get(said["type"].partition(".")[0])
    return owner or UnknownType(f"There is no type {said['type'][:100]}.", field="type")


def _said(raw: bytes) -> dict[str, Any] | None:
    try:
        said = json_value(raw)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _refused(raw: bytes, refusal: Refused) -> dict[str, Any]:
    said = _said(raw) or {}
    return {
        "id": echo(said.get("id")),
        "source": echo(said.get("source")),
        "status": "refused",
        "stream": echo(said.get("subject")),
        "reason": refusal.reason(),
        "problem_status": refusal.status,
    }
