"""When there is something to be reminded of: pure."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.gateway.reminders import kinds

SATURDAY = date(2026, 11, 28)


def evidence(*things: tuple[str, bool]) -> dict[str, Any]:
    return {"items": [{"thing": thing, "counted": counted} for thing, counted in things]}


def series(*types: str, complete: bool = True) -> dict[str, Any]:
    """Return an answer of a measure whose months are judged so."""
    items = [
        {"month": f"2026-{month:02}", "numerator": 1, "denominator": 2, "value": "50.00", "complete": True,
         "point_type": kind, "special_cause": "Above UCL", "mean": 40.0, "lpl": 30.0, "upl": 45.0}
        for month, kind in enumerate(types, start=1)
    ]  # fmt: skip
    items[-1]["complete"] = complete
    definition = {"slug": "modest-improvement", "title": "Improvement", "unit": "%"}
    return {"chart": "xmr", "definition": definition, "items": items, "options": None, "summary": ""}


def test_stale_projects_are_one_list_a_week_each_with_its_form() -> None:
    [signal] = kinds.stale(evidence(("a", True), ("b", False), ("a", True), ("c", True)), {"a": "Falls"}, SATURDAY)

    assert signal.key == "2026-11-23"
    assert [(one.text, one.path) for one in signal.items] == [
        ("Falls", "/record/project.score_assessed/a"), ("A project", "/record/project.score_assessed/c"),
    ]  # fmt: skip
    assert kinds.stale(evidence(("a", False)), {}, SATURDAY) == []
    [next_week] = kinds.stale(evidence(("a", True)), {}, date(2026, 11, 30))
    assert next_week.key != signal.key


@pytest.mark.parametrize(("value", "keys"), [(None, []), ("13", []), ("14", ["2026-11-14"]), ("40", ["2026-10-19"])])
def test_a_silence_is_known_by_the_day_on_which_it_began(value: str | None, keys: list[str]) -> None:
    assert [one.key for one in kinds.silence({"value": value}, SATURDAY)] == keys
    if value == "14":
        later = kinds.silence({"value": "15"}, date(2026, 11, 29))
        assert [one.key for one in later] == keys


def test_a_special_cause_is_of_the_last_whole_month() -> None:
    common, stands_out = "common_cause", "special_cause_improvement"

    [signal] = kinds.special_causes([series(common, stands_out)], "RGP")

    assert (signal.key, signal.items[0].path) == (
        "modest-improvement 2026-02", "/measures/modest-improvement?organisation=RGP",
    )  # fmt: skip
    assert "Improvement, unlikely to be chance: above the upper limit" in signal.items[0].text
    assert kinds.special_causes([series(stands_out, common)], "RGP") == []
    assert [one.key for one in kinds.special_causes([series(stands_out, common, complete=False)], "RGP")] == [
        "modest-improvement 2026-01"
    ]


@pytest.mark.parametrize(
    ("created", "today", "keys"),
    [
        (datetime(2026, 11, 28, tzinfo=UTC), date(2026, 11, 30), []),
        (datetime(2026, 11, 28, tzinfo=UTC), date(2026, 12, 1), ["2026-11"]),
        (datetime(2026, 11, 28, tzinfo=UTC), date(2026, 12, 31), ["2026-11"]),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 1, 1), ["2026-12"]),
        # Half past midnight in London, and still the month before in Greenwich.
        (datetime(2026, 5, 31, 23, 30, tzinfo=UTC), date(2026, 6, 1), []),
    ],
)
def test_the_report_comes_once_a_month_from_the_next_first_on(created: datetime, today: date, keys: list[str]) -> None:
    assert [one.key for one in kinds.pack(created, today, "RGP")] == keys


@pytest.mark.parametrize(
    ("today", "year"), [(date(2027, 4, 1), "2026/27"), (date(2027, 5, 1), "2027/28"), (date(2027, 1, 15), "2026/27")]
)
def test_the_report_is_of_the_year_of_its_month(today: date, year: str) -> None:
    assert kinds.year_of(today) == year
