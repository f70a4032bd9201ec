"""Long histories for the benchmarks of the read side, as their services would have recorded them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.contracts.event import Event, Recorded
from shared.contracts.project import ProjectCompleted, ProjectRegistered, ProjectScoreAssessed
from shared.contracts.publication import PublicationRecorded
from tests.metrics.told import CONTRACTS, accepted

BEGIN = datetime(2026, 11, 1, 9, tzinfo=UTC)
STEP = timedelta(milliseconds=1)
SCORES = 8
SOURCE = "urn:nhs:ods:RGP:bench"
HISTORIES = (1, 2, 3)
ONCE = frozenset({"organisation", "measure", "milestone"})
"""Of these there are not more when more is told: only the first history's are."""
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Line(NamedTuple):
    """A fact of a history, before it is told of other things."""

    stream: str
    version: int
    type: str
    organisation: str
    data: str


def dense(seed: int, after: int = 0) -> Iterator[Recorded]:
    """Yield facts about new projects, ten each: registered, assessed eight times, completed.

    The dearest that there is: each of them changes what its project counts in half a dozen measures. `after` is how
    many facts were recorded before.
    """
    places = count(after)
    scores = [
        ProjectScoreAssessed(score=place / 2, assessed_on=date(2014, 6, place), assessor="team")
        for place in range(1, SCORES + 1)
    ]
    begun = ProjectRegistered(
        title="Fewer falls", kind="quality_improvement", lead_organisation="RGP", registered_on=date(2014, 5, 1)
    )
    history: list[Event] = [begun, *scores, ProjectCompleted(on=date(2014, 7, 1))]
    for name in names(seed):
        for version, event in enumerate(history, 1):
            yield recorded(f"project/{name}", version, "RGP", event, next(places))


def mixed(seed: int) -> Iterator[Recorded]:
    """Yield the three told histories one after the other, again and again, each time of other things."""
    fresh, places = names(seed), count()
    told = [_lines(history) for history in HISTORIES]
    for turn in count():
        for history, lines in enumerate(told):
            wanted = [one for one in lines if one.stream.partition("/")[0] not in ONCE or not turn + history]
            known: dict[str, str] = {}
            text = IDENTIFIER.sub(
                lambda found, known=known: known.get(found[0]) or known.setdefault(found[0], next(fresh)),
                msgspec.json.encode(wanted).decode(),
            )
            for line in msgspec.json.decode(text, type=list[Line]):
                event = msgspec.json.decode(line.data, type=CONTRACTS[line.type].types[line.type][1])
                if isinstance(event, PublicationRecorded):
                    event = _another(event, f"{seed}.{turn}.{history}")
                yield recorded(line.stream, line.version, line.organisation, event, next(places))


MIXES = {"dense": dense, "mixed": mixed}


def _lines(history: int) -> list[Line]:
    return [
        Line(one.stream, one.version, one.event.type, one.organisation, msgspec.json.encode(one.event).decode())
        for phase in accepted(history).values()
        for one in phase
    ]


def _another(event: PublicationRecorded, name: str) -> PublicationRecorded:
    doi = event.doi if event.doi is msgspec.UNSET else f"{event.doi}.{name}"
    return replace(event, title=f"{event.title} {name}", doi=doi)


def names(seed: int) -> Iterator[str]:
    """Yield identifiers, the same for the same seed."""
    chance = Random(seed)
    while True:
        yield str(UUID(int=chance.getrandbits(128), version=4))


def recorded(stream: str, version: int, organisation: str, event: Event, place: int) -> Recorded:
    """Return a fact as it was kept at a place among all."""
    at = BEGIN + place * STEP
    return Recorded(
        stream=stream, version=version, id=f"bench-{place}", source=SOURCE, organisation=organisation,
        time=at, recorded_at=at, event=event,
    )  # fmt: skip
