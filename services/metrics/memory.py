"""What the projector has in memory of the read side: subjects, all that they refer to, and what they hold."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from services.metrics import read_side
from services.metrics.known import Known
from services.metrics.ledger import Held, Row
from services.metrics.references import Connections
from services.metrics.world import World
from shared.postgres import Connection

MOST_FACTS = 50_000
NOTHING: AbstractSet[str] = frozenset()


class Memory:
    """A part of the read side, brought in as it is asked for. One writer has it, so nothing else changes it."""

    def __init__(self, measures: Iterable[str]) -> None:
        self.measures = frozenset(measures)
        self.known, self.connections = Known(), Connections()
        self.world = World(self.known.states, self.connections)
        self.held: dict[str, dict[str, Held]] = {}
        """What each subject holds in each measure."""
        self._began = False

    async def begin(self, connection: Connection) -> None:
        """Bring in what is always needed: who was ever merged with whom."""
        if not self._began:
            for one, other in await read_side.merged(connection):
                self.connections.connect(one, other)
            self._began = True

    async def load(self, connection: Connection, subjects: set[str], references: Iterable[str] = ()) -> None:
        """Bring in subjects, what they hold, what they refer to, and what they are about to refer to."""
        await self.load_facts(connection, subjects)
        referred_to = {other for one in subjects for other in self.references(one)}
        await self.load_facts(connection, {*self.connections.widened(references), *referred_to})
        unheld = subjects - self.held.keys()
        self.held.update((subject, {}) for subject in unheld)
        for row in await read_side.open_rows(connection, unheld):
            if row.measure in self.measures:
                held = self.held[row.subject]
                held[row.measure] = {**held.get(row.measure, {}), row.contribution: row.known_from}

    async def load_facts(self, connection: Connection, subjects: set[str]) -> None:
        """Bring in all facts of subjects."""
        missing = subjects - self.known.facts.keys()
        if missing:
            for subject, facts in (await read_side.facts(connection, missing)).items():
                self.known.put(subject, facts)

    def references(self, subject: str) -> AbstractSet[str]:
        """Return all that a subject may refer to, as far as it is known."""
        referred = self.known.referred.get(subject, NOTHING)
        if subject.startswith(("person/", "adviser/")):
            return set(self.connections.widened((*referred, subject)))
        return set(self.connections.widened(referred)) if referred else NOTHING

    def hold_rows(self, subject: str, measures: Iterable[str], rows: Iterable[Row]) -> None:
        """Remember what a subject holds in measures, from all of its rows in them."""
        held = {**self.held[subject], **{slug: {} for slug in measures}}
        for row in rows:
            if row.known_to is None:
                held[row.measure] = {**held[row.measure], row.contribution: row.known_from}
        self.held[subject] = held

    def shrink(self) -> None:
        """Drop what was brought in longest ago, once there is too much."""
        if self.known.size <= MOST_FACTS:
            return
        for subject in list(self.known.facts):
            self.known.forget(subject)
            self.held.pop(subject, None)
            if self.known.size <= MOST_FACTS // 2:
                return
