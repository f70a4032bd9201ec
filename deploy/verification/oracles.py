"""What must hold of stores, log and read side, fact by fact as they are read. Pure.

Each returns or yields the faults it finds, none when all is well. Nothing here keeps more than it needs for the next
fact, but `LogOrder`: a bit for each fact of a store.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple


class Fact(NamedTuple):
    """A fact where it stands in a store, or where somebody else says that it stands."""

    stream: str
    version: int
    recorded_at: datetime
    type: str
    organisation: str
    digest: bytes
    """Of everything else that it says."""


def o2_streams_are_dense(facts: Iterable[Fact]) -> Iterator[str]:
    """Yield streams whose versions are not 1, 2, 3 …, each recorded later than the one before; sorted as they come."""
    for stream, told in groupby(facts, key=lambda fact: fact.stream):
        expected, last = 1, None
        for one in told:
            if one.version != expected:
                yield f"{stream} has version {one.version} where {expected} belongs"
            if last is not None and one.recorded_at <= last:
                yield f"{stream} version {one.version} was recorded no later than the one before"
            expected, last = one.version + 1, one.recorded_at


class Place(NamedTuple):
    """Where a record of the log belongs, by its store."""

    position: int
    before: int | None
    """The position of the fact before it in its stream."""


@dataclass
class LogOrder:
    """O3 and O4 of one topic, record by record: all that is stored is there, in order, and nothing else."""

    most: int
    """The last position of the store."""
    records: int = 0
    repeats: int = 0
    seen: bytearray = field(init=False)

    def __post_init__(self) -> None:
        """Make room for a bit a fact."""
        self.seen = bytearray(self.most // 8 + 1)

    def take(self, where: str, said: Fact, stored: Fact | None, place: Place | None) -> str | None:
        """Take in the next record of a partition, beside what its store holds there; return what is wrong with it."""
        self.records += 1
        if stored is None or place is None:
            return f"{where} holds {said.stream} version {said.version}, which no store has"
        if said != stored:
            return f"{where} holds {said.stream} version {said.version} otherwise than its store"
        if self.has(place.position):
            self.repeats += 1
            return None
        self.seen[place.position // 8] |= 1 << place.position % 8
        if place.before is not None and not self.has(place.before):
            return f"{where} holds {said.stream} version {said.version} before the version before it"
        return None

    def has(self, position: int) -> bool:
        """Return whether the fact at a position of the store has been seen."""
        return position <= self.most and bool(self.seen[position // 8] >> position % 8 & 1)


Counts = Mapping[tuple[str, str], int]
"""How many facts there are of each organisation and type."""


def o7_nothing_is_made_or_unmade(counts: Mapping[str, Counts]) -> Iterator[str]:
    """Yield where the facts of an organisation and type are more, or fewer, in one place than in another."""
    for key in sorted({key for some in counts.values() for key in some}):
        found = {name: some.get(key, 0) for name, some in counts.items()}
        if len(set(found.values())) > 1:
            yield f"{key[0]} {key[1]}: " + ", ".join(f"{number} {name}" for name, number in found.items())


@dataclass(frozen=True)
class Liveness:
    """How far behind a part of the system is."""

    name: str
    behind: timedelta | None
    """None where it never said how far it is."""
    waiting: int = 0
    """What will not move by itself."""


def o8_everything_moves(parts: Iterable[Liveness], within: timedelta) -> Iterator[str]:
    """Yield what is further behind than it may be, and what waits for somebody."""
    for one in parts:
        if one.behind is None:
            yield f"{one.name} never said how far it is"
        elif one.behind > within:
            yield f"{one.name} is {one.behind.total_seconds():.0f} s behind"
        if one.waiting:
            yield f"{one.name}: {one.waiting} wait for somebody"


class Seen(NamedTuple):
    """Something that one organisation was shown, or that is kept as its own, and whose it is."""

    by: str
    what: str
    whose: str


def o9_nobody_sees_what_is_anothers(seen: Iterable[Seen]) -> Iterator[str]:
    """Yield what is kept under, or was shown to, an organisation that it is not of."""
    for one in seen:
        if one.by != one.whose:
            yield f"{one.what} of {one.whose} is under {one.by}"
