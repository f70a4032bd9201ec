"""Stretches of points that do the same: what shifts, trends and runs are made of."""

from collections.abc import Iterable, Iterator
from itertools import chain


def stretches(signs: Iterable[int | None]) -> Iterator[tuple[int, int, int]]:
    """Yield (start, stop, sign) of every longest stretch of one sign; zeros and missing ones belong to none."""
    start, before = 0, None
    for here, sign in enumerate(chain(signs, (None,))):
        if sign != before:
            if before:
                yield start, here, before
            start, before = here, sign
