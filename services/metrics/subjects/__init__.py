"""What is known of each thing, folded from its facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from services.metrics.subjects import (
    adviser,
    cafe,
    course,
    innovation,
    milestone,
    organisation,
    person,
    project,
    publication,
    scholarship,
    session,
)
from shared.contracts.event import Recorded
from shared.withdrawal import standing


@dataclass(frozen=True)
class Kind:
    """One kind of subject: what is known before any fact, and what a fact adds to it."""

    initial: Any
    evolve: Callable[[Any, Recorded], Any]


def _kind(module: ModuleType, initial: object) -> Kind:
    return Kind(initial, module.evolve)


KINDS: Mapping[str, Kind] = {
    "adviser": _kind(adviser, adviser.Adviser()),
    "cafe": _kind(cafe, cafe.Cafe()),
    "course": _kind(course, course.Course()),
    "innovation": _kind(innovation, innovation.Innovation()),
    "milestone": _kind(milestone, milestone.Milestone()),
    "organisation": _kind(organisation, organisation.Organisation()),
    "person": _kind(person, person.Person()),
    "project": _kind(project, project.Project()),
    "publication": _kind(publication, publication.Publication()),
    "scholarship": _kind(scholarship, scholarship.Scholarship()),
    "session": _kind(session, session.Session()),
}
"""By the category of their streams. A subject is named after its stream, except a publication: after its key."""


def kind_of(subject: str) -> Kind | None:
    """Return the kind of a subject; None of what no measure asks about."""
    return KINDS.get(subject.partition("/")[0])


def known_of(subject: str, facts: Iterable[Recorded]) -> Any:
    """Return what is known of a subject from all of its facts, in any order that keeps each stream's."""
    kind = KINDS[subject.partition("/")[0]]
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    state = kind.initial
    for said in streams.values():
        for fact in standing(said):
            state = kind.evolve(state, fact)
    return state
