"""What a reader may see of a figure: counts of another organisation's people are rounded, and small ones withheld.

Everything that leaves the service passes through here, so that it is the same in every format, month and moment.
"""

from dataclasses import dataclass
from typing import Any

from services.metrics.definition import Measure
from services.metrics.status import Status

FEWEST_PEOPLE = 8
"""Fewer than these, but some, could tell of persons."""
ROUNDED_TO = 5
_TOLD = frozenset({Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NO_TARGET})


@dataclass(frozen=True)
class Reader:
    """Who asks."""

    organisation: str | None = None
    sees_all: bool = False
    """Whether it is the reader of the whole system, who sees every figure as it is."""

    def sees(self, measure: Measure, organisation: str | None) -> bool:
        """Return whether the reader sees an organisation's figures of a measure as they are."""
        open_to_all = not measure.counts_people or organisation is None
        return open_to_all or self.sees_all or organisation == self.organisation


def rounded(count: int) -> int | None:
    """Return a count of people as others see it: to the nearest five; None for one to seven."""
    if 0 < count < FEWEST_PEOPLE:
        return None
    return (2 * count + ROUNDED_TO) // (2 * ROUNDED_TO) * ROUNDED_TO


def disclosed(measure: Measure, figure: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """Return a figure as its reader may see it."""
    if reader.sees(measure, figure["organisation"]):
        return figure
    shown = rounded(figure["numerator"])
    seen = figure | {
        "numerator": shown,
        "value": None if shown is None else str(shown),
        "needed": None if shown is None or figure["target"] is None else max(0, int(figure["target"]) - shown),
        "status": figure["status"] if figure["status"] in _TOLD else Status.SUPPRESSED.value,
    }
    return seen | {"suppressed": True} if shown is None else seen
