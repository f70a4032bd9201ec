"""What the wall shows at a time: a figure, a project, or something learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from markupsafe import Markup

from services.gateway.charts import control, months
from services.gateway.charts.frame import WALL
from services.gateway.charts.series import of_answer
from services.gateway.pages.filters import Filters
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import state_of
from services.gateway.pages.sources import Definition
from services.gateway.pages.variation import BY_MONTHS
from services.gateway.pages.views import FigureView, figure_view
from services.gateway.pages.words import Status

NO_DRAWING = Markup()
LONGEST = 320
"""How many letters can be read from five metres before the wall turns over."""


@dataclass(frozen=True)
class Slide:
    """A title and what is said under it; with a figure where there is one."""

    title: str
    kind: str
    said: str
    figure: FigureView | None = None
    drawing: Markup = NO_DRAWING
    status: Status | None = None
    by: str = ""


def measure_slide(measure: Mapping[str, Any], series: Mapping[str, Any] | None, filters: Filters) -> Slide:
    definition: Definition = measure["definition"]
    drawing, said = _drawn(series, definition, filters.year)
    number = definition["ambition"]
    return Slide(
        title=definition["title"],
        kind=f"Ambition {number}" if number else "Beyond the strategy",
        said=said,
        figure=figure_view(measure["figure"], definition, filters.link(f"/measures/{measure['slug']}")),
        drawing=drawing,
    )


def project_slide(project: Mapping[str, Any], names: Mapping[str, str]) -> Slide:
    lead = names.get(project["lead_organisation"], project["lead_organisation"])
    score = f"; progress score {project['score']:.1f} of 5.0" if project["score"] is not None else ""
    return Slide(
        title=project["title"],
        kind="Project",
        said=_short(project["aim"] or "No aim is recorded yet."),
        status=state_of(project["status"]),
        by=f"{lead}, since {day(project['registered_on'])}{score}",
    )


def learning_slide(learned: Mapping[str, Any], names: Mapping[str, str]) -> Slide:
    by = names.get(learned["organisation"], learned["organisation"])
    return Slide(
        title=learned["title"],
        kind="What was learned",
        said=_short(learned["text"]),
        by=f"{learned['project_title']}, {by}, {day(learned['on'])}",
    )


def _drawn(answer: Mapping[str, Any] | None, definition: Definition, year: str) -> tuple[Markup, str]:
    if answer is None or not answer["items"]:
        return Markup(), definition["words"]
    series = of_answer(answer, definition["title"])
    if definition["unit"] == BY_MONTHS:
        said = months.summary(months.months(series, year))
        return Markup(months.strip(series, year, "wall")), said  # noqa: S704  escaped where it was drawn
    if not answer["chart"]:
        return Markup(), definition["words"]
    return Markup(control.chart(series, "wall", WALL)), series.summary  # noqa: S704


def _short(text: str) -> str:
    return shorten(text, LONGEST, placeholder=" …")
