"""What the read side has to be, worked out from all facts at once: nothing kept, nothing taken further."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.metrics import ledger
from services.metrics.contribution import Contribution
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Kind, Measure
from services.metrics.ledger import Row
from services.metrics.measures import MEASURES
from services.metrics.period import Grain, months_of
from services.metrics.references import Connections, referred
from services.metrics.subjects import kind_of as subject_kind
from services.metrics.subjects import known_of, publication
from services.metrics.world import World
from shared.contracts.event import Recorded
from shared.contracts.publication import PublicationRecorded
from shared.contracts.training import PersonMerged

Holding = set[tuple[str, str, Contribution]]
"""What contributes to which measure, and what."""


def by_subject(facts: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    """Return facts by what they are about; records of one publication are about one thing."""
    ordered = sorted(facts, key=lambda fact: (fact.recorded_at, fact.stream, fact.version))
    keys = {
        fact.stream: f"publication/{publication.key(fact.event)}"
        for fact in ordered
        if isinstance(fact.event, PublicationRecorded)
    }
    found: dict[str, list[Recorded]] = defaultdict(list)
    for fact in ordered:
        found[keys.get(fact.stream, fact.stream)].append(fact)
    return found


def connections(facts: Iterable[Recorded]) -> Connections:
    """Return who was ever merged with whom."""
    found = Connections()
    for fact in facts:
        if isinstance(fact.event, PersonMerged):
            found.connect(fact.stream.partition("/")[2], fact.event.into)
    return found


def holding(facts: Sequence[Recorded], measures: Mapping[str, Measure] = MEASURES) -> Holding:
    """Return what contributes after all of these facts: a fold of those that stand."""
    told = by_subject(facts)
    states: dict[str, Any] = {one: known_of(one, said) for one, said in told.items() if subject_kind(one)}
    world = World(states, connections(facts))
    return {
        (slug, subject, one)
        for slug, measure in measures.items()
        for subject, state in states.items()
        if subject.partition("/")[0] in measure.subjects
        for one in measure.contributions(state, world)
    }


def known_at(rows: Iterable[Row], moment: datetime) -> Holding:
    """Return what these rows say was known at a moment."""
    return {
        (row.measure, row.subject, row.contribution)
        for row in rows
        if row.known_from <= moment and (row.known_to is None or moment < row.known_to)
    }


def rows(facts: Sequence[Recorded], subjects: Collection[str] | None = None) -> list[Row]:
    """Return every row of the ledger of some subjects, or of all."""
    told, joined = by_subject(facts), connections(facts)
    refers = {one: {other for fact in said for other in referred(fact)} for one, said in told.items()}
    found = []
    for subject in told if subjects is None else subjects:
        itself = {subject} if subject.startswith(("person/", "adviser/")) else set()
        others = {subject, *joined.widened(refers[subject] | itself)}
        mine = [measure for measure in MEASURES.values() if subject.partition("/")[0] in measure.subjects]
        found += ledger.timeline(mine, subject, {one: told.get(one, []) for one in others}, joined)
    return found


def counted(
    holding: Iterable[tuple[str, str, Contribution]], slug: str, whose: str, grain: Grain, period: int
) -> tuple[int, int]:
    """Count, thing by thing, what is in the numerator and in the denominator of one figure."""
    by_month = grain is Grain.YEAR and MEASURES[slug].kind is Kind.HAPPENINGS
    parts = months_of(period) if by_month else [period]
    things: tuple[set[str], set[str]] = (set(), set())
    for measure, _, one in holding:
        mine = one.in_system if whose == WHOLE_SYSTEM else one.organisation == whose
        right_grain = one.grain is (Grain.MONTH if by_month else grain)
        if measure == slug and mine and right_grain and any(one.first <= part <= one.last for part in parts):
            things[0].update([one.counted] * (one.numerator > 0))
            things[1].update([one.counted] * (one.denominator > 0))
    return len(things[0]), len(things[1])
