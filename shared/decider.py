"""How one kind of stream decides whether a fact is accepted. Pure: no clock, no storage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Generic, TypeVar

from msgspec import Struct

from shared.contracts.event import Event, Recorded
from shared.contracts.form import days_said
from shared.identity import Caller
from shared.members import Members
from shared.refusals import NotAMember, NotYetHappened, RoleRequired

S = TypeVar("S")


class Fact(Struct, frozen=True, kw_only=True):
    """A fact that somebody wants to say, with all that a decision may look at beside the stream."""

    event: Event
    stream_id: str
    id: str
    source: str
    caller: Caller
    members: Members
    today: date
    """The London day of receipt."""

    @property
    def organisation(self) -> str:
        """The caller's organisation."""
        return self.caller.organisation or ""


@dataclass(frozen=True, kw_only=True)
class Decider(Generic[S]):
    """One kind of stream: what is known of it at first, who may speak, what is refused, what follows."""

    category: str
    initial: S
    owned: Callable[[Fact, S], None]
    """Raise a `Forbidden` when the stream is not the caller's to write."""
    decide: Callable[[Fact, S], Event]
    """Return the fact to keep, completed with what the service works out, or raise a `Refused`."""
    evolve: Callable[[S, Recorded], S]
    """Return what is known after a fact. History is not up for debate: it never raises."""
    in_range: Callable[[Fact], None] = lambda _: None
    """Raise a `Malformed` for a value whose range depends on the stream."""
    for_strangers: Callable[[Fact], bool] = lambda _: False
    """Whether an organisation that is no member may say this."""

    opens: bool = True
    """Whether the stream's first fact opens it, and so can never be taken back."""
    final: Callable[[S], None] = lambda _: None
    """Raise a refusal when nothing at all may follow, not even taking a fact back."""

    def fold(self, facts: Iterable[Recorded]) -> S:
        """Return the state that facts lead to, all of which stand."""
        return reduce(self.evolve, facts, self.initial)

    def admit(self, fact: Fact) -> None:
        """Refuse a caller who may say nothing of the kind, whatever the stream holds."""
        if fact.event.role not in fact.caller.roles:
            raise RoleRequired(f"This needs the role `{fact.event.role}`.")
        if not fact.members.is_member(fact.caller.organisation) and not self.for_strangers(fact):
            raise NotAMember(f"{fact.organisation or 'The caller'} is not a member of the system.")

    def judge(self, fact: Fact, state: S) -> Event:
        """Return the fact to keep. Ownership is looked at after ranges, and before any other rule."""
        self.in_range(fact)
        self.admit(fact)
        self.owned(fact, state)
        for name, day in days_said(fact.event):
            if day > fact.today:
                raise NotYetHappened(f"{day} is after today in London.", field=name)
        return self.decide(fact, state)
