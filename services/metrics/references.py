"""What subjects refer to: a completion to its course, a contact to its adviser, one person key to another. Pure.

References are by what was ever said, so they only grow; what is standing is for the world to judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.contracts.event import Event, Recorded
from shared.contracts.project_work import ProjectCoachAssigned, ProjectCoachingLogged
from shared.contracts.training import PersonMerged, ScholarshipEnrolled, SessionScheduled, TrainingCompleted

REFERRING: frozenset[type[Event]] = frozenset(
    {
        TrainingCompleted,
        SessionScheduled,
        ProjectCoachingLogged,
        ProjectCoachAssigned,
        ScholarshipEnrolled,
        PersonMerged,
    }
)


def referred(fact: Recorded) -> tuple[str, ...]:
    """Return the subjects that a fact refers to."""
    if type(fact.event) not in REFERRING:
        return ()
    match fact.event:
        case TrainingCompleted(course=course) | SessionScheduled(course=course):
            return (f"course/{course}",)
        case ProjectCoachingLogged(adviser=key) | ProjectCoachAssigned(adviser=key):
            return (f"adviser/{key}",)
        case ScholarshipEnrolled(person=key, organisation=code):
            return (f"person/{key}", f"organisation/{code}")
        case PersonMerged(into=key):
            return (f"person/{key}",)
        case _:
            return ()


@dataclass
class Connections:
    """Which person keys were ever merged with which, in whatever direction."""

    neighbours: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def connect(self, one: str, other: str) -> None:
        """Take in that two keys were merged at some moment."""
        self.neighbours[one].add(other)
        self.neighbours[other].add(one)

    def closure(self, key: str) -> set[str]:
        """Return every key that was ever connected with this one, itself included."""
        if key not in self.neighbours:
            return {key}
        found, ahead = {key}, [key]
        while ahead:
            new = self.neighbours[ahead.pop()] - found
            found |= new
            ahead += new
        return found

    def widened(self, references: Iterable[str]) -> Iterator[str]:
        """Yield references, and with a person or an adviser every key that may be the same one."""
        for reference in references:
            kind, _, key = reference.partition("/")
            if kind == "person":
                yield from (f"person/{one}" for one in self.closure(key))
            elif kind == "adviser":
                for one in self.closure(key):
                    yield f"adviser/{one}"
                    yield f"person/{one}"
            else:
                yield reference
