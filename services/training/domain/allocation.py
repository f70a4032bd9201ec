"""How places are shared out when more is asked for than there is: reserved places first, then the least served.

Until the release day each organisation's reserved places are kept for it. What is left is pooled: the next place
goes to the organisation that has received the least of what it is entitled to; within it, and between
organisations that are equal in this, to whoever had the fewest places before, then to whoever asked first, and at
last by a hash of the seed. The same request is answered alike wherever and whenever it is worked out.
"""

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
    organisation: str
    requested_at: datetime


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


def share_out(session: Session, draw: Draw) -> list[Drawn]:
    """Return who is offered which place, in the order of the draw: never more places than are free."""
    holders = session.holders()
    free = [place for place in range(1, session.places + 1) if place not in holders]
    received = Counter(offer.organisation for offer in holders.values())
    queues = _queues(draw, placed={offer.person for offer in holders.values()})
    chosen: list[Asking] = []

    def kept(organisation: str) -> int:
        return 0 if draw.is_released else max(0, session.reserved.get(organisation, 0) - received[organisation])

    def turn(organisation: str) -> tuple[Fraction, int, datetime, bytes]:
        entitlement = draw.quotas.get(organisation, session.reserved.get(organisation, 1))
        return (Fraction(received[organisation], max(1, entitlement)), *_place_in_queue(queues[organisation][0], draw))

    def choose(organisations: Iterable[str]) -> None:
        served = min(organisations, key=turn)
        chosen.append(queues[served].popleft())
        received[served] += 1
        if not queues[served]:
            del queues[served]

    while len(chosen) < len(free) and (entitled := [code for code in queues if kept(code)]):
        choose(entitled)
    pooled = len(free) - sum(map(kept, session.reserved))
    while len(chosen) < pooled and queues:
        choose(queues)
    return [
        Drawn(place=place, person=one.person, organisation=one.organisation)
        for place, one in zip(free, chosen, strict=False)
    ]


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
    return draw.prior_places.get(asking.person, 0), asking.requested_at, chance
