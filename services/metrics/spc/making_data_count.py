"""The rules of NHS England's *Making Data Count* for what is unlikely to be chance, 7 points for shift and trend.

As NHSRplotthedots 0.2.2 has them (`ptd_calculate_point_type.R`), save that missing values never raise and that the
ends of two trends next to each other keep the direction of their own trend. A rule looks at whole windows of rows
next to each other in one segment; a window with a missing value never satisfies it.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from services.metrics.spc.centre import side
from services.metrics.spc.stretches import stretches

SHIFT = 7
TREND = 7
NEAR_WINDOW, NEAR = 3, 2
"""Of so many points in a row, how many lie near a limit."""


class SpecialCause(StrEnum):
    """Why a point stands out: the first of these that is true of it."""

    ABOVE_UPPER_LIMIT = "Above UCL"
    BELOW_LOWER_LIMIT = "Below LCL"
    RISING = "7 Point Trend (Increasing)"
    FALLING = "7 Point Trend (Decreasing)"
    NEAR_UPPER_LIMIT = "2 in 3 Above CL"
    NEAR_LOWER_LIMIT = "2 in 3 Below CL"
    SHIFTED_UP = "7 Points Above CL"
    SHIFTED_DOWN = "7 Points Below CL"
    COMMON = "Common Cause"


HIGH = frozenset({
    SpecialCause.ABOVE_UPPER_LIMIT,
    SpecialCause.RISING,
    SpecialCause.NEAR_UPPER_LIMIT,
    SpecialCause.SHIFTED_UP,
})  # fmt: skip
"""The causes that point upwards."""


def special_causes(
    values: Sequence[float | None],
    sides: Sequence[int | None],
    outside: Sequence[bool | None],
    close: Sequence[bool | None],
) -> list[SpecialCause]:
    """Return what stands out in one segment, point by point."""
    facts = zip(sides, outside, trends(values), two_in_three(close, sides), shifts(sides), strict=True)
    return [_first_true(*fact) for fact in facts]


def _first_true(where: int | None, outside: bool | None, trend: int, near: bool, shift: int) -> SpecialCause:
    if outside:
        return SpecialCause.ABOVE_UPPER_LIMIT if where == 1 else SpecialCause.BELOW_LOWER_LIMIT
    if trend:
        return SpecialCause.RISING if trend > 0 else SpecialCause.FALLING
    if near:
        return SpecialCause.NEAR_UPPER_LIMIT if where == 1 else SpecialCause.NEAR_LOWER_LIMIT
    if shift:
        return SpecialCause.SHIFTED_UP if shift > 0 else SpecialCause.SHIFTED_DOWN
    return SpecialCause.COMMON


def trends(values: Sequence[float | None]) -> list[int]:
    """Return 1 for the points of a trend upwards, -1 downwards, 0 for others.

    A trend is 7 points, each strictly beyond the one before it. A peak that ends one and begins the next is of the
    next.
    """
    found = [0] * len(values)
    for start, stop, sign in stretches(side(after, before) for before, after in pairwise(values)):
        if stop - start >= TREND - 1:
            found[start : stop + 1] = [sign] * (stop + 1 - start)
    return found


def shifts(sides: Sequence[int | None]) -> list[int]:
    """Return 1 for the points of 7 or more in a row above the mean, -1 below it, 0 for others."""
    found = [0] * len(sides)
    for start, stop, sign in stretches(sides):
        if stop - start >= SHIFT:
            found[start:stop] = [sign] * (stop - start)
    return found


def two_in_three(close: Sequence[bool | None], sides: Sequence[int | None]) -> list[bool]:
    """Tell which points near a limit have another within three in a row, all three on one side of the mean.

    No point near a limit lies on the mean, so three alike of which two are near are on one side.
    """
    found = [False] * len(sides)
    if close.count(True) < NEAR:
        return found
    for start in range(len(sides) - NEAR_WINDOW + 1):
        window = slice(start, start + NEAR_WINDOW)
        near, (first, *others) = close[window], sides[window]
        if others == [first, first] and near.count(True) >= NEAR:
            found[window] = map(bool, near)
    return found
