"""Which service owns which facts, and a batch taken to all of them at once."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec

from services.gateway.backends import Backend, Facts
from services.gateway.settings import FrontSettings
from services.gateway.submissions.receipt import Decided
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Contract
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.http import Problem
from shared.identity import Caller
from shared.refusals import MissingField, OutOfRange, Refused, UnknownType
from shared.submission import echo, json_value

CONTRACTS: tuple[Contract, ...] = (PROJECTS, TRAINING, AGREEMENTS)
OWNERS = {kind.partition(".")[0]: contract.service for contract in CONTRACTS for kind in contract.types}
"""The service that owns a type, by what stands before its dot."""


_Ask = Callable[[Backend, Sequence[Facts], Caller], Coroutine[Any, Any, list[dict[str, Any]]]]


class Interrupted(Problem):
    """A service could not decide its facts now; the others have decided theirs, and sending all again is safe."""

    def __init__(self, problem: Problem, decided: Sequence[Decided]) -> None:
        super().__init__(problem.status, problem.type, problem.detail, field=problem.field, headers=problem.headers)
        self.decided = decided


def to_owners(settings: FrontSettings, client: aiohttp.ClientSession) -> "Routing":
    """Return the way to the services that own facts."""
    key = settings.service_key.get_secret_value()
    urls = {"projects": settings.projects_url, "training": settings.training_url, "metrics": settings.metrics_url}
    return Routing({name: Backend(name, url, key, client) for name, url in urls.items()})


@dataclass(frozen=True)
class Routing:
    """Takes each fact to the service that owns it, and brings the answers back in order."""

    backends: Mapping[str, Backend]

    async def submit(self, raws: Sequence[bytes], caller: Caller) -> list[Decided]:
        """Return what became of each fact, in the order given."""
        return await self._to_owners(raws, caller, Backend.submit)

    async def foresee(self, raws: Sequence[bytes], caller: Caller) -> list[Decided]:
        """Return what would become of each fact, in the order given."""
        return await self._to_owners(raws, caller, Backend.foresee)

    async def submit_whole(self, groups: Sequence[Sequence[bytes]], caller: Caller) -> list[list[Decided]]:
        """Return what became of each fact; those of a group, which have one owner, are accepted together or not."""
        return await self._by_group(groups, caller, Backend.submit)

    async def foresee_whole(self, groups: Sequence[Sequence[bytes]], caller: Caller) -> list[list[Decided]]:
        """Return what would become of each fact; those of a group are accepted together or not."""
        return await self._by_group(groups, caller, Backend.foresee)

    async def _by_group(self, groups: Sequence[Sequence[bytes]], caller: Caller, ask: _Ask) -> list[list[Decided]]:
        if not groups:
            return []
        types = [[_type(raw) for raw in group] for group in groups]
        [owner] = {str(_owner(type_)) for of_group in types for type_ in of_group}
        replies = iter(await ask(self.backends[owner], groups, caller))
        return [
            [Decided(raw, type_, next(replies)) for raw, type_ in zip(group, of_group, strict=True)]
            for group, of_group in zip(groups, types, strict=True)
        ]

    async def _to_owners(self, raws: Sequence[bytes], caller: Caller, ask: _Ask) -> list[Decided]:
        types, answers = [_type(raw) for raw in raws], [dict[str, Any]() for _ in raws]
        owned: dict[str, list[int]] = {}
        for place, type_ in enumerate(types):
            owner = _owner(type_)
            if owner is None:
                answers[place] = _refused(raws[place])
            else:
                owned.setdefault(owner, []).append(place)
        replies = await _all(
            [ask(self.backends[name], [raws[place] for place in places], caller) for name, places in owned.items()]
        )
        for places, reply in zip(owned.values(), replies, strict=True):
            if not isinstance(reply, BaseException):
                for place, answer in zip(places, reply, strict=True):
                    answers[place] = answer
        asked = zip(raws, types, answers, strict=True)
        decided = [Decided(raw, echo(type_), answer) for raw, type_, answer in asked if answer]
        for reply in replies:
            if isinstance(reply, Problem):
                raise Interrupted(reply, decided)
            if isinstance(reply, BaseException):
                raise reply
        return decided


async def _all(
    asked: Sequence[Coroutine[Any, Any, list[dict[str, Any]]]],
) -> list[list[dict[str, Any]] | BaseException]:
    """Return each answer, or what came instead of it."""
    if len(asked) != 1:
        return await asyncio.gather(*asked, return_exceptions=True)
    try:
        return [await asked[0]]
    except Exception as error:  # noqa: BLE001  as if it had been gathered
        return [error]


class _Head(msgspec.Struct):
    type: Any = None


def _type(raw: bytes) -> Any:
    """Return the member `type`, without reading what else there is unless something is odd about it."""
    try:
        return msgspec.json.decode(raw, type=_Head).type
    except (msgspec.MsgspecError, RecursionError):
        return (_said(raw) or {}).get("type")


def _owner(type_: Any) -> str | None:
    """Return the service that judges facts of a type. Identities are known to services, never here."""
    return OWNERS.get(type_.partition(".")[0]) if isinstance(type_, str) else None


def _unowned(raw: bytes) -> Refused:
    """Say why no service judges a fact."""
    said = _said(raw)
    if said is None:
        return OutOfRange("A member of a batch is a JSON object that holds one CloudEvent.")
    if "type" not in said:
        return MissingField("`type` is required.", field="type")
    if not isinstance(said["type"], str) or not said["type"]:
        return OutOfRange("`type` is a text.", field="type")
    return UnknownType(f"There is no type {said['type'][:100]}.", field="type")


def _said(raw: bytes) -> dict[str, Any] | None:
    try:
        said = json_value(raw)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _refused(raw: bytes) -> dict[str, Any]:
    said, refusal = _said(raw) or {}, _unowned(raw)
    return {
        "id": echo(said.get("id")),
        "source": echo(said.get("source")),
        "status": "refused",
        "stream": echo(said.get("subject")),
        "reason": refusal.reason(),
        "problem_status": refusal.status,
    }
