"""How places are shared out when more is asked for than there is: reserved places first, then the least served.

Until the release day each organisation's reserved places are kept for it. What is left is pooled: the next place
goes to the organisation that has received the least of what it is entitled to; within it, and between
organisations that are equal in this, to whoever had the fewest places before, then to whoever asked first, and at
last by a hash of the seed. A place for somebody who is not named yet comes after those for people who are: how many
places they had is not known. The same request is answered alike wherever and whenever it is worked out.
"""

import sys
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256

from services.training.domain.session import Session

RULE_VERSION = "places-1"
"""Changes whenever the same request could be answered otherwise; every drawn offer says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A person who would like a place, and the organisation that would send them."""

    person: str
    """Their key; where nobody is named yet, what tells this place from any other that was asked for."""
    organisation: str
    requested_at: datetime
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """All that a draw depends on, beside the session itself."""

    asking: Sequence[Asking]
    on: date
    seed: str
    quotas: Mapping[str, int] = field(default_factory=dict)
    """What organisations are entitled to, where that is not what the session keeps for them."""
    release_on: date | None = None
    """From this day on nothing is kept for anybody; without one, reserved places stay reserved."""
    prior_places: Mapping[str, int] = field(default_factory=dict)
    """How many places each person holds, or held, in other sessions."""

    @property
    def is_released(self) -> bool:
        """Return whether what was reserved is shared out among all."""
        return self.release_on is not None and self.on >= self.release_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One place, and who is offered it."""

    place: int
    person: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One who asked, in the order of the draw, and why it was their turn."""

    asking: Asking
    place: int | None
    """None for whoever waits."""
    kept: bool
    """Whether it was kept for their organisation, rather than shared out among all."""
    received: int
    """How many places of the session their organisation held when it was their turn."""
    entitled: int
    """How many it is entitled to."""
    prior: int | None
    """How many places they had before; None where nobody is named yet."""


def share_out(session: Session, draw: Draw) -> list[Drawn]:
    """Return who is offered which place, in the order of the draw: never more places than are free."""
    return [
        Drawn(place=one.place, person=one.asking.person, organisation=one.asking.organisation)
        for one in turns(session, draw)
        if one.place is not None
    ]


def turns(session: Session, draw: Draw) -> list[Turn]:
    """Return everybody who asked and has no place, in the order of the draw; whoever waits stands after it."""
    holders = session.holders()
    free = [place for place in range(1, session.places + 1) if place not in holders]
    received = Counter(offer.organisation for offer in holders.values())
    queues = _queues(draw, placed={offer.person for offer in holders.values()})
    found: list[Turn] = []

    def kept(organisation: str) -> int:
        return 0 if draw.is_released else max(0, session.reserved.get(organisation, 0) - received[organisation])

    def entitled(organisation: str) -> int:
        return max(1, draw.quotas.get(organisation, session.reserved.get(organisation, 1)))

    def turn(organisation: str) -> tuple[Fraction, int, datetime, bytes]:
        share = Fraction(received[organisation], entitled(organisation))
        return (share, *_place_in_queue(queues[organisation][0], draw))

    def serve(organisations: Iterable[str], place: int | None, *, is_kept: bool) -> None:
        served = min(organisations, key=turn)
        asking, before = queues[served].popleft(), received[served]
        turn_of = Turn(
            asking=asking,
            place=place,
            kept=is_kept,
            received=before,
            entitled=entitled(served),
            prior=_prior(asking, draw) if asking.named else None,
        )
        found.append(turn_of)
        received[served] += 1
        if not queues[served]:
            del queues[served]

    while len(found) < len(free) and (first := [code for code in queues if kept(code)]):
        serve(first, free[len(found)], is_kept=True)
    pooled = len(free) - sum(map(kept, session.reserved))
    while len(found) < pooled and queues:
        serve(queues, free[len(found)], is_kept=False)
    while queues:
        serve(queues, None, is_kept=False)
    return found


def _queues(draw: Draw, placed: Collection[str | None]) -> dict[str, deque[Asking]]:
    """Return who waits, by organisation, first come first; to ask twice, or to have a place, is no advantage."""
    once: dict[str, Asking] = {}
    for one in sorted(draw.asking, key=lambda one: (one.requested_at, one.organisation)):
        once.setdefault(one.person, one)
    queues: dict[str, deque[Asking]] = {}
    for one in sorted(once.values(), key=lambda one: _place_in_queue(one, draw)):
        if one.person not in placed:
            queues.setdefault(one.organisation, deque()).append(one)
    return queues


def _place_in_queue(asking: Asking, draw: Draw) -> tuple[int, datetime, bytes]:
    chance = sha256(f"{draw.seed}\0{asking.person}".encode()).digest()
    return _prior(asking, draw), asking.requested_at, chance


def _prior(asking: Asking, draw: Draw) -> int:
    return draw.prior_places.get(asking.person, 0) if asking.named else sys.maxsize
