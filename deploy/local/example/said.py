"""One thing said of a project on a day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Said:
    """A fact before anybody has submitted it; `key` tells it from the others of its project."""

    key: str
    type: str
    day: date
    data: dict[str, object]
