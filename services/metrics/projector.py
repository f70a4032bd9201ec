"""Fold facts into the read side, in the batch's transaction: facts, ledger and figures.

A fact's subject is counted again, and so is whoever refers to it. When the fact was recorded later than everything
that a subject and what it refers to already have, its rows go on from where they are; otherwise its whole timeline
is worked out anew and the difference written. The outcome is the same for every order of arrival.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.metrics import read_side, recounts, register, touched
from services.metrics.affected import Affected
from services.metrics.changes import Changes, difference, told
from services.metrics.definition import Measure
from services.metrics.ledger import Held, Row, advance, timeline, transition
from services.metrics.memory import Memory
from services.metrics.references import referred
from services.metrics.register.keeping import Keeper
from services.metrics.subjects import publication
from shared.consumer import CannotApply
from shared.contracts.event import Recorded
from shared.contracts.publication import PublicationRecorded
from shared.postgres import Connection

About = tuple[str, Recorded]
"""A fact with its subject."""


NOTHING: Held = {}


@dataclass
class Outcome:
    """What follows from a batch of facts, in memory."""

    steps: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    """What ended and what began, by subject."""
    late: set[str] = field(default_factory=set)
    """The subjects whose whole timeline is to be worked out anew."""


class Projector:
    """Applies batches of facts for a set of measures."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self.measures = measures
        self.affected = Affected(measures.values())
        self.memory, self.keeper = Memory(measures), Keeper()

    async def apply(self, connection: Connection, facts: Sequence[Recorded]) -> None:
        """Take in a batch, in the order in which it was recorded."""
        if facts:
            try:
                await self._apply(connection, facts)
            except BaseException:
                self.forget()
                raise

    async def recount(self, connection: Connection, subjects: set[str], measures: Iterable[str]) -> None:
        """Work out anew what subjects contribute to measures, and write down what is otherwise."""
        try:
            await self.memory.begin(connection)
            await self.memory.load(connection, subjects)
            await self._write(connection, await self._anew(connection, subjects, measures))
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Start again from what is written down: a transaction that failed has written nothing."""
        self.memory, self.keeper = Memory(self.measures), Keeper()

    async def _apply(self, connection: Connection, facts: Sequence[Recorded]) -> None:
        memory = self.memory
        await memory.begin(connection)
        about = await _with_subjects(connection, facts)
        affected, many = await self.affected.by(connection, about, memory.connections)
        subjects = {one for some in affected for one in some}
        await memory.load(connection, subjects, [one for _, fact in about for one in referred(fact)])
        listed = register.touched(about)
        await memory.load_facts(connection, listed)
        outcome = Outcome()
        for (subject, fact), who in zip(about, affected, strict=True):
            self._take(outcome, subject, fact, who)
        changes = told(row for one, steps in outcome.steps.items() if one not in outcome.late for row in steps)
        changes.add(await self._anew(connection, outcome.late, self.measures))
        await read_side.keep_facts(connection, about)
        references = {(one, subject) for subject, fact in about for one in referred(fact)}
        await read_side.keep_references(connection, references)
        await read_side.keep_accepted(connection, facts)
        await recounts.queue(connection, many)
        await touched.note(connection, touched.by_facts(facts))
        await self.keeper.keep(connection, [one for one in about if one[0] in listed], memory.known)
        await self._write(connection, changes)

    def _take(self, outcome: Outcome, subject: str, fact: Recorded, affected: Sequence[str]) -> None:
        """Take in one fact, and count again whoever may be counted otherwise after it."""
        try:
            outcome.late.update(one for one in affected if self._is_late(one, subject, fact))
            if subject in self.memory.known.facts:
                self.memory.known.take(subject, fact)
            for one in affected:
                if one not in outcome.late:
                    outcome.steps[one] += self._count(one, fact)
        except Exception as error:
            raise CannotApply(fact, f"{type(error).__name__}: {error}") from error

    def _is_late(self, one: str, subject: str, fact: Recorded) -> bool:
        """Return whether something recorded at or after this fact has been taken into account already."""
        known, at = self.memory.known.moments, fact.recorded_at
        if one in known and known[one] >= at:
            return True
        if any(known[other] >= at for other in self.memory.references(one) if other in known):
            return True
        new = self.memory.connections.widened(referred(fact)) if one == subject else ()
        return any(known[other] >= at for other in new if other in known)

    def _count(self, subject: str, fact: Recorded) -> list[Row]:
        rows: list[Row] = []
        world, held = self.memory.world, self.memory.held[subject]
        known = world.of(subject)
        for measure in self.affected.measures(subject, fact):
            before = held.get(measure.slug, NOTHING)
            after = advance(before, measure.contributions(known, world), fact.recorded_at)
            if after.keys() != before.keys():
                rows += transition(measure.slug, subject, before, after, fact.recorded_at)
                held[measure.slug] = after
        return rows

    async def _anew(self, connection: Connection, subjects: set[str], measures: Iterable[str]) -> Changes:
        """Work out whole timelines anew, and return by what they differ from the rows that are written down."""
        changes, slugs = Changes(), set(measures)
        written: dict[str, list[Row]] = defaultdict(list)
        for row in await read_side.all_rows(connection, subjects, slugs):
            written[row.subject].append(row)
        for subject in sorted(subjects):
            mine = [one for one in self.affected.of_subject(subject) if one.slug in slugs]
            known = self.memory.known.facts
            said = {one: known.get(one, []) for one in {subject, *self.memory.references(subject)}}
            rows = timeline(mine, subject, said, self.memory.connections)
            changes.add(difference(written[subject], rows))
            self.memory.hold_rows(subject, [one.slug for one in mine], rows)
        return changes

    async def _write(self, connection: Connection, changes: Changes) -> None:
        await read_side.keep_rows(connection, changes)
        await touched.note(connection, touched.by_rows(changes))
        await read_side.keep_figures(connection, changes.moves(self.measures))
        self.memory.shrink()


async def _with_subjects(connection: Connection, facts: Sequence[Recorded]) -> list[About]:
    """Return each fact with its subject: its stream, or which publication its record is of."""
    keys = {
        fact.stream: f"publication/{publication.key(fact.event)}"
        for fact in facts
        if isinstance(fact.event, PublicationRecorded)
    }
    others = {fact.stream for fact in facts if fact.stream.startswith("publication/")} - keys.keys()
    keys |= await read_side.subjects_of(connection, others)
    return [(keys.get(fact.stream, fact.stream), fact) for fact in facts]
