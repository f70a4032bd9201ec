"""Who listens: each change is one of two sights, and which of them somebody is shown is said here. Pure."""

from dataclasses import dataclass
from typing import Any, Self

from services.gateway.changes.feed import Change
from shared.identity import Caller


@dataclass(frozen=True)
class Audience:
    """Everybody who is shown the same."""

    organisation: str | None
    sees_all: bool

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """Return whom a caller listens with."""
        return cls(caller.organisation, caller.scope == "system")

    def shown(self, change: Change) -> dict[str, Any] | None:
        """Return the figure as these may see it; None when for them nothing has changed."""
        own = self.sees_all or change.organisation in {None, self.organisation}
        return change.own if own else change.others
