"""One thing said on a day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Said:
    """A fact before anybody has submitted it; `key` tells it from the others of its stream."""

    key: str
    type: str
    day: date
    data: dict[str, object]


def taken_back(said: Said, event_id: str, day: date, reason: str) -> Said:
    """Return that a fact was said in error; `event_id` is the one under which it is submitted."""
    category = {"training": "person"}.get(said.type.split(".")[0], said.type.split(".")[0])
    data: dict[str, object] = {"event_id": event_id, "reason": reason}
    return Said(f"{said.key}-taken-back", f"{category}.fact_withdrawn", day, data)
