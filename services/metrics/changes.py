"""What is to be written to the ledger: rows that begin, rows that end, and rows that never were. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.metrics.counting import Moves
from services.metrics.definition import Measure
from services.metrics.ledger import Row


@dataclass
class Changes:
    """Rows to remove, to close and to open, in this order."""

    gone: list[Row] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)
    opened: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    """Of those to remove and to close, the ones that hold until now."""

    def add(self, other: "Changes") -> None:
        """Take in other changes, of other subjects."""
        self.gone += other.gone
        self.closed += other.closed
        self.opened += other.opened
        self.ended += other.ended

    def moves(self, measures: Mapping[str, Measure]) -> Moves:
        """Return how the figures move with what holds no longer, and with what holds from now on."""
        moves = Moves(measures)
        for row in self.ended:
            moves.add(row.measure, (row.contribution,), -1)
        for row in self.opened:
            if row.known_to is None:
                moves.add(row.measure, (row.contribution,), 1)
        return moves


def told(steps: Iterable[Row]) -> Changes:
    """Return the outcome of rows that began and ended, step by step."""
    last, began = {}, set()
    for row in steps:
        key = row.key
        last[key] = row
        if row.known_to is None:
            began.add(key)
    closed = [row for key, row in last.items() if key not in began]
    return Changes(opened=[row for key, row in last.items() if key in began], closed=closed, ended=[*closed])


def difference(written: Iterable[Row], worked_out: Iterable[Row]) -> Changes:
    """Return what turns the rows that are written down into those that were worked out."""
    before, after = {row.key: row for row in written}, {row.key: row for row in worked_out}
    changes = Changes()
    for key, row in before.items():
        now = after.get(key)
        if row.known_to is None and (now is None or now.known_to is not None):
            changes.ended.append(row)
        if now is None:
            changes.gone.append(row)
        elif now.known_to is None and row.known_to is not None:
            # Opened again only after everything else is closed: no two rows may hold in one place.
            changes.gone.append(row)
            changes.opened.append(now)
        elif now.known_to != row.known_to:
            changes.closed.append(now)
    changes.opened += [row for key, row in after.items() if key not in before]
    return changes
