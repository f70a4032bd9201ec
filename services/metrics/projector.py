"""Fold facts into the read side, in the batch's transaction: facts, ledger and figures.

A fact's subject is counted again, and so is whoever refers to it. When the fact was recorded later than everything
that a subject and what it refers to already have, its rows go on from where they are; otherwise its whole timeline
is worked out anew and the difference written. The outcome is the same for every order of arrival.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial

from services.metrics import read_side, recounts, register, touched
from services.metrics.affected import Affected
from services.metrics.changes import Changes, difference, told
from services.metrics.definition import Measure
from services.metrics.folding import About, Outcome, fold
from services.metrics.ledger import Row, timeline
from services.metrics.memory import Memory
from services.metrics.references import referred
from services.metrics.register.keeping import Keeper
from services.metrics.subjects import publication
from shared.contracts.event import Recorded
from shared.contracts.publication import PublicationRecorded
from shared.postgres import Connection

FEW = 100
"""So many facts are counted before anybody notices."""


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
        outcome = await _meanwhile(
            partial(fold, memory, self.affected, about, affected), _keep(connection, about, many), len(about)
        )
        changes = told(row for one, steps in outcome.steps.items() if one not in outcome.late for row in steps)
        changes.add(await self._anew(connection, outcome.late, self.measures))
        await self.keeper.keep(connection, [one for one in about if one[0] in listed], memory.known)
        await self._write(connection, changes)

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


async def _keep(connection: Connection, about: Sequence[About], many: Sequence[recounts.Waiting]) -> None:
    """Write down what is known of a batch before anything of it is counted."""
    facts = [fact for _, fact in about]
    await read_side.keep_facts(connection, about)
    await read_side.keep_references(connection, {(one, subject) for subject, fact in about for one in referred(fact)})
    await read_side.keep_accepted(connection, facts)
    await recounts.queue(connection, many)
    await touched.note(connection, touched.by_facts(facts))


async def _meanwhile(count: Callable[[], Outcome], write: Coroutine[None, None, None], size: int) -> Outcome:
    """Count while PostgreSQL writes. Of a large batch in a thread: the loop has others to serve, too."""
    writing = asyncio.create_task(write)
    try:
        return await asyncio.to_thread(count) if size > FEW else count()
    finally:
        # Whatever becomes of the batch, nobody else may speak on this connection before.
        await writing


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
