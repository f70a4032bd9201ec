"""Decide a batch of submissions: which are accepted, which were said before, which are refused."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from msgspec import Struct

from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.decider import Decider, Fact
from shared.event_store import LONG_AGO, Append, Kept
from shared.members import Members
from shared.moments import written
from shared.refusals import IdReused, LeftOut, Refused
from shared.submission import Submission
from shared.withdrawal import standing, taken_back


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one submission."""

    submission: Submission
    stream: str | None = None
    version: int | None = None
    recorded_at: datetime | None = None
    duplicate: bool = False
    refusal: Refused | None = None


@dataclass
class _Stream:
    """What is known of one stream while a batch is decided."""

    state: Any
    facts: list[Recorded] = field(default_factory=list)
    """What stands, in order."""
    version: int = 0
    after: datetime = LONG_AGO
    added: int = 0


@dataclass(frozen=True)
class _Mark:
    """What was known before facts of which all are accepted or none."""

    streams: Mapping[str, _Stream | None]
    unknown: AbstractSet[tuple[str, str, str]]
    """Their identities that nothing was kept under."""
    appends: int
    members: Members


@dataclass
class Admission:
    """One attempt at deciding a batch, against what the store held when it was loaded. Pure."""

    deciders: Mapping[str, Decider[Any]]
    members: Members
    today: date
    kept: dict[tuple[str, str, str], Kept]
    appends: list[Append] = field(default_factory=list)
    streams: dict[str, _Stream] = field(default_factory=dict)

    def load(self, histories: Mapping[str, list[Recorded]]) -> None:
        """Take in what the streams of the batch hold."""
        for stream, history in histories.items():
            last, facts = history[-1], standing(history)
            state = self._decider(stream).fold(facts)
            self.streams[stream] = _Stream(state, facts, last.version, last.recorded_at)

    def decide(self, submissions: Iterable[Submission]) -> list[Outcome]:
        """Return what becomes of each, in order; `appends` then holds what has to be kept."""
        wholes = groupby(enumerate(submissions), lambda one: -one[0] - 1 if one[1].whole is None else one[1].whole)
        return [outcome for _, whole in wholes for outcome in self._whole([one for _, one in whole])]

    def _whole(self, submissions: Sequence[Submission]) -> list[Outcome]:
        """Return what becomes of facts that are accepted together or not at all."""
        if len(submissions) == 1:
            return [self._one(submissions[0])]
        before = self._mark(submissions)
        outcomes = [self._one(submission) for submission in submissions]
        if all(outcome.refusal is None for outcome in outcomes):
            return outcomes
        self._go_back(before)
        return [_left_out(one) if one.refusal is None and one.recorded_at is None else one for one in outcomes]

    def _mark(self, submissions: Iterable[Submission]) -> "_Mark":
        streams = {one.stream: self.streams.get(one.stream) for one in submissions if one.event is not None}
        return _Mark(
            {name: stream and replace(stream, facts=list(stream.facts)) for name, stream in streams.items()},
            {identity for one in submissions if (identity := one.identity) and identity not in self.kept},
            len(self.appends),
            self.members,
        )

    def _go_back(self, to: "_Mark") -> None:
        """Know again what was known before facts that turned out to be left out."""
        for name, stream in to.streams.items():
            if stream is None:
                self.streams.pop(name, None)
            else:
                self.streams[name] = stream
        for identity in to.unknown:
            self.kept.pop(identity, None)
        del self.appends[to.appends :]
        self.members = to.members

    def _one(self, submission: Submission) -> Outcome:
        identity = submission.identity
        earlier = self.kept.get(identity) if identity else None
        if earlier is not None:
            return _said_before(submission, earlier)
        try:
            if submission.fault is not None:
                raise submission.fault
            append = self._judge(submission)
        except Refused as refused:
            return Outcome(submission=submission, stream=submission.stream, refusal=refused)
        self.appends.append(append)
        self.kept[(append.organisation, append.source, append.id)] = Kept(
            content=append.content, stream=append.stream, version=append.version, recorded_at=LONG_AGO
        )
        return Outcome(submission=submission, stream=append.stream, version=append.version)

    def _judge(self, submission: Submission) -> Append:
        decider = self._decider(submission.stream)
        stream = self.streams.setdefault(submission.stream, _Stream(decider.initial))
        assert submission.event is not None
        identifier = submission.stream.split("/")[1]
        fact = Fact(
            event=submission.event,
            stream_id=identifier,
            id=submission.id,
            source=submission.source,
            caller=submission.caller,
            members=self.members,
            today=self.today,
        )
        event, facts = _judged(fact, decider, stream)
        stream.version += 1
        stream.added += 1
        append = Append(
            stream=submission.stream,
            version=stream.version,
            organisation=fact.organisation,
            source=fact.source,
            id=fact.id,
            content=submission.content,
            time=submission.time,
            event=event,
            after=stream.after,
            nth=stream.added,
            place=submission.place,
        )
        if facts is None:
            said = _as_recorded(append)
            stream.facts.append(said)
            stream.state = decider.evolve(stream.state, said)
        else:
            stream.facts, stream.state = facts, decider.fold(facts)
        if decider.category == "organisation":
            self.members = self.members.after(identifier, event)
        return append

    def _decider(self, stream: str) -> Decider[Any]:
        return self.deciders[stream.split("/", maxsplit=1)[0]]


