"""What a doctor finds: what is wrong, where, and what mends it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Weight = Literal["wrong", "watch"]
"""`wrong` needs somebody now; `watch` will, if it stays or grows."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is not as it should be."""

    weight: Weight
    where: str
    what: str
    mend: str


def ago(span: timedelta) -> str:
    """Return a length of time as people say it, to the largest whole unit."""
    for seconds, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if (count := int(span.total_seconds() // seconds)) >= 1:
            return f"{count} {unit}{'s' * (count > 1)}"
    return f"{max(0, round(span.total_seconds()))} seconds"


def several(count: int, noun: str) -> str:
    """Return a number of things: `1 fact`, `1,200 facts`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
