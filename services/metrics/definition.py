"""What a measure is: its definition, which travels with every figure, and one pure function."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.metrics.contribution import Contribution
from services.metrics.subjects.project import Project
from shared.contracts.event import Event


class Kind(StrEnum):
    """What the measure counts: things that happen in a month, or things as they are in a period."""

    HAPPENINGS = "happenings"
    """Rows are written by month, and a year is its months together."""
    STATES = "states"
    """Rows are written by month and by year, since a year is judged at its own end."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """All that a reader needs to trust a figure."""

    slug: str
    place: str
    """The number of the measure in the strategy: its ambition, and its place in it."""
    title: str
    words: str
    """The strategy's own words."""
    why: str
    unit: str
    direction: str
    counts: str
    numerator: str
    denominator: str | None
    exclusions: str | None
    attribution: str
    owner: str
    review_on: date
    version: int = 1

    @property
    def ambition(self) -> int:
        """Which of the strategy's four ambitions the measure belongs to."""
        return int(self.place.partition(".")[0])


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A definition and the function that applies it. One file each, in `services/metrics/measures/`."""

    definition: Definition
    kind: Kind
    touched_by: frozenset[type[Event]]
    """The facts after which its contributions can be others."""
    contributions: Callable[[Project], Iterable[Contribution]]
    """What a subject adds, as far as is known now; its days are all in the past."""
    targets: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """The strategy's own targets by organisation and financial year, known from the beginning."""
    may_still_join: bool = False
    """Whether things open on the as-at day, written by the day, may still enter the denominator."""

    @property
    def slug(self) -> str:
        """The measure's name in addresses and facts."""
        return self.definition.slug
