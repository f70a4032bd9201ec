"""What the organisations have agreed: who is a member, which measures in which version, and which targets. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from services.metrics.period import year_named
from services.metrics.subjects import organisation
from services.metrics.subjects.organisation import Organisation
from shared.contracts.agreements import (
    MeasureAgreed,
    MeasureObjected,
    MeasureProposed,
    MeasureRetired,
    MeasureTargetSet,
)
from shared.contracts.event import Recorded
from shared.withdrawal import standing

FIRST = 1
"""The version of a measure that nobody has proposed: the strategy's own."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an organisation said of one version of a measure."""

    on: date
    place: int
    version: int
    agrees: bool
    note: str | None = None


@dataclass
class Agreement:
    """The agreement as it is known at one moment."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    targets: dict[tuple[str, str, int], int] = field(default_factory=dict)
    """By measure, organisation and financial year: the last said."""
    proposals: dict[str, list[MeasureProposed]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[tuple[str, str], list[Statement]] = field(default_factory=lambda: defaultdict(list))
    """By measure and organisation."""
    retired: dict[str, MeasureRetired] = field(default_factory=dict)

    def members(self, day: date) -> list[str]:
        """Return who is a member on a day, by code."""
        return sorted(code for code, one in self.organisations.items() if one.member_on(day))

    def version(self, slug: str) -> int:
        """Return the current version of a measure: the highest proposed."""
        return max((one.version for one in self.proposals.get(slug, ())), default=FIRST)

    def stance(self, slug: str, code: str, day: date) -> Statement | None:
        """Return an organisation's latest statement, by a day, on the current version of a measure."""
        current = self.version(slug)
        said = [one for one in self.statements.get((slug, code), ()) if one.version == current and one.on <= day]
        return max(said, key=lambda one: (one.on, one.place), default=None)

    def agrees(self, slug: str, code: str, day: date) -> bool:
        """Return whether an organisation has agreed the current version of a measure by a day."""
        stance = self.stance(slug, code, day)
        return stance is not None and stance.agrees


def fold(facts: Iterable[Recorded]) -> Agreement:
    """Return what was agreed, from facts in any order that keeps each stream's."""
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    agreement = Agreement()
    for stream, said in streams.items():
        category, _, name = stream.partition("/")
        for fact in standing(said):
            if category == "organisation":
                known = agreement.organisations.get(name, Organisation())
                agreement.organisations[name] = organisation.evolve(known, fact)
            elif category == "measure":
                _take(agreement, name, fact)
    return agreement


def _take(agreement: Agreement, slug: str, fact: Recorded) -> None:
    match fact.event:
        case MeasureTargetSet(organisation=code, target=target, financial_year=year):
            agreement.targets[slug, code, year_named(year)] = target
        case MeasureProposed() as proposal:
            agreement.proposals[slug].append(proposal)
        case (
            MeasureAgreed(organisation=code, version=version, on=day, note=note)
            | MeasureObjected(organisation=code, version=version, on=day, note=note)
        ):
            agrees = isinstance(fact.event, MeasureAgreed)
            said = Statement(day, fact.version, version, agrees, note if isinstance(note, str) else None)
            agreement.statements[slug, code].append(said)
        case MeasureRetired() as retired:
            agreement.retired[slug] = retired
