"""What a measure is: its definition, which travels with every figure, and one pure function."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from services.metrics.contribution import Contribution
from services.metrics.world import World
from shared.contracts.event import Event


class Kind(StrEnum):
    """How a measure's rows make its figures."""

    HAPPENINGS = "happenings"
    """Things that happen in a month. Rows are written by month, and a year is its months together."""
    STATES = "states"
    """Things as they are in a period. Rows are written by month and by year, each judged at its own end."""
    DAYS = "days"
    """Things as they are on a day. Rows are written by the day, and a period is judged on its reference day."""


class Rule(StrEnum):
    """How a figure is written, and judged against its target."""

    PERCENTAGE = "percentage"
    COUNT = "count"
    EVERY_MONTH = "every_month"
    MILESTONES = "milestones"
    AGREEMENT = "agreement"
    MEDIAN = "median"
    """The middle of the numbers that the rows hold as denominators."""
    SILENCE = "silence"
    """How many days ago something was last heard."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """All that a reader needs to trust a figure."""

    slug: str
    place: str
    """The number of the measure in the strategy: its ambition, and its place in it. A leading indicator has an L."""
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
    def ambition(self) -> int | None:
        """Which of the strategy's four ambitions the measure belongs to; None of one beyond the strategy."""
        number = self.place.partition(".")[0]
        return int(number) if number.isdigit() else None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A definition and the function that applies it. One file each, in `services/metrics/measures/`."""

    definition: Definition
    kind: Kind
    rule: Rule
    subjects: tuple[str, ...] = ()
    """The kinds of subject that contribute; none where everything is worked out at reading."""
    touched_by: frozenset[type[Event]] = frozenset()
    """The facts, of a subject or of what it refers to, after which its contributions can be others."""
    contributions: Callable[[Any, World], Iterable[Contribution]] = lambda _subject, _world: ()
    """What a subject adds, as far as is known now; its days are all in the past."""
    targets: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """The strategy's own targets by organisation and financial year, known from the beginning."""
    distinct: bool = False
    """Whether several rows may count one thing, which is then counted once."""
    counts_people: bool = False
    """Whether small figures could tell of persons, so that other organisations see them rounded."""
    may_still_join: bool = False
    """Whether things open on the as-at day, written by the day, may still enter the denominator."""
    reads_rows_of: str | None = None
    """The measure whose rows it reads, where it has none of its own."""

    @property
    def counts_months(self) -> bool:
        """Whether it is the months themselves that are counted."""
        return self.rule is Rule.EVERY_MONTH and self.distinct

    @cached_property
    def keeps_figures(self) -> bool:
        """Whether its figures are kept; otherwise they are counted from the rows."""
        return self.reads_rows_of is None and not (self.kind is Kind.DAYS and self.distinct)

    @property
    def slug(self) -> str:
        """The measure's name in addresses and facts."""
        return self.definition.slug
