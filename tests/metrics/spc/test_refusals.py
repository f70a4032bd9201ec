"""What makes no sense is refused in words that begin with the argument that has to change."""

from datetime import UTC, datetime
from math import inf, nan
from typing import Any

import pytest

from services.metrics.spc import c_chart, p_chart, run_chart, u_chart, xmr
from tests.metrics.spc.series import STEADY, monthly, months

TWO: dict[str, Any] = {"dates": months(2), "values": [1, 2]}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"values": [1]}, "values"),
        ({"values": [1, nan]}, "values"),
        ({"values": [1, inf]}, "values"),
        ({"values": [1, -1e101]}, "values"),
        ({"values": [1, True]}, "values"),
        ({"values": [1, "2"]}, "values"),
        ({"dates": ["2020-01-01", "2020-01-01"]}, "dates"),
        ({"dates": ["2020-01-01", "20200101"]}, "dates"),
        ({"dates": ["2020-01-01", "January"]}, "dates"),
        ({"dates": ["2020-01-01", 20200201]}, "dates"),
        ({"dates": ["2020-01-01", datetime(2020, 2, 1, tzinfo=UTC)]}, "dates"),
        ({"rebase": ["soon"]}, "rebase"),
        ({"fix_after_n_points": 11}, "fix_after_n_points"),
        ({"fix_after_n_points": 0}, "fix_after_n_points"),
        ({"fix_after_n_points": 12.5}, "fix_after_n_points"),
        ({"fix_after_n_points": True}, "fix_after_n_points"),
        ({"improvement_direction": "up"}, "improvement_direction"),
        ({"improvement_direction": None}, "improvement_direction"),
        ({"target": nan}, "target"),
        ({"target": "5"}, "target"),
    ],
)
def test_an_xmr_chart_refuses(given: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        xmr(**TWO | given)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"y": [1, nan]}, "y"),
        ({"n": [1]}, "n"),
        ({"n": [1, inf]}, "n"),
        ({"n": [1, 0]}, "n"),
        ({"n": [1, -2]}, "n"),
        ({"n": [1, 1e-320]}, "y"),
        ({"freeze": 0}, "freeze"),
        ({"freeze": 1.5}, "freeze"),
        ({"part": [1.5]}, "part"),
        ({"part": [True]}, "part"),
        ({"exclude": ["1"]}, "exclude"),
        ({"cl": nan}, "cl"),
        ({"multiply": 0}, "multiply"),
        ({"multiply": -1}, "multiply"),
        ({"multiply": inf}, "multiply"),
    ],
)
def test_every_other_chart_refuses(given: dict[str, Any], name: str) -> None:
    for chart in (run_chart, u_chart, p_chart):
        with pytest.raises(ValueError, match=f"^{name}: "):
            chart(**{"y": [1, 2], "n": [3, 4]} | given)


def test_counts_are_not_below_0() -> None:
    for chart in (p_chart, u_chart):
        with pytest.raises(ValueError, match=r"^y: "):
            chart(y=[-1, 2], n=[3, 4])
        with pytest.raises(ValueError, match=r"^cl: "):
            chart(y=[1, 2], n=[3, 4], cl=-0.1)
    with pytest.raises(ValueError, match=r"^y: "):
        c_chart(y=[-1, 2])
    with pytest.raises(ValueError, match=r"^cl: "):
        c_chart(y=[1, 2], cl=-1)


def test_a_share_is_not_above_all_cases() -> None:
    with pytest.raises(ValueError, match=r"^y: "):
        p_chart(y=[1, 5], n=[3, 4])
    with pytest.raises(ValueError, match=r"^cl: "):
        p_chart(y=[1, 2], n=[3, 4], cl=1.01)
    assert p_chart(y=[4], n=[4], cl=1).ucl == (1,)
    assert u_chart(y=[5], n=[4]).y == (1.25,)


def test_a_c_chart_has_no_sizes() -> None:
    with pytest.raises(ValueError, match=r"^n: "):
        c_chart(y=[1], n=[2])  # type: ignore[arg-type]


def test_what_is_just_allowed_is_charted() -> None:
    assert monthly(STEADY, fix_after_n_points=12).mean[0] == 10
    assert xmr(dates=months(2), values=[1e100, -1e100]).mean == (0, 0)
    assert run_chart(y=[1, 2], freeze=1).cl == (1, 1)
