"""A project's own measure as a chart: run, XmR, p, u or c, as the read side has worked it out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.gateway.charts.marks import CAUSES, Mark
from services.gateway.charts.series import PERCENT, Note, Point, Series

NOTES = {"pdsa": "PDSA cycle", "rebased": "Limits worked out anew"}


def measured(answer: Mapping[str, Any]) -> Series:
    """Return the series of a project's chart."""
    lines = [one.get("centre") for one in answer["points"]]
    return Series(
        title=f"{answer['name']} ({answer['unit']})",
        points=[_point(one, answer) for one in answer["points"]],
        unit=PERCENT if answer["unit"].strip() == PERCENT else answer["unit"],
        centre=""
        if not any(line is not None for line in lines)
        else "median"
        if answer["chart"] == "run"
        else "average",
        target=answer["target"],
        summary=answer["summary"] or "",
        signal=any(one.get("runs_signal") for one in answer["points"]),
        notes=[_note(one) for one in answer["annotations"]],
    )


def _point(one: Mapping[str, Any], answer: Mapping[str, Any]) -> Point:
    on, value = date.fromisoformat(one["on"]), one["value"]
    return Point(
        on=on,
        label=f"{on.day} {on:%B} {on.year}",
        value=value,
        shown=_shown(value, answer["unit"]),
        numerator=_whole(one["numerator"]),
        denominator=_whole(one["denominator"]),
        mark=_mark(one, answer),
        cause=CAUSES.get(one.get("special_cause") or "", "beyond the limits" if one.get("beyond_limits") else ""),
        centre=one.get("centre"),
        lower=one.get("lower"),
        upper=one.get("upper"),
        trial=bool(one.get("trial")),
    )


def _mark(one: Mapping[str, Any], answer: Mapping[str, Any]) -> Mark:
    if "point_type" in one:
        return Mark(one["point_type"])
    if "lower" not in one:
        return Mark.PLAIN
    if not one["beyond_limits"]:
        return Mark.COMMON
    high = one["value"] > one["centre"]
    if answer["direction"] == "neutral":
        return Mark.NEUTRAL_HIGH if high else Mark.NEUTRAL_LOW
    return Mark.IMPROVEMENT if high is (answer["direction"] == "increase") else Mark.CONCERN


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "nothing to measure"
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text}%" if unit.strip() == PERCENT else text


def _whole(number: float | None) -> int | None:
    return int(number) if number is not None and float(number).is_integer() else None


def _note(one: Mapping[str, Any]) -> Note:
    on = date.fromisoformat(one["on"])
    more = one.get("decision") or one.get("reason") or ""
    said = f"{NOTES.get(one['kind'], one['kind'])}, {on.day} {on:%B} {on.year}"
    return Note(on, f"{said}: {more}" if more else said)
