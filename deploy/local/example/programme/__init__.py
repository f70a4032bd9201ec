"""What is said beside the projects, one small module for each kind of stream; `told(year)` yields a year's."""

from collections.abc import Callable, Iterator

from deploy.local.example.programme import (
    adviser,
    cafe,
    completion,
    course,
    innovation,
    measure,
    membership,
    milestone,
    publication,
    resource,
    scholarship,
    session,
    snapshot,
)
from deploy.local.example.submission import Submission

PROGRAMME: tuple[Callable[[int], Iterator[Submission]], ...] = (
    membership.told,
    measure.told,
    milestone.told,
    snapshot.told,
    course.told,
    session.told,
    completion.told,
    scholarship.told,
    cafe.told,
    adviser.told,
    resource.told,
    publication.told,
    innovation.told,
)


def programme(year: int) -> Iterator[Submission]:
    """Yield all that is said in a year beside the projects."""
    for told in PROGRAMME:
        yield from told(year)
