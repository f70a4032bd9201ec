"""Who may be counted otherwise after a fact: its subject, and those who refer to what it changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from services.metrics import read_side
from services.metrics.definition import Measure
from services.metrics.ledger import touches
from services.metrics.recounts import Waiting
from services.metrics.references import Connections, referred
from shared.contracts.agreements import OrganisationJoined, OrganisationLeft
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.training import (
    AdviserRegistered,
    AdviserRetired,
    CourseAnnounced,
    CourseReclassified,
    PersonMerged,
)
from shared.postgres import Connection

MOST_AT_ONCE = 10_000
"""More than these are counted again in between, so that no live fact waits for them."""
CHANGING: frozenset[type[Event]] = frozenset(
    {
        CourseAnnounced, CourseReclassified, AdviserRegistered, AdviserRetired, PersonMerged,
        OrganisationJoined, OrganisationLeft,
    }
)  # fmt: skip
"""The facts after which those who refer to their subject may be counted otherwise."""
REFERRED_TO = frozenset({"course", "adviser", "person", "organisation"})


class Affected:
    """Knows which measures ask about which kind of subject."""

    def __init__(self, measures: Iterable[Measure]) -> None:
        self._by_kind: dict[str, list[Measure]] = defaultdict(list)
        for measure in measures:
            for kind in measure.subjects:
                self._by_kind[kind].append(measure)
        self._touched = cache(self._measures)

    def of_subject(self, subject: str) -> list[Measure]:
        """Return the measures that a subject contributes to."""
        return self._by_kind.get(subject.partition("/")[0], [])

    def measures(self, subject: str, fact: Recorded) -> tuple[Measure, ...]:
        """Return the measures to which a subject may contribute otherwise after a fact."""
        return self._touched(subject.partition("/")[0], type(fact.event))

    def _measures(self, kind: str, event: type[Event]) -> tuple[Measure, ...]:
        return tuple(one for one in self._by_kind.get(kind, ()) if touches(one, event))

    async def by(
        self, connection: Connection, about: Sequence[tuple[str, Recorded]], connections: Connections
    ) -> tuple[list[list[str]], list[Waiting]]:
        """Return who is to be counted again with each fact of a batch, and who later, because they are too many."""
        referring: dict[str, set[str]] = defaultdict(set)
        for subject, fact in about:
            for one in referred(fact):
                referring[one].add(subject)
            if isinstance(fact.event, PersonMerged):
                connections.connect(subject.partition("/")[2], fact.event.into)
        changed = [_changed(subject, fact, connections) for subject, fact in about]
        targets = {target for some in changed for target in some}
        for target, subjects in (await read_side.referring(connection, targets)).items():
            referring[target] |= subjects
        affected, later = [], []
        for (subject, fact), some in zip(about, changed, strict=True):
            others = {one for target in some for one in (target, *referring[target])}
            if len(others) > MOST_AT_ONCE:
                later += [(one.slug, who, fact.recorded_at) for who in others for one in self.measures(who, fact)]
                others = set()
            affected.append(sorted(one for one in {subject, *others} if self.measures(one, fact)))
        return affected, later


def _changed(subject: str, fact: Recorded, connections: Connections) -> set[str]:
    """Return what may be otherwise for others: the subject, and whoever may be the same person."""
    kind, _, key = subject.partition("/")
    withdrawn = isinstance(fact.event, FactWithdrawn) and kind in REFERRED_TO
    if type(fact.event) not in CHANGING and not withdrawn:
        return set()
    if kind in {"person", "adviser"}:
        return {f"{one}/{other}" for one in ("person", "adviser") for other in connections.closure(key)}
    return {subject}
