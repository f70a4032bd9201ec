"""How the projector writes the register and the library: in the batch's transaction, only what is another now."""

import hashlib
from collections.abc import Sequence

import msgspec

from services.metrics.known import Known
from services.metrics.register import entries
from services.metrics.register.thing import Span, Thing
from shared.consumer import CannotApply
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.project import ProjectVoided
from shared.postgres import Connection

MOST_REMEMBERED = 100_000
MOST_SEARCHED = 100_000
"""Characters of the least telling words: a search vector has a limit of its own."""
REMOVING: tuple[type[Event], ...] = (FactWithdrawn, ProjectVoided)
"""After these a subject may have fewer entries than before."""

REMOVE = """
WITH gone AS (DELETE FROM things WHERE subject = ANY($1::text[]) RETURNING name)
DELETE FROM words USING gone WHERE words.name = gone.name
"""
KEEP = """
INSERT INTO things (name, category, subject, day, owners, shared, during, facets, score, words_of, item)
SELECT name, category, subject, day, owners::text[], shared, during::datemultirange, facets::text[], score, words_of,
       item::json
FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::bool[], $7::text[], $8::text[],
            $9::int[], $10::text[], $11::text[])
    AS new (name, category, subject, day, owners, shared, during, facets, score, words_of, item)
ON CONFLICT (name) DO UPDATE
SET (subject, day, owners, shared, during, facets, score, words_of, item) =
    (excluded.subject, excluded.day, excluded.owners, excluded.shared, excluded.during, excluded.facets,
     excluded.score, excluded.words_of, excluded.item)
"""
KEEP_WORDS = """
INSERT INTO words (name, found)
SELECT name, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', aim), 'B')
             || setweight(to_tsvector('english', rest), 'C')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS new (name, title, aim, rest)
ON CONFLICT (name) DO UPDATE SET found = excluded.found
"""

Row = tuple[object, ...]


class Keeper:
    """Remembers what it has written, so that what has not changed is not written again."""

    def __init__(self) -> None:
        self._written: dict[str, tuple[bytes, bytes]] = {}

    async def keep(self, connection: Connection, about: Sequence[tuple[str, Recorded]], known: Known) -> None:
        """Write the entries of these facts' subjects, all of whose facts are known."""
        last = dict(about)
        removing = [subject for subject, fact in about if isinstance(fact.event, REMOVING)]
        found = {subject: _entries(subject, known, fact) for subject, fact in last.items()}
        if removing:
            await connection.execute(REMOVE, removing)
            for subject in removing:
                for one in found[subject]:
                    self._written.pop(one.name, None)
        rows, words = self._new([(subject, one) for subject, things in found.items() for one in things])
        await _write(connection, KEEP, rows)
        await _write(connection, KEEP_WORDS, words)

    def _new(self, things: Sequence[tuple[str, Thing]]) -> tuple[list[Row], list[Row]]:
        """Return what is another than it was written last."""
        if len(self._written) > MOST_REMEMBERED:
            self._written.clear()
        rows, words = [], []
        for subject, one in things:
            row, its_words = _row(subject, one), _words(one)
            before = self._written.get(one.name, (b"", b""))
            now = (_digest(row), _digest(its_words))
            if now[0] != before[0]:
                rows.append(row)
            if one.words is not None and now[1] != before[1]:
                words.append(its_words)
            self._written[one.name] = now
        return rows, words


def _entries(subject: str, known: Known, fact: Recorded) -> list[Thing]:
    try:
        return entries(subject, known.facts[subject], known.states.get(subject))
    except Exception as error:
        raise CannotApply(fact, f"{type(error).__name__}: {error}") from error


def _row(subject: str, one: Thing) -> Row:
    spans: tuple[Span, ...] = one.during or ((one.day, one.day),)
    during = ",".join(f"[{first},{last or ''}]" for first, last in spans if last is None or first <= last)
    return (
        one.name, one.name.partition("/")[0], subject, one.day, _array(sorted(one.owners)), one.shared,
        f"{{{during}}}", _array(one.facets), one.score, one.words_of or one.name,
        msgspec.json.encode(one.item).decode(),
    )  # fmt: skip


def _words(one: Thing) -> Row:
    if one.words is None:
        return ()
    return (one.name, one.words.title, one.words.aim, one.words.rest[:MOST_SEARCHED])


def _array(texts: Sequence[str]) -> str:
    """Return texts as PostgreSQL writes an array of them."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _digest(row: Row) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(row), digest_size=16).digest()


async def _write(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    if rows:
        await connection.execute(statement, *map(list, zip(*rows, strict=True)))
