"""A session and its places in plain words: what there is, who asked, who was drawn and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.gateway.pages.cells import Cell, Listing, listing
from services.gateway.pages.moments import day, day_of, moment
from services.gateway.pages.words import Status

STATES = {
    "waiting": Status("Waiting", "ring", "grey"),
    "offered": Status("Offered", "arrow", "yellow"),
    "accepted": Status("Accepted", "tick", "blue"),
    "declined": Status("Declined", "cross", "purple"),
    "expired": Status("Expired", "bar", "purple"),
    "withdrawn": Status("Given up", "cross", "grey"),
    "cancelled": Status("Cancelled", "cross", "purple"),
}
UNNAMED = "Somebody not yet named"
MOST_DRAWN = 120
"""How many places a drawing shows one by one."""
IN_A_ROW = 20
Names = Mapping[str, str]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Square:
    """One place in the drawing."""

    x: int
    y: int
    kind: str


@dataclass(frozen=True)
class PlacesView:
    """How many places there are, and how many of each kind."""

    counts: Sequence[tuple[str, str, int]]
    """Word, kind, number."""
    squares: Sequence[Square]
    width: int
    height: int
    said: str
    kept: Sequence[str]


@dataclass(frozen=True)
class PlaceView:
    """One place that was asked for."""

    id: str
    who: str
    state: Status
    place: int | None
    is_open: bool
    """Whether it can be accepted."""
    is_held: bool
    """Whether it can be declined."""


@dataclass(frozen=True)
class RequestView:
    id: str
    asked: str
    places: Sequence[PlaceView]
    waiting: int
    offered: int
    held: int


@dataclass(frozen=True)
class DrawView:
    heading: str
    how: str
    table: Listing


def places_view(session: Item, names: Names) -> PlacesView:
    number, accepted, offered, free = (session[name] for name in ("places", "accepted", "offered", "free"))
    kinds = [*["accepted"] * accepted, *["offered"] * offered, *["free"] * free]
    drawn = kinds if 0 < len(kinds) <= MOST_DRAWN else []
    kept = [f"{one['places']} for {names.get(one['organisation'], one['organisation'])}" for one in session["reserved"]]
    return PlacesView(
        counts=(("Accepted", "accepted", accepted), ("Offered", "offered", offered), ("Free", "free", free)),
        squares=[Square(22 * (at % IN_A_ROW), 22 * (at // IN_A_ROW), kind) for at, kind in enumerate(drawn)],
        width=22 * min(IN_A_ROW, len(drawn)),
        height=22 * -(-len(drawn) // IN_A_ROW),
        said=f"{number} places: {accepted} accepted, {offered} offered, {free} free",
        kept=kept,
    )


def own_requests(items: Sequence[Item], organisation: str | None) -> list[RequestView]:
    """Return what the own organisation asked for, the latest first."""
    return [_request(one) for one in reversed(items) if one["organisation"] == organisation]


def _request(item: Item) -> RequestView:
    states = Counter(one["state"] for one in item["places"])
    return RequestView(
        id=item["id"],
        asked=moment(item["asked_at"]),
        places=[_place(one) for one in item["places"]],
        waiting=states["waiting"],
        offered=states["offered"],
        held=states["offered"] + states["accepted"],
    )


def _place(one: Item) -> PlaceView:
    state = one["state"]
    return PlaceView(
        id=one["id"],
        who=one["name"] or UNNAMED,
        state=STATES[state],
        place=one["place"],
        is_open=state == "offered",
        is_held=state in {"offered", "accepted"},
    )


def by_organisation(items: Sequence[Item], names: Names) -> Listing | None:
    """Return who asked for how many places, and how far they are: numbers and organisations, no people."""
    asked: dict[str, Counter[str]] = {}
    since: dict[str, str] = {}
    for one in items:
        counts = asked.setdefault(one["organisation"], Counter())
        counts.update(place["state"] for place in one["places"])
        since.setdefault(one["organisation"], one["asked_at"])
    rows: list[list[Cell | str]] = [
        [
            names.get(code, code),
            str(counts.total() - counts["withdrawn"]),
            *(str(counts[state]) for state in ("waiting", "offered", "accepted")),
            str(counts["declined"] + counts["expired"]),
            day_of(since[code]),
        ]
        for code, counts in sorted(asked.items(), key=lambda one: names.get(one[0], one[0]))
    ]
    columns = ("Organisation", "Asked for", "Waiting", "Offered", "Accepted", "Declined or expired", "First asked")
    return listing("Places asked for, by organisation", columns, rows) if rows else None


def draw_views(draws: Sequence[Item], names: Names) -> list[DrawView]:
    """Return the draws, the latest first, each turn with the reason why it was it."""
    return [_draw(one, len(draws) - at, names) for at, one in enumerate(reversed(draws))]


def _draw(one: Item, number: int, names: Names) -> DrawView:
    heading = f"Draw {number}, {moment(one['drawn_at'])}"
    how = f"Rule {one['rule_version']}, seed {one['seed']}. "
    how += "Kept places were released. " if one["release_on"] else "Places kept for an organisation stayed kept. "
    rows = [_turn(turn, names) for turn in one["turns"]]
    table = listing(f"{heading}: turn by turn", ("Turn", "Organisation", "For", "Outcome", "Why"), rows)
    return DrawView(heading, how, table)


def _turn(turn: Item, names: Names) -> list[Cell | str]:
    organisation = names.get(turn["organisation"], turn["organisation"])
    prior = turn["prior"]
    whom = (
        UNNAMED if prior is None else f"A person with {_places(prior)} before" if prior else "A person with none before"
    )
    outcome = "Waits" if turn["place"] is None else f"Place {turn['place']}"
    return [str(turn["number"]), organisation, whom, outcome, _why(turn)]


def _why(turn: Item) -> str:
    held = f"it held {turn['received']} of {turn['entitled']}"
    if turn["place"] is None:
        return "No place was left that is not kept for others or taken; first to be served next stands first"
    if turn["kept"]:
        return f"Kept for this organisation: {held} that are reserved for it"
    return f"Shared out: {held} that it is entitled to, the lowest share of those who waited"


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


def when(session: Item) -> str:
    days = dict.fromkeys(day(session[end]) for end in ("starts_on", "ends_on"))
    return " to ".join(days)


def every_place(
    items: Sequence[Item], sessions: Mapping[str, Item], names: Names, own: str
) -> tuple[Listing | None, Listing | None]:
    """Return what the organisation asked for, and what it is asked for in the sessions that it runs."""
    asked = [
        _overall(one, sessions, names.get(one["run_by"], one["run_by"])) for one in items if one["organisation"] == own
    ]
    others = [
        _overall(one, sessions, names.get(one["organisation"], one["organisation"]))
        for one in items
        if one["run_by"] == own and one["organisation"] != own
    ]
    return (
        listing("Places that we asked for", ("Session", "When", "Run by", "Places", "Asked"), asked) if asked else None,
        listing("Places that others asked us for", ("Session", "When", "Organisation", "Places", "Asked"), others)
        if others
        else None,
    )


def _overall(item: Item, sessions: Mapping[str, Item], whose: str) -> list[Cell | str]:
    session = sessions.get(item["session"])
    title = (session and session["course_title"]) or "A session"
    counts = Counter(one["state"] for one in item["places"])
    states = ", ".join(f"{counts[state]} {one.word.lower()}" for state, one in STATES.items() if counts[state])
    return [
        Cell(title, f"/sessions/{item['session']}"),
        when(session) if session else "",
        whose,
        states,
        day_of(item["asked_at"]),
    ]
