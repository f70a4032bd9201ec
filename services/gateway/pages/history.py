"""A stream's facts as a reader is told them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.pages import words
from services.gateway.pages.filters import is_key
from services.gateway.pages.moments import day, moment
from services.gateway.pages.project_words import said

Fact = Mapping[str, Any]
Taker = Callable[[Fact], str]
LENGTH_OF_DAY = len("2022-05-01")


def _nobody(_: Fact) -> str:
    return ""


@dataclass(frozen=True)
class FactView:
    """One fact: what was said, of when, by whom, and since when it is known."""

    name: str
    by: str
    recorded: str
    source: str
    id: str
    details: Sequence[tuple[str, str]]
    taken_back: bool
    take_back: str = ""
    """Where its reader can take it back, if they can."""


def standing(history: Iterable[Fact]) -> list[Fact]:
    """Return the facts that were not taken back, and no takings back."""
    facts: list[Fact] = []
    for fact in history:
        if fact["type"].endswith(".fact_withdrawn"):
            facts = [one for one in facts if one["id"] != fact["data"].get("event_id")]
        else:
            facts.append(fact)
    return facts


def of_type(facts: Iterable[Fact], *types: str) -> list[Fact]:
    return [fact for fact in facts if fact["type"].partition(".")[2] in types]


def history_view(history: Sequence[Fact], names: Mapping[str, str], taker: Taker = _nobody) -> list[FactView]:
    """Return every fact, the latest first; `taker` says where a fact that stands can be taken back."""
    kept = {one["version"] for one in standing(history)}
    return [
        FactView(
            name=words.fact(one["type"]),
            by=names.get(one["organisation"], one["organisation"]),
            recorded=moment(one["recorded_at"]),
            source=one["source"],
            id=one["id"],
            details=[(said(name), told(value, names)) for name, value in one["data"].items()],
            taken_back=one["version"] not in kept and not one["type"].endswith(".fact_withdrawn"),
            take_back=taker(one) if one["version"] in kept else "",
        )
        for one in reversed(history)
    ]


def told(value: object, names: Mapping[str, str]) -> str:
    """Return a field's value as people write it."""
    match value:
        case bool():
            return "Yes" if value else "No"
        case None:
            return "Nothing"
        case list() | tuple():
            return "; ".join(told(one, names) for one in value)
        case dict():
            return ", ".join(f"{said(name).lower()} {told(one, names)}" for name, one in value.items())
        case str():
            return _text(value, names)
        case _:
            return str(value)


def _text(value: str, names: Mapping[str, str]) -> str:
    if value in names:
        return names[value]
    if len(value) == LENGTH_OF_DAY and value[4:8:3] == "--" and value.replace("-", "").isdecimal():
        return day(value)
    return value[:8] + "…" if is_key(value) else value
