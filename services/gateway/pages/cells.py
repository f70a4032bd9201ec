"""Tables of anything: on a phone each row becomes a list of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.pages.words import Status


@dataclass(frozen=True)
class Cell:
    """What stands in a place: words, perhaps with a way on, or a status."""

    text: str = ""
    link: str = ""
    status: Status | None = None
    about: str = ""
    """What to add for whoever hears the words without what is beside them."""


@dataclass(frozen=True)
class Listing:
    """Rows under columns; the first cell of a row names it."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def listing(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell | str]]) -> Listing:
    return Listing(
        caption, columns, [[Cell(one) if isinstance(one, str) else one for one in row] for row in rows]
    )  # fmt: skip
