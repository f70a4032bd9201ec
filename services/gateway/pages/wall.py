"""The wall: one figure at a time, large enough for a room, turning over by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from services.gateway.charts import control, months
from services.gateway.charts.frame import WALL
from services.gateway.charts.series import of_answer
from services.gateway.pages.asking import Answered, NotAnswered, Question, ask, ask_more
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import subject
from services.gateway.pages.problems import answer_page
from services.gateway.pages.sources import Measure
from services.gateway.pages.templates import page
from services.gateway.pages.variation import BY_MONTHS
from services.gateway.pages.views import FigureView, figure_view

router = APIRouter()
SECONDS = 20


@dataclass(frozen=True)
class Slide:
    """What the wall shows at a time."""

    figure: FigureView
    ambition: str
    drawing: Markup
    said: str


@router.get("/wall")
async def wall(request: Request) -> HTMLResponse:
    answer = await ask(request, Filters.of(request.query_params), "/v1/measures")
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/wall")
    measures = cast("list[Measure]", answer.bodies[0]["items"])
    place = _place(request.query_params.get("slide", "1"), len(measures))
    still = "still" in request.query_params
    return page(
        "wall.html",
        HTTPStatus.OK,
        slide=await _slide(request, answer, measures[place]) if measures else None,
        place=place + 1,
        places=len(measures),
        seconds=SECONDS,
        still=still,
        onwards=_address(answer.filters, (place + 1) % max(1, len(measures)), still=False),
        hold=_address(answer.filters, place, still=not still),
        subject=subject(answer.filters, answer.choices),
        year=answer.filters.year,
        back=answer.filters.link("/"),
    )


async def _slide(request: Request, answer: Answered, measure: Measure) -> Slide:
    question = Question(f"/v1/measures/{measure['slug']}/series")
    [series] = await ask_more(request, answer.filters, [question])
    definition = measure["definition"]
    drawing, said = _drawn(series, measure, answer.filters.year)
    number = definition["ambition"]
    return Slide(
        figure=figure_view(measure["figure"], definition, answer.filters.link(f"/measures/{measure['slug']}")),
        ambition=f"Ambition {number}" if number else "Beyond the strategy",
        drawing=drawing,
        said=said,
    )


def _drawn(answer: Mapping[str, Any] | None, measure: Measure, year: str) -> tuple[Markup, str]:
    if answer is None or not answer["items"]:
        return Markup(), ""
    series = of_answer(answer, measure["definition"]["title"])
    if measure["definition"]["unit"] == BY_MONTHS:
        said = months.summary(months.months(series, year))
        return Markup(months.strip(series, year, "wall")), said  # noqa: S704  escaped where it was drawn
    if not answer["chart"]:
        return Markup(), measure["definition"]["words"]
    return Markup(control.chart(series, "wall", WALL)), series.summary  # noqa: S704


def _place(asked: str, slides: int) -> int:
    return (int(asked) - 1) % max(1, slides) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004


def _address(filters: Filters, place: int, *, still: bool) -> str:
    given = {
        "organisation": filters.organisation,
        "year": filters.year,
        "as_at": filters.as_at,
        "slide": str(place + 1),
    }
    named = {name: value for name, value in given.items() if value}
    return f"/wall?{urlencode(named | ({'still': 'yes'} if still else {}))}"
