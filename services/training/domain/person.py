"""One person, `person/<person_key>`: what they completed, and with whom they turned out to be the same.

Nothing opens the stream: any member may speak of a person, each for itself. The people directory is not asked.
"""

from dataclasses import dataclass, replace
from typing import assert_never, cast

from services.training.domain.refusals import MergedIntoItself, NoSuchCompletion
from shared.contracts.event import Event, Recorded, meant
from shared.contracts.training import (
    PersonErased,
    PersonEvent,
    PersonMerged,
    TrainingCompleted,
    TrainingCompletionRevoked,
)
from shared.decider import Decider, Fact
from shared.refusals import AlreadySaid, NotYours


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion that was said, as far as revoking it needs to know."""

    id: str
    source: str
    organisation: str
    version: int
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules need to know of a person."""

    completions: tuple[Completion, ...] = ()
    spoken_of_by: frozenset[str] = frozenset()
    erased: bool = False


def in_range(fact: Fact) -> None:
    """A person is merged into another."""
    if isinstance(fact.event, PersonMerged) and fact.event.into == fact.stream_id:
        raise MergedIntoItself(field="into")


def owned(fact: Fact, person: Person) -> None:
    """An employer says what was completed, and takes it back; merging and erasing need some part in the person."""
    event = cast("PersonEvent", fact.event)
    match event:
        case TrainingCompleted(organisation=employer):
            if employer != fact.organisation:
                raise NotYours(f"{fact.organisation} speaks of its own staff.", field="organisation")
        case TrainingCompletionRevoked(event_id=event_id):
            found = meant(event_id, fact, person.completions)
            if found is not None and found.organisation != fact.organisation:
                raise NotYours(f"{found.organisation} said this, and takes it back.")
        case PersonMerged() | PersonErased():
            if person.spoken_of_by and fact.organisation not in person.spoken_of_by:
                raise NotYours(f"{fact.organisation} has said nothing of this person.")
        case _:
            assert_never(event)


def decide(fact: Fact, person: Person) -> Event:
    """Return the fact itself, or say why it cannot be."""
    event = cast("PersonEvent", fact.event)
    match event:
        case TrainingCompletionRevoked(event_id=event_id):
            found = meant(event_id, fact, person.completions)
            if found is None or not found.standing:
                raise NoSuchCompletion(field="event_id")
        case PersonErased():
            if person.erased:
                raise AlreadySaid("The person's entry in the directory has been erased already.")
        case TrainingCompleted() | PersonMerged():
            pass
        case _:
            assert_never(event)
    return event


def evolve(person: Person, fact: Recorded) -> Person:
    """Return the person after a fact."""
    event = cast("PersonEvent", fact.event)
    person = replace(person, spoken_of_by=person.spoken_of_by | {fact.organisation})
    match event:
        case TrainingCompleted():
            said = Completion(fact.id, fact.source, fact.organisation, fact.version)
            return replace(person, completions=(*person.completions, said))
        case TrainingCompletionRevoked(event_id=event_id):
            return _without(person, meant(event_id, fact, person.completions))
        case PersonErased():
            return replace(person, erased=True)
        case PersonMerged():
            return person
        case _:
            assert_never(event)


def _without(person: Person, revoked: Completion | None) -> Person:
    kept = (replace(one, standing=False) if one == revoked else one for one in person.completions)
    return replace(person, completions=tuple(kept))


PERSON = Decider(
    category="person",
    initial=Person(),
    owned=owned,
    decide=decide,
    evolve=evolve,
    in_range=in_range,
    opens=False,
)
