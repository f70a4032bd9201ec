"""What is known of one person key: what was completed under it, and with which other keys it was merged."""

from dataclasses import dataclass, replace
from datetime import date

from shared.contracts.event import Recorded, meant
from shared.contracts.training import PersonMerged, TrainingCompleted, TrainingCompletionRevoked


@dataclass(frozen=True, slots=True)
class Completion:
    """A course completed, with the identity by which it can be revoked."""

    id: str
    source: str
    organisation: str
    """The employer on that day, who said it."""
    course: str
    on: date
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """One key of a person."""

    key: str = ""
    completions: tuple[Completion, ...] = ()
    merged_into: frozenset[str] = frozenset()


def evolve(person: Person, fact: Recorded) -> Person:
    """Return what is known of the person after a fact."""
    key = fact.stream.partition("/")[2]
    match fact.event:
        case TrainingCompleted(course=course, organisation=employer, completed_on=day):
            done = Completion(fact.id, fact.source, employer, course, day)
            return replace(person, key=key, completions=(*person.completions, done))
        case TrainingCompletionRevoked(event_id=event_id):
            standing = tuple(one for one in person.completions if one.standing)
            revoked = meant(event_id, fact, standing)
            kept = (replace(one, standing=False) if one is revoked else one for one in person.completions)
            return replace(person, key=key, completions=tuple(kept))
        case PersonMerged(into=other):
            return replace(person, key=key, merged_into=person.merged_into | {other})
        case _:
            return person
