"""What stands beside a measure's months: when a board looked, and when another definition was agreed. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from services.metrics.agreement import FIRST, Agreement
from services.metrics.frozen import Snapshot
from services.metrics.period import Grain, first_day, last_day
from shared.moments import london_day

MOST_BOARDS = 6
"""How many boards are named, the latest: a chart with a line for each of many could not be read."""
ICB = "icb"


def annotations(
    agreement: Agreement, slug: str, organisation: str, snapshots: Iterable[Snapshot], months: tuple[int, int]
) -> list[dict[str, Any]]:
    """Return what happened between the first and the last month of a series, in the order of the days."""
    begin, end = first_day(months[0], Grain.MONTH), last_day(months[1], Grain.MONTH)
    found = [*_boards(agreement, organisation, snapshots), *_versions(agreement, slug)]
    known = sorted((one for one in found if begin <= one["on"] <= end), key=lambda one: (one["on"], one["kind"]))
    boards = [one for one in known if one["kind"] == "board"][-MOST_BOARDS:]
    return [{**one, "on": one["on"].isoformat()} for one in known if one["kind"] != "board" or one in boards]


def _boards(agreement: Agreement, organisation: str, snapshots: Iterable[Snapshot]) -> Iterator[Mapping[str, Any]]:
    """Yield when the organisation's own board looked, or the system's."""
    whose = {code for code, one in agreement.organisations.items() if one.kind == ICB} | {organisation}
    for one in snapshots:
        if one.organisation in whose:
            yield {"kind": "board", "on": london_day(one.as_at), "label": one.label}


def _versions(agreement: Agreement, slug: str) -> Iterator[Mapping[str, Any]]:
    """Yield on which day each version after the first was agreed by somebody for the first time."""
    agreed: dict[int, date] = {}
    for (measure, _), statements in agreement.statements.items():
        for one in statements if measure == slug else ():
            if one.agrees and one.version > FIRST:
                agreed[one.version] = min(one.on, agreed.get(one.version, one.on))
    for version, on in agreed.items():
        yield {"kind": "version", "on": on, "version": version}
