"""Facts about many things, each said by somebody and judged by its service, in the order in which they are recorded."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from shared.admission import Admission
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.event import Event, Recorded
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.identity import Caller
from shared.members import Members
from shared.moments import london_day
from shared.submission import Submission
from tests.given import DECIDERS, EVERY_ROLE, MEMBERS, SOURCE

TYPES = {**PROJECTS.types, **TRAINING.types, **AGREEMENTS.types}
MINUTE = timedelta(minutes=1)
FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOLD_ON = date(2026, 11, 22)
TOLD_AT = datetime(2026, 11, 22, 20, tzinfo=UTC)


def event(type_: str, **data: Any) -> Event:
    """Return a fact of a type; `class`, `from` and the like are written with a stroke behind: `class_`."""
    kind = TYPES[type_][1]
    said = {name.removesuffix("_"): value for name, value in data.items()}
    found: Event = msgspec.convert(said, kind.said_as or kind, strict=False)
    return found


def key(number: int) -> str:
    """Return an identifier that tells things of one kind apart."""
    return str(UUID(int=number, version=4))


@dataclass
class Story:
    """What was said so far. A fact that its service refuses is no part of it."""

    members: Members = MEMBERS
    now: datetime = FIRST
    """When the last fact was recorded; the next is recorded a minute later."""
    dated_by_recording: bool = False
    """Whether nothing may be dated after the day on which it is recorded, rather than after TOLD_ON."""
    facts: list[Recorded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._admission = Admission(deciders=DECIDERS, members=self.members, today=TOLD_ON, kept={})

    def say(
        self, stream: str, *events: Event, by: str = "RGP", identity: str | None = None, source: str = SOURCE
    ) -> None:
        """Say facts about one thing. What could not have been said is no story: a slip in a test shows here."""
        for event in events:
            refused = self.attempt(stream, event, by=by, identity=identity, source=source)
            assert refused is None, refused

    def attempt(
        self, stream: str, event: Event, *, by: str = "RGP", identity: str | None = None, source: str = SOURCE
    ) -> str | None:
        """Say a fact; return why it was refused, None when it was accepted."""
        submission = Submission(
            caller=Caller(organisation=by, roles=EVERY_ROLE),
            id=identity or f"fact-{len(self.facts) + 1}",
            source=source,
            stream=stream,
            content=f"{len(self.facts)}".encode(),
            time=self.now,
            event=event,
        )
        if self.dated_by_recording:
            self._admission.today = london_day(self.next_at)
        [outcome] = self._admission.decide([submission])
        if outcome.refusal is not None or outcome.duplicate:
            return f"{event.type}: {outcome.refusal and outcome.refusal.reason()}"
        self._keep()
        return None

    @property
    def next_at(self) -> datetime:
        """When the next fact is recorded."""
        return self.now + MINUTE

    def state(self, stream: str) -> Any:
        """Return what the service knows of a stream; None before anything was said in it."""
        known = self._admission.streams.get(stream)
        return known and known.state

    def _keep(self) -> None:
        self.now = self.next_at
        one = self._admission.appends[-1]
        self.facts.append(
            Recorded(
                stream=one.stream, version=one.version, id=one.id, source=one.source, organisation=one.organisation,
                time=one.time, recorded_at=self.now, event=one.event,
            )
        )  # fmt: skip
