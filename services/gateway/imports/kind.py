"""What a kind of import is: its columns, what has to be known to read it, and which facts a row tells."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID, uuid5

from services.gateway.backends import Backend
from services.gateway.imports.columns import Column
from shared.identity import Caller

Values: TypeAlias = Mapping[str, Any]
"""What a row holds, by the names of its columns; what is empty is not there."""
K = TypeVar("K")

_STREAMS = UUID("7b1c7c1e-5d0a-5a3e-9d39-6d1f0e6a2b54")
"""The name space of streams that an import opens. It never changes, or a file would open them anew."""


class Hindrance(Exception):
    """What stands in the way of a row, in a column where it is one column's; the message says how to mend it."""

    def __init__(self, words: str, column: str | None = None, kind: str = "OutOfRange") -> None:
        super().__init__(words)
        self.words, self.column, self.kind = words, column, kind


@dataclass(frozen=True)
class Context:
    """Who imports, and the day that what has no date in the file is as of."""

    organisation: str
    on: date


@dataclass(frozen=True)
class Said:
    """One fact that a row tells."""

    type: str
    subject: str
    data: Mapping[str, Any]
    columns: Mapping[str, str] = field(default_factory=dict)
    """Which column a field of `data` comes from, where it is called otherwise."""
    identity: Hashable = None
    """What makes it the same fact said again, where that is not the whole of `data`."""


@dataclass(frozen=True)
class Told:
    """What a row is about, and the facts it tells: none where all of it is known already."""

    about: Hashable
    facts: Sequence[Said]
    is_provisional: bool = False
    """Whether the facts can be judged but not kept yet: something has to be written first."""


@dataclass(frozen=True)
class Asking:
    """How to ask the services on behalf of whoever imports."""

    metrics: Backend
    training: Backend
    caller: Caller


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[K]):
    """One kind of import."""

    slug: str
    title: str
    about: str
    columns: Sequence[Column]
    look_up: Callable[[Asking, Sequence[Values]], Awaitable[K]]
    """Find out what has to be known, writing nothing."""
    tell: Callable[[Values, Context, K], Told]
    """Return the facts of a row, or raise `Hindrance`. Pure."""
    settle: Callable[[Asking, Sequence[Values], K], Awaitable[K]] | None = None
    """Write what these provisional rows need beside facts, and return what is known then."""


def stream_id(organisation: str, category: str, name: str) -> str:
    """Return the identifier of what an organisation calls so: the same, however often it is imported."""
    return str(uuid5(_STREAMS, f"{organisation}/{category}/{name}"))


def given(values: Values, *names: str) -> dict[str, Any]:
    """Return those of the values that the row has."""
    return {name: values[name] for name in names if name in values}
