"""One page of a list: what was asked for, found with one query, each entry as its reader may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import ColumnElement, Double, Select, Text, cast, false, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics import cursors, questions, sharing
from services.metrics.asking import Reading
from services.metrics.disclosure import Reader
from services.metrics.register.at_reading import completed
from services.metrics.register.filters import LONGEST, Condition, Given, malformed
from services.metrics.register.lists import Listing
from services.metrics.register.thing import Item
from services.metrics.tables import things, words
from shared.http import Problem

Sort: TypeAlias = Literal["newest", "oldest", "rank"]
Place: TypeAlias = tuple[Sort, float, date, str]
"""Where a page ended: how it was sorted, and the rank, day and name of its last entry."""
_UNRANKED = literal(0.0, Double)


@dataclass(frozen=True)
class Page:
    """Some entries of a list, and the cursor after them when there are more."""

    items: list[Item]
    cursor: str | None


async def page(reading: Reading, listing: Listing, parameters: Mapping[str, str]) -> Page:
    """Return the page that these parameters ask for."""
    reader, most = reading.question.reader, questions.limit(parameters.get("limit"))
    sort = _sort(parameters)
    searched = await _searched(reading.connection, parameters.get("q", ""))
    rank = _UNRANKED if searched is None else cast(func.ts_rank(words.c.found, searched), Double)
    asked = (
        select(things.c.name, things.c.day, things.c.owners, things.c.item, rank.label("rank"))
        .where(things.c.category == listing.category, or_(things.c.shared, _own(reader)))
        .where(*_conditions(reading, listing, parameters))
    )
    if searched is not None:
        asked = asked.join(words, words.c.name == things.c.words_of).where(words.c.found.bool_op("@@")(searched))
    rows = list(await reading.connection.execute(_from(asked, sort, rank, parameters.get("cursor")).limit(most + 1)))
    items = [sharing.entry(listing.category, row.item, frozenset(row.owners), reader) for row in rows[:most]]
    last = rows[most - 1] if len(rows) > most else None
    return Page(
        await completed(reading, listing.category, items),
        last and cursors.after((sort, last.rank, last.day, last.name)),
    )


async def one(reading: Reading, category: str, identifier: str) -> Item | None:
    """Return one entry as its reader may see it, None where there is none for them."""
    reader, name = reading.question.reader, f"{category}/{identifier}"
    asked = select(things.c.owners, things.c.item).where(
        things.c.category == category, things.c.name == name, or_(things.c.shared, _own(reader))
    )
    row = (await reading.connection.execute(asked)).one_or_none()
    if row is None:
        return None
    [item] = await completed(reading, category, [sharing.entry(category, row.item, frozenset(row.owners), reader)])
    return item


def _sort(parameters: Mapping[str, str]) -> Sort:
    """Return how the list is sorted: what was searched for by rank, everything else the newest first."""
    found: Any = parameters.get("sort") or ("rank" if parameters.get("q") else "newest")
    if found not in get_args(Sort):
        raise malformed("sort", f"`sort` is one of {', '.join(get_args(Sort))}.")
    return found  # type: ignore[no-any-return]


def _from(asked: Select[Any], sort: Sort, rank: ColumnElement[float], cursor: str | None) -> Select[Any]:
    """Sort, and go on where the page before ended."""
    key = (rank, things.c.day, things.c.name) if sort == "rank" else (things.c.day, things.c.name)
    ascending = sort == "oldest"
    if cursor is not None:
        sorted_by, *place = cursors.place(cursor, Place)
        if sorted_by != sort:
            raise cursors.not_one()
        reached = tuple_(*place[-len(key) :])
        asked = asked.where(tuple_(*key) > reached if ascending else tuple_(*key) < reached)
    return asked.order_by(*(one.asc() if ascending else one.desc() for one in key))


def _conditions(reading: Reading, listing: Listing, parameters: Mapping[str, str]) -> list[Condition]:
    found: list[Condition] = []
    asked = {**listing.otherwise, **parameters}
    given = Given(asked, reading.question.today)
    for name in sorted(asked.keys() & listing.filters.keys()):
        _check(reading, listing, name, asked[name])
        one = listing.filters[name]
        found.append(one.condition(name, given))
        if one.reveals is not None and one.reveals not in sharing.ENTRIES[listing.category].shared:
            # Whether others have it is not for this reader to know.
            found.append(_own(reading.question.reader))
    return found


def _check(reading: Reading, listing: Listing, name: str, value: str) -> None:
    if "\x00" in value or not 0 < len(value) <= LONGEST:
        raise malformed(name, f"`{name}` is a text of 1 to {LONGEST} characters.")
    organisation = name in {"organisation", "partner"} and not listing.by_anyone
    if organisation and value not in reading.agreement.organisations:
        raise Problem(404, "UnknownOrganisation", f"No organisation with the code {value[:100]} has ever joined.")


def _own(reader: Reader) -> ColumnElement[bool]:
    return false() if reader.organisation is None else things.c.owners.contains([reader.organisation])


async def _searched(connection: AsyncConnection, q: str) -> ColumnElement[Any] | None:
    """Return what to search for, None for nothing. The last word may still be unfinished."""
    if not q.strip():
        return None
    if "\x00" in q or len(q) > LONGEST:
        raise malformed("q", f"`q` is a text of at most {LONGEST} characters.")
    read = select(cast(func.websearch_to_tsquery("english", q), Text))
    found = str((await connection.execute(read)).scalar_one())
    return cast(literal(f"{found}:*" if found.endswith("'") else found, Text), TSQUERY)
