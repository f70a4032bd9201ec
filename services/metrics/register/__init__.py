"""The register and the library: lists of things, each entry a pure fold of one subject's facts, one file a thing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from services.metrics.register import cafe, course, innovation, project, publication, resource, session
from services.metrics.register.thing import Thing
from shared.contracts.event import Event, FactWithdrawn, Recorded

Fold = Callable[[str, Iterable[Recorded], Any], Iterator[Thing]]
"""From a subject, its facts and what the measures know of it to the entries that follow from it."""

_MODULES: Mapping[str, ModuleType] = {
    "project": project,
    "course": course,
    "session": session,
    "cafe": cafe,
    "resource": resource,
    "innovation": innovation,
    "publication": publication,
}
FOLDS: Mapping[str, Fold] = {category: module.things for category, module in _MODULES.items()}
"""By the category of the subject."""
_TOUCHING: frozenset[type[Event]] = frozenset().union(*(module.TOUCHED_BY for module in _MODULES.values()))


def touched(about: Iterable[tuple[str, Recorded]]) -> set[str]:
    """Return the subjects of which an entry may be another after these facts."""
    return {subject for subject, fact in about if _touches(subject, fact)}


def _touches(subject: str, fact: Recorded) -> bool:
    withdrawn = isinstance(fact.event, FactWithdrawn) and subject.partition("/")[0] in FOLDS
    return withdrawn or type(fact.event) in _TOUCHING


def entries(subject: str, facts: Iterable[Recorded], known: Any) -> list[Thing]:
    """Return the entries that follow from all the facts of a subject."""
    return list(FOLDS[subject.partition("/")[0]](subject, facts, known))
