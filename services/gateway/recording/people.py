"""The people whom a form names: found by name in the directory of the caller's own organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

import aiohttp
import msgspec

from services.gateway.backends import Backend
from services.gateway.pages.filters import is_key
from services.gateway.recording.fields import Field, Person
from services.gateway.recording.filled import Faults, Typed
from shared.http import Problem
from shared.identity import Caller, passport

MOST = 20
SEES = frozenset({"submitter", "qi_lead"})
"""The roles that see names."""
FIND, BEFORE = ".find", ".before"
"""What was typed to find somebody, and what had been typed when the choice was made."""
LATER = {"Retry-After": "1"}
Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """Who may be meant, by the question, and what is in the inputs since."""

    typed: Typed
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the question: names by keys."""
    faults: Faults = field(default_factory=dict)


async def find(directory: Backend, caller: Caller, fields: Sequence[Field], typed: Typed) -> Found:
    """Return who was meant: somebody chosen, or the only one whose name begins so."""
    found = Found(dict(typed))
    for one in fields:
        if isinstance(one.widget, Person):
            found = await _find(directory, caller, one.name, found)
    return found


def asks_for_people(fields: Sequence[Field]) -> bool:
    return any(isinstance(one.widget, Person) for one in fields)


async def enter(directory: Backend, caller: Caller, name: str, email: str) -> tuple[int, dict[str, Any]]:
    """Enter somebody in the directory; asked once, since to enter somebody twice would be two people."""
    asked = directory.client.post(
        f"{directory.url}/v1/people",
        json={"name": name, "email": email or None},
        headers={"Authorization": f"Bearer {passport(caller, directory.key)}"},
    )
    try:
        async with asked as reply:
            return reply.status, msgspec.json.decode(await reply.read(), type=dict[str, Any])
    except (aiohttp.ClientError, TimeoutError):
        raise Problem(503, "ServiceUnavailable", "The directory of people cannot be reached.", headers=LATER) from None


async def _find(directory: Backend, caller: Caller, name: str, so_far: Found) -> Found:
    typed = so_far.typed
    key, text, before = (typed.get(f"{name}{part}", "").strip() for part in ("", FIND, BEFORE))
    chosen = key if text == before or not text else ""
    people = await by_name(directory, caller, text) if text else {}
    if chosen and chosen not in people:
        people |= await by_key(directory, caller, chosen)
    if not chosen and len(people) == 1:
        [chosen] = people
    if chosen not in people:
        chosen = ""
    fault = "" if chosen or not (text or key) else _fault(text, len(people))
    return Found(
        {**typed, name: chosen, f"{name}{BEFORE}": text},
        {**so_far.people, name: people},
        {**so_far.faults, name: fault} if fault else so_far.faults,
    )


def _fault(text: str, number: int) -> str:
    if not text:
        return "Whoever was chosen is not in your organisation’s directory"
    if number > MOST:
        return f"More than {MOST} people match: enter more of the name"
    if number:
        return f"{number} people match: choose one"
    return f"Nobody in your organisation’s directory has a name that begins with “{text[:50]}”"


async def by_name(directory: Backend, caller: Caller, text: str) -> dict[str, str]:
    """Return the names, by their keys, of those whose name or address begins so: one more than `MOST` at most."""
    how = "email" if "@" in text else "name"
    reply = await directory.get("/v1/people", {how: text[:254], "limit": str(MOST + 1)}, caller)
    return _names(msgspec.json.decode(reply.body)["items"]) if reply.status == HTTPStatus.OK else _away(reply.status)


async def by_key(directory: Backend, caller: Caller, key: str) -> dict[str, str]:
    """Return the name of whoever has a key, by it; nothing where the own directory has no such entry."""
    if not is_key(key):
        return {}
    reply = await directory.get(f"/v1/people/{key}", {}, caller)
    if reply.status == HTTPStatus.NOT_FOUND:
        return {}
    return {key: _name(msgspec.json.decode(reply.body))} if reply.status == HTTPStatus.OK else _away(reply.status)


def _away(status: int) -> dict[str, str]:
    """What is no name, such as a text with a NUL, finds nobody."""
    if status == HTTPStatus.FORBIDDEN:
        raise Problem(403, "RoleRequired", "Finding people needs the role `submitter` or `qi_lead`.")
    return {}


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    return {one["person_key"]: _name(one) for one in entries}


def _name(entry: Entry) -> str:
    return f"{entry['name']} ({entry['email']})" if entry["email"] else str(entry["name"])
