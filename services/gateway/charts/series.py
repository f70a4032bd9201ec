"""What a chart shows: the points of a series and their lines, as the read side has worked them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.gateway.charts.marks import CAUSES, MEANING, Mark

PERCENT = "%"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One month, or one measurement, and the lines at its place."""

    on: date
    label: str
    value: float | None
    shown: str
    numerator: int | None = None
    denominator: int | None = None
    mark: Mark = Mark.PLAIN
    cause: str = ""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    trial: bool = False
    suppressed: bool = False

    @property
    def said(self) -> str:
        """Return the point in words: `May 2022: 45.00%, 5 of 11. Concern, unlikely to be chance: …`."""
        of = f", {self.numerator:,} of {self.denominator:,}" if self.denominator and self.numerator is not None else ""
        about = f". {self.standing}" if self.standing else ""
        return f"{self.label}: {self.shown}{of}{about}"

    @property
    def standing(self) -> str:
        """Return why the point stands out, empty where it does not."""
        if self.mark is Mark.RUNNING:
            return "The month is not over"
        if not self.mark.stands_out:
            return ""
        meaning = MEANING[self.mark]
        return f"{meaning[0].upper()}{meaning[1:]}" + (f": {self.cause}" if self.cause else "")


@dataclass(frozen=True)
class Note:
    """Something that happened meanwhile: a change tested, limits worked out anew."""

    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class Series:
    """Points in the order of time with what they say together."""

    title: str
    points: Sequence[Point]
    unit: str = ""
    centre: str = ""
    """What the line in the middle is: average, median, or nothing where there is none."""
    target: float | None = None
    target_kind: str = "target"
    most: float | None = None
    """The most that there can be, where a scale has an end."""
    summary: str = ""
    notes: Sequence[Note] = ()
    signal: bool = False
    """Whether the runs about a median are unlikely to be chance."""

    @property
    def lines(self) -> dict[str, float]:
        """Return the values that its lines have come to, by their kind."""
        latest = next((one for one in reversed(self.points) if one.centre is not None), None)
        found = {self.target_kind: self.target}
        if latest is not None:
            found |= {self.centre: latest.centre, "lower": latest.lower, "upper": latest.upper}
        return {kind: value for kind, value in found.items() if value is not None}

    def written(self, value: float) -> str:
        """Return a worked-out value in the series' unit, to one decimal."""
        text = f"{value:,.1f}".removesuffix(".0")
        return f"{text}%" if self.unit == PERCENT else text


def of_answer(answer: Mapping[str, Any], title: str, *, annotated: bool = False) -> Series:
    """Return the series that the read side answered with; what happened meanwhile where there is room to tell it."""
    kind, unit = answer["chart"], answer["definition"]["unit"]
    points = [_point(item, kind, unit) for item in answer["items"]]
    return Series(
        title=title,
        points=points,
        unit=unit,
        centre={"xmr": "average", "run": "median"}.get(kind or "", ""),
        target=_number((answer.get("options") or {}).get("target")),
        summary=answer["summary"] or "",
        signal=kind == "run" and bool((answer.get("runs") or {}).get("runs_signal")),
        notes=[_note(one) for one in answer.get("annotations", ())] if annotated else (),
    )


def _note(one: Mapping[str, Any]) -> Note:
    on = date.fromisoformat(one["on"])
    said = f"{one['label']}: the board saw it" if one["kind"] == "board" else f"Version {one['version']} agreed"
    return Note(on, f"{said}, {on.day} {on:%B} {on.year}")


def _point(item: Mapping[str, Any], kind: str | None, unit: str) -> Point:
    on = date.fromisoformat(f"{item['month']}-01")
    controlled = kind == "xmr"
    return Point(
        on=on,
        label=f"{on:%B} {on.year}",
        value=_number(item["value"]),
        shown=_shown(item, unit),
        numerator=item["numerator"],
        denominator=item["denominator"],
        mark=_mark(item, controlled=controlled),
        cause=CAUSES.get(item.get("special_cause", ""), "") if controlled else "",
        centre=_number(item.get("mean" if controlled else "median")) if kind else None,
        lower=_number(item.get("lpl")) if controlled else None,
        upper=_number(item.get("upl")) if controlled else None,
        trial=controlled and bool(item.get("trial")),
        suppressed=item.get("suppressed", False),
    )


def _mark(item: Mapping[str, Any], *, controlled: bool) -> Mark:
    if not item["complete"]:
        return Mark.RUNNING
    return Mark(item.get("point_type", Mark.PLAIN)) if controlled else Mark.PLAIN


def _shown(item: Mapping[str, Any], unit: str) -> str:
    if item.get("suppressed"):
        return "* (a small number, not shown)"
    if item["value"] is None:
        return "nothing to measure"
    return f"{item['value']}%" if unit == PERCENT else str(item["value"])


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)
