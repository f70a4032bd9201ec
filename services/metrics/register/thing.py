"""One entry of a list, as it follows from the facts of one subject. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET

from shared.contracts.event import Event, Recorded
from shared.withdrawal import standing

Item = dict[str, Any]
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


def in_order(facts: Iterable[Recorded]) -> list[Recorded]:
    """Return the facts that stand, in the order in which they were recorded, in whichever order they came."""
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    found = [fact for said in streams.values() for fact in standing(said)]
    return sorted(found, key=lambda one: (one.recorded_at, one.stream, one.version))


def said(event: Event, *names: str) -> Iterator[tuple[str, Any]]:
    """Yield those of the named fields that a fact says something of; an empty text says that there is none."""
    for name in names:
        value = getattr(event, name)
        if value is not UNSET:
            yield name, None if value == "" else value


def facets(**by: object) -> tuple[str, ...]:
    """Return facets by name: one for each of several values, none for None."""
    found = []
    for name, value in by.items():
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        found += [f"{name}:{str(one).lower() if isinstance(one, bool) else one}" for one in values if one is not None]
    return tuple(sorted(found))
