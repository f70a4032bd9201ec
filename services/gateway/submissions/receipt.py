"""What came of one request: a receipt, and a row of the submission log for each fact."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.contracts.identifiers import looks_like_patient_identifier
from shared.submission import MOST_BYTES

_VERSION, _VARIANT = 7 << 76, 2 << 62


@dataclass(frozen=True, slots=True)
class Decided:
    """One fact as it was submitted, and the answer to it."""

    raw: bytes
    type: str | None
    answer: dict[str, Any]

    @property
    def row(self) -> dict[str, Any]:
        """The answer as its submitter gets it."""
        return {name: value for name, value in self.answer.items() if name != "problem_status"}

    @property
    def body(self) -> bytes | None:
        """What is kept so that it can be sent again: what was refused, unless no refusal could ever be lifted.

        Whatever could name a patient is not kept, not even to be corrected.
        """
        if self.answer["status"] != "refused" or len(self.raw) > MOST_BYTES:
            return None
        return None if looks_like_patient_identifier(self.raw.decode(errors="replace")) else self.raw


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts that came together, in their order."""

    batch: UUID
    received_at: datetime
    organisation: str | None
    decided: Sequence[Decided]
    first: int = 0
    """The place of its first fact in the batch, where not all of a batch is decided at once."""


def new_batch(at: datetime) -> UUID:
    """Return an id that sorts by the millisecond of its moment (UUID version 7)."""
    chance = secrets.randbits(74)
    return UUID(int=first_batch(at).int | _VERSION | (chance >> 62) << 64 | _VARIANT | chance & ((1 << 62) - 1))


def first_batch(at: datetime) -> UUID:
    """Return what no id of a batch of this moment or later sorts before."""
    return UUID(int=max(0, int(at.astimezone(UTC).timestamp() * 1000)) << 80)
