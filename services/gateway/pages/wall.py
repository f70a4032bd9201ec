"""The wall: one thing at a time, large enough for a room, turning over by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import Answered, NotAnswered, Question, ask, ask_more
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import subject
from services.gateway.pages.lists import organisations
from services.gateway.pages.problems import answer_page
from services.gateway.pages.slides import Slide, learning_slide, measure_slide, project_slide
from services.gateway.pages.templates import page

router = APIRouter()
SECONDS = 20
MOST = "4"
"""How many projects, and how many pieces of learning, have a turn: the newest."""
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Round:
    """What has a turn, in its order."""

    measures: list[Item]
    projects: list[Item]
    learning: list[Item]

    def __len__(self) -> int:
        return len(self.measures) + len(self.projects) + len(self.learning)


@router.get("/wall")
async def wall(request: Request) -> HTMLResponse:
    answer = await ask(request, Filters.of(request.query_params), "/v1/measures")
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/wall")
    turns = await _round(request, answer)
    place, still = _place(request.query_params.get("slide", "1"), len(turns)), "still" in request.query_params
    return page(
        "wall.html",
        HTTPStatus.OK,
        slide=await _slide(request, answer, turns, place),
        place=place + 1,
        places=len(turns),
        seconds=SECONDS,
        still=still,
        onwards=_address(answer.filters, (place + 1) % max(1, len(turns)), still=False),
        hold=_address(answer.filters, place, still=not still),
        subject=subject(answer.filters, answer.choices),
        year=answer.filters.year,
        back=answer.filters.link("/"),
    )


async def _round(request: Request, answer: Answered) -> Round:
    newest: dict[str, str | None] = {"as_at": None, "limit": MOST}
    shown = [Question("/v1/projects", newest | {"status": "running,completed"}), Question("/v1/learning", newest)]
    projects, learning = [(body or {"items": []})["items"] for body in await ask_more(request, answer.filters, shown)]
    return Round(answer.bodies[0]["items"], projects, learning)


async def _slide(request: Request, answer: Answered, turns: Round, place: int) -> Slide | None:
    names, others = organisations(answer.choices), place - len(turns.measures)
    if others < 0:
        measure = turns.measures[place]
        question = Question(f"/v1/measures/{measure['slug']}/series")
        [series] = await ask_more(request, answer.filters, [question])
        return measure_slide(measure, series, answer.filters)
    if others < len(turns.projects):
        return project_slide(turns.projects[others], names)
    told = turns.learning[others - len(turns.projects) :]
    return learning_slide(told[0], names) if told else None


def _place(asked: str, slides: int) -> int:
    return (int(asked) - 1) % max(1, slides) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004


def _address(filters: Filters, place: int, *, still: bool) -> str:
    given = {"organisation": filters.organisation, "year": filters.year, "as_at": filters.as_at}
    named = {name: value for name, value in given.items() if value} | {"slide": str(place + 1)}
    return f"/wall?{urlencode(named | ({'still': 'yes'} if still else {}))}"
