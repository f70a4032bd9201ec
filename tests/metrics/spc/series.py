"""Series that tests speak of: one value a month from January 2020 on."""

from collections.abc import Sequence
from typing import Any

from services.metrics.spc import Xmr, xmr
from services.metrics.spc.making_data_count import SpecialCause

STEADY = (9.0, 11.0) * 6
"""Twelve values with mean 10 and average moving range 2: limits 10 ± 5.32, near lines 10 ± 3.5466…"""


def months(count: int) -> list[str]:
    return [f"{2020 + month // 12}-{month % 12 + 1:02}-01" for month in range(count)]


def monthly(values: Sequence[float | None], **options: Any) -> Xmr:
    return xmr(dates=months(len(values)), values=values, **options)


def after_steady(*values: float | None) -> list[SpecialCause]:
    """Return what stands out among values that follow twelve steady ones, whose limits they are held against."""
    chart = monthly([*STEADY, *values], fix_after_n_points=12)
    assert chart.special_cause_type[:12] == (SpecialCause.COMMON,) * 12
    return list(chart.special_cause_type[12:])
