"""Histories told to us with their figures: who says what, in which order, and what has to come of it.

`tests/histories/N.jsonl.gz` has one submission a line, `N.expected.json.gz` the figures of closed years, worked out by
others from the definitions alone.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from tests.client import Json

FOLDER = Path(__file__).parents[1] / "histories"
SYSTEM = "system"
COMPARED = ("numerator", "denominator", "value", "target", "status", "needed")
LARGEST = 250
FigureKey = tuple[str, str, str]
"""Slug, financial year, and the organisation or `system`."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One submission, and what has to become of it."""

    phase: int
    organisation: str
    event: Json
    refused: bool | Sequence[str] = False
    """True where any type of refusal is right."""
    field: str | None = None
    why: str = ""

    @property
    def stream(self) -> str:
        """What it is about."""
        return str(self.event["subject"])

    def fault(self, answer: Json) -> str | None:
        """Return what is wrong with an answer, None when it is right."""
        if answer["status"] == "refused":
            reason = answer["reason"]
            named = self.refused is True or (self.refused and reason["type"] in self.refused)
            right = named and self.field in {None, reason.get("field")}
        else:
            right = not self.refused
        return None if right else f"{self} was answered {answer}"


@dataclass(frozen=True)
class History:
    """What is told in which phase, and the figures after some of them."""

    phases: dict[int, list[Line]]
    expected: dict[int, dict[FigureKey, Json]]


def read(number: int) -> History:
    """Return one of the histories."""
    phases: dict[int, list[Line]] = defaultdict(list)
    with gzip.open(FOLDER / f"{number}.jsonl.gz", "rt") as lines:
        for line in lines:
            one = Line(**json.loads(line))
            phases[one.phase].append(one)
    figures = json.loads(gzip.decompress((FOLDER / f"{number}.expected.json.gz").read_bytes()))
    return History(dict(phases), {int(after.split()[-1]): dict(_flat(told)) for after, told in figures.items()})


def _flat(figures: dict[str, dict[str, dict[str, Json]]]) -> Iterator[tuple[FigureKey, Json]]:
    for year, of_year in figures.items():
        for whose, of_one in of_year.items():
            for slug, figure in of_one.items():
                yield (slug, year, whose), figure


def generations(lines: Iterable[Line]) -> list[dict[str, list[Line]]]:
    """Split what is told, by organisation, so that each stream keeps its order though it changes hands.

    A fact waits for as many generations as its stream has changed hands before it.
    """
    hands: dict[str, list[str]] = defaultdict(list)
    split: dict[int, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if hands[line.stream][-1:] != [line.organisation]:
            hands[line.stream].append(line.organisation)
        split[len(hands[line.stream])][line.organisation].append(line)
    return [split[number] for number in sorted(split)]


def batches(lines: Sequence[Line], chance: Random) -> Iterator[list[Line]]:
    """Yield batches of any size in which the streams are mixed; each keeps its order."""
    streams: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        streams[line.stream].append(line)
    rest = {stream: iter(told) for stream, told in streams.items()}
    turns = [line.stream for line in lines]
    chance.shuffle(turns)
    mixed = (next(rest[stream]) for stream in turns)
    while batch := list(islice(mixed, chance.randint(1, LARGEST))):
        yield batch
