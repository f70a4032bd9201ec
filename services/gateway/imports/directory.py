"""The people directory, asked for many at once: which key stands for which address."""

from collections.abc import Collection, Mapping
from http import HTTPStatus

import msgspec

from services.gateway.imports.kind import Asking
from shared.http import Problem

Person = str
"""A person's key in the directory."""


async def known_people(asking: Asking, addresses: Collection[str]) -> Mapping[str, Person]:
    """Return the keys of those of the addresses that the organisation's directory has."""
    return await _asked(asking, dict.fromkeys(addresses)) if addresses else {}


async def with_entries(asking: Asking, names: Mapping[str, str], known: Mapping[str, Person]) -> Mapping[str, Person]:
    """Enter these people, by their addresses, and return everybody's keys. Who is there already stays as they are."""
    # In one order everywhere: whoever enters the same people at the same time waits, and nobody for each other.
    return {**known, **await _asked(asking, dict(sorted(names.items())))}


async def _asked(asking: Asking, names: Mapping[str, str | None]) -> Mapping[str, Person]:
    reply = await asking.training.post("/people/keys", msgspec.json.encode(names), asking.caller)
    if reply.status == HTTPStatus.OK:
        return msgspec.json.decode(reply.body, type=dict[str, str])
    said = msgspec.json.decode(reply.body)
    raise Problem(reply.status, said["type"], said["detail"])
