"""`given(what was said).when(somebody says this).then(it is kept)`: a rule, told as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from services.metrics import app as metrics
from services.projects import app as projects
from services.training import app as training
from shared.contracts.event import Event, Recorded
from shared.decider import Decider, Fact
from shared.identity import Caller
from shared.members import Member, Members
from shared.refusals import Refused

# The same examples on every run and every machine: a failure here is a failure there.
# How busy the machine is decides nothing.
settings.register_profile(
    "steady",
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

TODAY = date(2023, 9, 29)
BEGINNING = datetime(2022, 4, 1, 9, tzinfo=UTC)
SOURCE = "urn:nhs:ods:RGP:lifeqi"
EVERY_ROLE = frozenset({"submitter", "qi_lead", "finance"})
MEMBERS = Members(
    {
        "RGP": Member("acute"),
        "RM1": Member("acute"),
        "QMM": Member("icb"),
        "RX9": Member("acute", left=True),
    }
)
"""Two trusts, the board of the system, and a trust that has left; nobody else has ever joined."""
DECIDERS: dict[str, Decider[Any]] = {**projects.DECIDERS, **training.DECIDERS, **metrics.DECIDERS}
KEY = "0190f3b2-0000-7000-8000-000000000001"
STREAMS = {category: f"{category}/{KEY}" for category in DECIDERS} | {
    "organisation": "organisation/RGP",
    "measure": "measure/modest-improvement",
    "milestone": "milestone/rgp-digital-space",
}
# Facts of training are said in the streams of people.
DECIDERS["training"], STREAMS["training"] = DECIDERS["person"], STREAMS["person"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A fact with who said it, and under which identity; None is an identity that nothing else has."""

    event: Event
    by: str | None = "RGP"
    id: str | None = None
    source: str = SOURCE
    roles: frozenset[str] = EVERY_ROLE
    members: Members = field(default_factory=lambda: MEMBERS)
    today: date = TODAY


def said(event: Event, **how: Any) -> Said:
    """Say a fact otherwise than as RGP, or under an identity of its own."""
    return Said(event=event, **how)


def recorded(history: Sequence[Event | Said], stream: str | None = None) -> list[Recorded]:
    """Return these facts as they stand in a stream: a minute apart, counted from 1."""
    return [_recorded(_said(one), place, stream) for place, one in enumerate(history, start=1)]


@dataclass(frozen=True)
class Given:
    """A stream, with all that was said in it."""

    history: tuple[Event | Said, ...]
    stream: str | None

    def when(self, event: Event, **how: Any) -> "When":
        """Let somebody say this next; by itself RGP with every role, among MEMBERS, on TODAY."""
        return When(self, Said(event=event, **how))


@dataclass(frozen=True)
class When:
    """A fact that is about to be judged."""

    given: Given
    said: Said

    def then(self, kept: Event | None = None) -> None:
        """It is kept, as it was said unless told otherwise."""
        assert self._judged() == (self.said.event if kept is None else kept)

    def refused(self, kind: type[Refused], *, field: str | None = None) -> None:
        """It is refused for this reason, and names this field (or none)."""
        with pytest.raises(Refused) as refused:
            self._judged()
        assert (type(refused.value), refused.value.field) == (kind, field), refused.value.reason()

    def _judged(self) -> Event:
        decider, stream = _where(self.said.event, self.given.stream)
        facts = recorded(self.given.history, stream)
        for place, one in enumerate(self.given.history):
            # What could not have been said is no history: a slip in a test shows here.
            decider.judge(_fact(_said(one), stream, place + 1), decider.fold(facts[:place]))
        return decider.judge(_fact(self.said, stream, len(facts) + 1), decider.fold(facts))


def given(*history: Event | Said, stream: str | None = None) -> Given:
    """Begin a sentence: this was said, in this order."""
    return Given(history, stream)


def _said(one: Event | Said) -> Said:
    return one if isinstance(one, Said) else Said(event=one)


def _where(event: Event, stream: str | None) -> tuple[Decider[Any], str]:
    category = event.type.partition(".")[0]
    return DECIDERS[category], stream or STREAMS[category]


def _fact(one: Said, stream: str, place: int) -> Fact:
    return Fact(
        event=one.event,
        stream_id=stream.partition("/")[2],
        id=one.id or f"fact-{place}",
        source=one.source,
        caller=Caller(organisation=one.by, roles=one.roles),
        members=one.members,
        today=one.today,
    )


def _recorded(one: Said, place: int, stream: str | None) -> Recorded:
    at = BEGINNING + timedelta(minutes=place)
    return Recorded(
        stream=_where(one.event, stream)[1],
        version=place,
        id=one.id or f"fact-{place}",
        source=one.source,
        organisation=one.by or "",
        time=at,
        recorded_at=at,
        event=one.event,
    )