def _left_out(outcome: Outcome) -> Outcome:
    """Return the outcome of a fact that would have been accepted alone."""
    return Outcome(submission=outcome.submission, stream=outcome.stream, refusal=LeftOut())


def _judged(fact: Fact, decider: Decider[Any], stream: _Stream) -> tuple[Event, list[Recorded] | None]:
    """Return the fact to keep and, when it takes another back, the facts that stand after it."""
    if not isinstance(fact.event, FactWithdrawn):
        return decider.judge(fact, stream.state), None
    decider.admit(fact)
    decider.final(stream.state)
    return fact.event, taken_back(fact, decider, stream.facts)


def stamped(outcomes: Sequence[Outcome], moments: Mapping[tuple[str, int], datetime]) -> list[dict[str, Any]]:
    """Return the answer to each submission, once the store has said when each fact was recorded."""
    return [
        _answer(outcome, outcome.recorded_at or moments[(outcome.stream or "", outcome.version or 0)])
        if outcome.refusal is None
        else _refusal(outcome, outcome.refusal)
        for outcome in outcomes
    ]


def foreseen(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return what the answers would be; only what was recorded before has a moment."""
    return [
        _answer(outcome, outcome.recorded_at) if outcome.refusal is None else _refusal(outcome, outcome.refusal)
        for outcome in outcomes
    ]


def _answer(outcome: Outcome, at: datetime | None) -> dict[str, Any]:
    said = {
        "id": outcome.submission.id,
        "source": outcome.submission.source,
        "status": "duplicate" if outcome.duplicate else "accepted",
        "stream": outcome.stream,
        "version": outcome.version,
    }
    return said if at is None else said | {"recorded_at": written(at)}


def _refusal(outcome: Outcome, refusal: Refused) -> dict[str, Any]:
    return {
        "id": outcome.submission.id,
        "source": outcome.submission.source,
        "status": "refused",
        "stream": outcome.stream,
        "reason": refusal.reason(),
        "problem_status": refusal.status,
    }


def _said_before(submission: Submission, earlier: Kept) -> Outcome:
    if earlier.content != submission.content:
        return Outcome(submission=submission, stream=submission.stream, refusal=IdReused(field="id"))
    return Outcome(
        submission=submission,
        stream=earlier.stream,
        version=earlier.version,
        recorded_at=None if earlier.recorded_at is LONG_AGO else earlier.recorded_at,
        duplicate=True,
    )


def _as_recorded(append: Append) -> Recorded:
    return Recorded(
        stream=append.stream,
        version=append.version,
        id=append.id,
        source=append.source,
        organisation=append.organisation,
        time=append.time,
        recorded_at=append.after,
        event=append.event,
    )
