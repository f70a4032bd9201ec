"""What has changed since a board last saw the figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.pages import words
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day_of, instant, moment
from services.gateway.pages.sources import Definition, Figure

CHANGES = {
    (True, True): "counted since",
    (True, False): "no longer counted",
    (False, True): "looked at since, not counted",
    (False, False): "no longer looked at",
}
"""What became of a thing: whether it is one of the numerator, and whether it came or went."""


@dataclass(frozen=True)
class Then:
    """One measure as the board saw it, and as it is now."""

    slug: str
    title: str
    link: str
    then: str
    now: str
    then_status: words.Status
    now_status: words.Status
    restated: Sequence[str]
    changed: bool

    @property
    def counted(self) -> str:
        """Return `3 counted since, 1 no longer counted`."""
        kinds = Counter(self.restated)
        return ", ".join(f"{kinds[kind]:,} {kind}" for kind in CHANGES.values() if kinds[kind])


@dataclass(frozen=True)
class Since:
    """A snapshot held against now."""

    label: str
    link: str
    frozen: str
    items: Sequence[Then]

    @property
    def changed(self) -> list[Then]:
        return [one for one in self.items if one.changed]


@dataclass(frozen=True)
class Restated:
    """One thing that is counted otherwise since, and the fact that made it so."""

    change: str
    reason: str
    known: str
    thing: str
    link: str
    caused_by: str


def latest_snapshot(snapshots: Mapping[str, Any] | None, filters: Filters) -> str | None:
    """Return the snapshot that the year's board saw last, the organisation's own before others'."""
    known_at = instant(filters.as_at)
    found = [
        one
        for one in (snapshots or {"items": []})["items"]
        if one["year"] == filters.year and (not known_at or one["as_at"] <= known_at)
    ]
    own = [one for one in found if one["organisation"] == filters.organisation]
    return next((str(one["id"]) for one in own or found), None)


def since_view(snapshot: Mapping[str, Any], definitions: Mapping[str, Definition], filters: Filters) -> Since:
    return Since(
        label=snapshot["label"],
        link=filters.link(f"/snapshots/{snapshot['id']}"),
        frozen=day_of(snapshot["as_at"]),
        items=[
            _then(one, definitions[one["slug"]], filters) for one in snapshot["items"] if one["slug"] in definitions
        ],
    )


def restated_of(snapshot: Mapping[str, Any] | None, slug: str) -> list[Restated]:
    """Return what a measure counts otherwise since, the latest first."""
    items = [one for each in (snapshot or {"items": []})["items"] if each["slug"] == slug for one in each["restated"]]
    return [_restated(one) for one in sorted(items, key=lambda one: str(one["known"]), reverse=True)]


def _then(item: Mapping[str, Any], definition: Definition, filters: Filters) -> Then:
    then, now = item["then"], item["now"]
    changes = [_change(one) for one in item["restated"]]
    return Then(
        slug=item["slug"],
        title=definition["title"],
        link=filters.link(f"/measures/{item['slug']}") + "#restated",
        then=_figure(then, definition),
        now=_figure(now, definition),
        then_status=words.status_of(then),
        now_status=words.status_of(now),
        restated=changes,
        changed=bool(changes) or any(then[name] != now[name] for name in ("numerator", "denominator", "status")),
    )


def _change(one: Mapping[str, Any]) -> str:
    return CHANGES[bool(one["numerator"]), one["change"] == "counted now"]


def _figure(figure: Figure, definition: Definition) -> str:
    said = words.headline(figure, definition)
    of = words.detail(figure, definition)
    return f"{said} ({of})" if of and definition["unit"] == words.PERCENT else said


def _restated(one: Mapping[str, Any]) -> Restated:
    caused = one.get("caused_by") or {}
    return Restated(
        change=words.capital(_change(one)),
        reason=one["reason"] or "",
        known=moment(one["known"]),
        thing=one.get("thing") or "",
        link=f"/things/{caused['stream']}" if caused.get("stream") else "",
        caused_by=words.fact(caused["type"]) if caused else "",
    )
