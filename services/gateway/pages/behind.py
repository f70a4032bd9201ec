"""What is behind a figure: the things themselves, each with the way to the facts about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.gateway.pages import words
from services.gateway.pages.cells import Cell, Listing, listing
from services.gateway.pages.filters import Filters, is_key
from services.gateway.pages.moments import day_of, period

SHOWN = 50
"""How many things a page lists."""
LONGEST_KEY = 8


@dataclass(frozen=True)
class ThingsView:
    """A page of things, and the way to the next."""

    table: Listing | None
    further: str


def things_view(evidence: Mapping[str, Any], filters: Filters, path: str, titles: Mapping[str, str]) -> ThingsView:
    """Return a page of things, by their titles where they are known; only their own organisation is answered any."""
    rows = [_thing(one, titles) for one in evidence.get("items", [])]
    columns = ("Thing", "Counted", "Why", "From", "Known since")
    return ThingsView(
        table=listing("What was counted and what was not, one by one", columns, rows) if rows else None,
        further=_further(evidence.get("next"), filters, path),
    )


def _thing(one: Mapping[str, Any], titles: Mapping[str, str]) -> list[Cell | str]:
    kind, name = one["kind"], str(one["thing"])
    named = titles.get(name) or f"{words.capital(kind)} {name[:LONGEST_KEY] if is_key(name) else name}"
    return [
        Cell(named, f"/things/{one['stream']}" if one["stream"] else ""),
        "Yes" if one["counted"] else "No",
        words.capital(one["reason"] or ""),
        period(one["period"]),
        day_of(one["known_from"]),
    ]


def _further(after: str | None, filters: Filters, path: str) -> str:
    if not after:
        return ""
    [cursor] = parse_qs(urlsplit(after).query)["cursor"]
    address = filters.link(path)
    return f"{address}{'&' if '?' in address else '?'}cursor={cursor}#things"
