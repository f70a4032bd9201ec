"""What was refused before, as a form has it: however it came, it can be mended by hand."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec

from services.gateway.database import needed, own_rows
from services.gateway.recording.fields import Field
from services.gateway.recording.filled import fill
from services.gateway.submissions import listing
from services.gateway.submissions.listing import Cursor
from shared.identity import Caller
from shared.postgres import Pool


@dataclass(frozen=True)
class RefusedBefore:
    """A fact as it was submitted: its type, what it was about, and why it was refused."""

    type: str
    identifier: str
    reason: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)

    def belongs_to(self, type_: str, identifier: str) -> bool:
        """Return whether a form of this type, about this thing or one that it begins, is where it is mended."""
        return self.type == type_ and identifier in {"", self.identifier}

    def typed(self, fields: Sequence[Field]) -> dict[str, str]:
        """Return what its inputs hold; what no input can hold stays empty, and is asked for anew."""
        typed: dict[str, str] = {}
        for one in fields:
            with suppress(ValueError, TypeError, ArithmeticError, AttributeError, KeyError):
                typed |= fill([one], self.data)
        return typed


async def find(pool: Pool, caller: Caller, place: str) -> RefusedBefore | None:
    """Return what stands at a place of the organisation's own log; None where nothing refused does."""
    try:
        at = Cursor.read(place)
    except ValueError:
        return None
    async with needed(), own_rows(pool, str(caller.organisation)) as connection:
        found = await listing.one_refused(connection, at)
    if found is None:
        return None
    return RefusedBefore(found.type, found.subject.partition("/")[2], found.reason, _data(found.body))


def _data(body: bytes | None) -> Mapping[str, Any]:
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        event = msgspec.json.decode(body or b"{}")
        if isinstance(event, dict) and isinstance(event.get("data"), dict):
            data: dict[str, Any] = event["data"]
            return data
    return {}
