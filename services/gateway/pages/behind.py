"""What is behind a figure: the things themselves, each with the way to the facts about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day_of, period

SHOWN = 50
"""How many things a page lists."""
LONGEST_ID = 8


@dataclass(frozen=True)
class ThingView:
    """One thing that was counted, or was not, and why."""

    name: str
    link: str
    counted: bool
    reason: str
    period: str
    known_from: str


@dataclass(frozen=True)
class ThingsView:
    items: list[ThingView]
    further: str


def things_view(evidence: Mapping[str, Any], filters: Filters, path: str) -> ThingsView:
    """Return a page of things; only their own organisation is answered with any."""
    return ThingsView(
        items=[_thing(one) for one in evidence.get("items", [])],
        further=_further(evidence.get("next"), filters, path),
    )


def _thing(one: Mapping[str, Any]) -> ThingView:
    kind, name = one["kind"], str(one["thing"])
    short = name[:LONGEST_ID] if len(name) == len("00000000-0000-0000-0000-000000000000") else name
    return ThingView(
        name=f"{words.capital(kind)} {short}",
        link=f"/things/{one['stream']}" if one["stream"] else "",
        counted=one["counted"],
        reason=words.capital(one["reason"] or ""),
        period=period(one["period"]),
        known_from=day_of(datetime.fromisoformat(one["known_from"]).isoformat()),
    )


def _further(after: str | None, filters: Filters, path: str) -> str:
    if not after:
        return ""
    [cursor] = parse_qs(urlsplit(after).query)["cursor"]
    address = filters.link(path)
    return f"{address}{'&' if '?' in address else '?'}cursor={cursor}#things"
