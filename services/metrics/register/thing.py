"""One entry of a list, as it follows from the facts of one subject. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET

from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.schema import CONTRACTS
from shared.withdrawal import standing

Item = dict[str, Any]
WITHDRAWALS = frozenset(
    kind for contract in CONTRACTS for _, kind in contract.types.values() if issubclass(kind, FactWithdrawn)
)
Span = tuple[date, date | None]
"""The first and the last day of something, both included; None while there is no last."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a search looks at, the most telling first."""

    title: str = ""
    aim: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One entry: what is shown of it, and by what it is found."""

    name: str
    """Category and identifier, as in `project/0190…`."""
    day: date
    """By which a list is sorted."""
    item: Item
    owners: frozenset[str] = frozenset()
    """Whose own it is: they see all of it."""
    shared: bool = True
    """Whether anybody else sees it at all."""
    during: tuple[Span, ...] = ()
    """When it was open, or takes place; its day alone without any."""
    facets: tuple[str, ...] = ()
    """By what it can be chosen, as in `status:running`."""
    score: int | None = None
    """In half points."""
    words: Words | None = None
    words_of: str | None = None
    """Of which other thing the words are searched."""


def told(facts: Iterable[Recorded], kinds: Collection[type[Event]]) -> list[Recorded]:
    """Return the facts of these kinds that stand, each stream in its order."""
    facts = list(facts)
    if any(type(fact.event) in WITHDRAWALS for fact in facts):
        streams: dict[str, list[Recorded]] = defaultdict(list)
        for fact in facts:
            streams[fact.stream].append(fact)
        facts = [fact for said in streams.values() for fact in standing(said)]
    return [fact for fact in facts if type(fact.event) in kinds]


def said(event: Event, *names: str) -> Iterator[tuple[str, Any]]:
    """Yield those of the named fields that a fact says something of; an empty text says that there is none."""
    for name in names:
        value = getattr(event, name)
        if value is not UNSET:
            yield name, None if value == "" else value


def facets(**by: str | bool | Iterable[object] | None) -> tuple[str, ...]:
    """Return facets by name: one for each of several values, none for None."""
    found = []
    for name, value in by.items():
        if type(value) is bool:
            found.append(f"{name}:{'true' if value else 'false'}")
        elif isinstance(value, str):
            found.append(f"{name}:{value}")
        elif value is not None:
            found += [f"{name}:{one}" for one in value]
    return tuple(sorted(found))
