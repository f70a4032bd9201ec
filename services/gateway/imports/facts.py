"""Rows as facts, under identities that come of what they say: a file that comes again says nothing twice. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from services.gateway.imports.kind import Context, Hindrance, Kind, Said, Told
from services.gateway.imports.rows import Fault, Row, Table

SHOWN_DIGITS = 40


@dataclass(frozen=True)
class Planned:
    """A row and the facts it tells."""

    row: Row
    facts: Sequence[Said]
    raws: Sequence[bytes]
    is_provisional: bool = False
    """Whether it rests on what has to be written first."""

    @property
    def thing(self) -> str:
        """What it is about: rows about one thing are decided in their order."""
        return self.facts[0].subject if self.facts else ""


def plan(table: Table, kind: Kind[Any], context: Context, known: Any) -> tuple[list[Planned], list[Fault]]:
    """Return the rows that can be judged, and what is wrong with the others."""
    planned: list[Planned] = []
    faults: list[Fault] = []
    seen: dict[Any, int] = {}
    for row in table.rows:
        if row.faults:
            faults += row.faults
            continue
        try:
            told = kind.tell(row.values, context, known)
            if (before := seen.setdefault(told.about, row.number)) != row.number:
                raise Hindrance(f"Row {before} says the same already: leave one of the two.", kind="SaidTwice")
            planned.append(_planned(row, told, kind, context))
        except Hindrance as error:
            at, title = table.place(error.column)
            faults.append(Fault(row.number, at, title, error.kind, error.words))
    return planned, faults


def again(planned: Iterable[Planned], kind: Kind[Any], context: Context, known: Any) -> list[Planned]:
    """Return the same rows with what is known by now."""
    return [_planned(one.row, kind.tell(one.row.values, context, known), kind, context) for one in planned]


def column_of(said: Said, field: str) -> str:
    """Return the column that a field of a fact comes from: `hosts.1` from `hosts`."""
    name = field.partition(".")[0]
    return said.columns.get(name, name)


def _planned(row: Row, told: Told, kind: Kind[Any], context: Context) -> Planned:
    return Planned(row, told.facts, [_raw(one, kind, context) for one in told.facts], told.is_provisional)


def _raw(said: Said, kind: Kind[Any], context: Context) -> bytes:
    data = msgspec.json.encode(said.data, order="sorted")
    what = data.decode() if said.identity is None else repr(said.identity)
    digest = sha256(f"{said.subject}\n{said.type}\n{what}".encode()).hexdigest()[:SHOWN_DIGITS]
    event: Mapping[str, Any] = {
        "specversion": "1.0",
        "id": f"{said.type}/{digest}",
        "source": f"urn:nhs:ods:{context.organisation}:import:{kind.slug}",
        "type": said.type,
        "subject": said.subject,
        "data": msgspec.Raw(data),
    }
    return msgspec.json.encode(event)
