"""O5 on a running system: the read side is what its facts come to, subject after subject, within one snapshot."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping

from services.metrics import read_side
from services.metrics.counting import Counted, Figure, Moves, Pair
from services.metrics.definition import Measure
from services.metrics.ledger import Row, timeline
from services.metrics.measures import MEASURES
from services.metrics.memory import Memory
from shared.postgres import Connection

AT_ONCE = 250
SUBJECTS = "SELECT DISTINCT subject FROM facts WHERE subject > $1 ORDER BY subject LIMIT $2"
WAITING = "SELECT measure, subject FROM recounts"
FILLED = "SELECT slug, definition_version FROM measures WHERE after IS NULL"
OPEN = """
SELECT measure, subject, grain, first, last, organisation, counted, numerator, denominator, in_system, reason,
       known_from, known_to FROM ledger WHERE measure = $1 AND known_to IS NULL
"""
FIGURES = "SELECT * FROM figures WHERE measure = $1"
COUNTS = "SELECT * FROM distinct_counts WHERE measure = $1"


async def counted_here(connection: Connection) -> dict[str, Measure]:
    """Return the measures that this read side counts as this release does, from the first fact on."""
    found = {row[0]: row[1] for row in await connection.fetch(FILLED)}
    return {slug: one for slug, one in MEASURES.items() if found.get(slug) == one.definition.version}


async def ledger_faults(connection: Connection, measures: Mapping[str, Measure]) -> AsyncIterator[tuple[int, str]]:
    """Yield, for some subjects at a time, how many rows they have, and then what is wrong with these ("" at first)."""
    waiting = {(row[0], row[1]) for row in await connection.fetch(WAITING)}
    memory, after = Memory(measures), ""
    await memory.begin(connection)
    while subjects := {row[0] for row in await connection.fetch(SUBJECTS, after, AT_ONCE)}:
        after = max(subjects)
        await memory.load(connection, subjects)
        written: dict[str, list[Row]] = defaultdict(list)
        for row in await read_side.all_rows(connection, subjects, measures.keys()):
            written[row.subject].append(row)
        yield sum(map(len, written.values())), ""
        for subject in sorted(subjects):
            for words in _differing(memory, measures.values(), subject, written[subject], waiting):
                yield 0, words
        memory.shrink()


def _differing(
    memory: Memory, measures: Iterable[Measure], subject: str, written: Iterable[Row], waiting: set[tuple[str, str]]
) -> Iterable[str]:
    mine = [one for one in measures if subject.partition("/")[0] in one.subjects and (one.slug, subject) not in waiting]
    said = {one: memory.known.facts.get(one, []) for one in {subject, *memory.references(subject)}}
    expected = set(timeline(mine, subject, said, memory.connections))
    actual = {row for row in written if (row.measure, subject) not in waiting}
    for row in expected - actual:
        yield f"the ledger lacks {row.measure} of {subject}, known from {row.known_from}"
    for row in actual - expected:
        yield f"the ledger has too much: {row.measure} of {subject}, known from {row.known_from}"


async def figure_faults(connection: Connection, measures: Mapping[str, Measure]) -> AsyncIterator[tuple[int, str]]:
    """Yield, for each measure, how many figures it keeps, and then which are not the sums of its rows ("" at first)."""
    for slug in sorted(measures):
        moves = Moves(measures)
        async for found in connection.cursor(OPEN, slug, prefetch=2_000):
            moves.add(slug, [read_side.row(found).contribution], 1)
        expected: dict[object, Pair] = dict(moves.settle({}).items())
        expected |= {one: (n, d) for one, n, d in moves.moved()}
        actual: dict[object, Pair] = {
            Figure(*row[:4]): (row[4], row[5]) for row in await connection.fetch(FIGURES, slug)
        }
        for row in await connection.fetch(COUNTS, slug):
            actual[Counted(Figure(*row[:4]), row[4])] = (row[5], row[6])
        yield len(actual), ""
        none = (0, 0)
        for key in expected.keys() | actual.keys():
            if expected.get(key, none) != actual.get(key, none):
                yield 0, f"{key} is {actual.get(key, none)}, its rows come to {expected.get(key, none)}"
