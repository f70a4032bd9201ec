"""A project's work: its drivers and ideas, its cycles, its measures and scores, and what was learned."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.gateway.charts import control, drivers
from services.gateway.charts.drivers import Driver
from services.gateway.charts.frame import NARROW, WIDE
from services.gateway.charts.icons import ASSURANCE, VARIATION
from services.gateway.charts.measured import measured
from services.gateway.charts.series import Point, Series
from services.gateway.charts.table import table
from services.gateway.pages.cells import Listing, listing
from services.gateway.pages.history import Fact, of_type
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import DECISIONS, INVOLVEMENT, said
from services.gateway.pages.variation import ChartView, VariationView

VOID = "score_voided"
MODEST, HIGHEST = 3.0, 5.0
"""On the scale of progress scores."""


@dataclass(frozen=True)
class MeasureChart:
    name: str
    kind: str
    chart: ChartView | None
    icons: VariationView
    data: str
    measure_id: str


@dataclass(frozen=True)
class WorkView:
    diagram: Markup
    aim: Driver | None
    cycles: Sequence[Mapping[str, Any]]
    charts: Sequence[MeasureChart]
    scores: ChartView | None
    score_table: Listing | None
    involvement: Listing | None
    coaching: Listing | None
    learning: Sequence[Mapping[str, Any]]


def work_view(found: Mapping[str, Any], facts: Sequence[Fact], charts: Sequence[Mapping[str, Any]]) -> WorkView:
    aim = _drivers(found, facts)
    scores = _scores(facts)
    return WorkView(
        diagram=_safe(drivers.draw(aim, f"Driver diagram of {found['title']}", "drivers")) if aim else Markup(),
        aim=aim,
        cycles=[_cycle(one["data"], facts) for one in of_type(facts, "pdsa_completed")],
        charts=[_chart(one, number) for number, one in enumerate(charts, start=1)],
        scores=_score_chart(scores),
        score_table=_listed(
            "Scores, the latest first", ("Assessed", "Score", "By", "Why"), reversed([_score(one) for one in scores])
        ),
        involvement=_listed(
            "Involvement, the latest first",
            ("Since", "Level", "How"),
            reversed([_involved(one) for one in of_type(facts, "involvement_recorded")]),
        ),
        coaching=_listed(
            "Coaching, the latest first",
            ("On", "Minutes", "About"),
            reversed([_coached(one) for one in of_type(facts, "coaching_logged")]),
        ),
        learning=[
            {"tags": (), **one["data"], "on": day(one["data"]["on"])} for one in of_type(facts, "learning_shared")
        ],
    )


def _drivers(found: Mapping[str, Any], facts: Sequence[Fact]) -> Driver | None:
    """Return the diagram: what drives the aim, and what drives that; an idea of no driver stands by itself."""
    added = [one["data"] for one in of_type(facts, "driver_added")]
    ideas = [one["data"] for one in of_type(facts, "change_idea_added")]
    if not added and not ideas:
        return None
    known = {one["driver_id"] for one in added}

    def below(parent: str | None, kinds: Sequence[str]) -> list[Driver]:
        drawn = [one for one in added if one["kind"] in kinds and _under(one.get("parent"), known) == parent]
        parts = [
            Driver(
                one["driver_id"],
                one["text"],
                one["kind"],
                below(one["driver_id"], ("secondary",)) if one["kind"] == "primary" else own(one["driver_id"]),
            )
            for one in drawn
        ]
        return parts + (own(parent) if parent is None or kinds == ("secondary",) else [])

    def own(driver: str | None) -> list[Driver]:
        return [
            Driver(one["idea_id"], one["text"], "idea") for one in ideas if _under(one.get("driver"), known) == driver
        ]

    return Driver("aim", found["aim"] or found["title"], "aim", below(None, ("primary", "secondary")))


def _under(parent: str | None, known: Container[str | None]) -> str | None:
    return parent if parent in known else None


def _cycle(told: Mapping[str, Any], facts: Sequence[Fact]) -> dict[str, Any]:
    ideas = {one["data"]["idea_id"]: one["data"]["text"] for one in of_type(facts, "change_idea_added")}
    return {
        "idea": ideas.get(told.get("idea"), ""),
        "when": f"{day(told['started_on'])} to {day(told['completed_on'])}",
        "decision": DECISIONS.get(told["decision"], told["decision"]),
        "parts": [(said(part), told[part]) for part in ("plan", "do", "study", "act")],
    }


def _chart(answer: Mapping[str, Any], number: int) -> MeasureChart:
    series = measured(answer)
    icons = answer["chart"] == "xmr"
    rules = (answer["options"] or {}).get("rules", "")
    return MeasureChart(
        name=series.title,
        kind=said(answer["kind"]),
        chart=_drawn(series, f"measure-{number}", answer.get("refused") or series.summary, rules)
        if series.points
        else None,
        icons=VariationView(
            VARIATION.get(answer.get("variation") or "") if icons else None,
            ASSURANCE.get(answer.get("assurance") or "") if icons else None,
            Markup(),
            "",
        ),
        data=f"/v1/projects/{answer['project']}/charts/{answer['measure_id']}",
        measure_id=answer["measure_id"],
    )


def _drawn(series: Series, name: str, words: str, rules: str = "") -> ChartView:
    return ChartView(
        wide=_safe(control.chart(series, name, WIDE)),
        narrow=_safe(control.chart(series, f"{name}-narrow", NARROW)),
        said=words,
        note=control.beyond(series),
        rules=rules,
        table=table(series),
        notes=[one.text for one in series.notes],
    )


def _scores(facts: Sequence[Fact]) -> list[Fact]:
    voided = {one["data"]["event_id"] for one in of_type(facts, VOID)}
    found = [one for one in of_type(facts, "score_assessed") if one["id"] not in voided]
    return sorted(found, key=lambda one: str(one["data"]["assessed_on"]))


def _score_chart(scores: Sequence[Fact]) -> ChartView | None:
    if len(scores) < 2:  # noqa: PLR2004
        return None
    points = [_scored(one["data"]) for one in scores]
    first, last = points[0], points[-1]
    words = f"From {first.shown} on {first.label} to {last.shown} on {last.label}; 3.0 is a modest improvement."
    series = Series(
        title="Progress score, 0.5 to 5.0",
        points=points,
        target=MODEST,
        target_kind="modest",
        most=HIGHEST,
        summary=words,
    )
    return _drawn(series, "scores", words)


def _scored(told: Mapping[str, Any]) -> Point:
    on = date.fromisoformat(told["assessed_on"])
    return Point(on=on, label=day(told["assessed_on"]), value=float(told["score"]), shown=f"{told['score']:.1f}")


def _score(fact: Fact) -> list[str]:
    told = fact["data"]
    return [day(told["assessed_on"]), f"{told['score']:.1f}", said(told["assessor"]), told.get("rationale") or ""]


def _involved(fact: Fact) -> list[str]:
    told = fact["data"]
    return [day(told["on"]), INVOLVEMENT.get(told["level"], told["level"]), told.get("description") or ""]


def _coached(fact: Fact) -> list[str]:
    told = fact["data"]
    return [day(told["on"]), str(told.get("minutes") or ""), told.get("topic") or ""]


def _listed(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Listing | None:
    found = list(rows)
    return listing(caption, columns, found) if found else None


def _safe(svg: str) -> Markup:
    """Everything in a drawing was escaped where it was drawn."""
    return Markup(svg)  # noqa: S704
