"""The first page: every measure at a glance, and what has changed since the board last looked."""

from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import Answered, NotAnswered, Question, ask, ask_more, whatever_is_shown
from services.gateway.pages.downloads import reports
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import head
from services.gateway.pages.live import following
from services.gateway.pages.problems import answer_page
from services.gateway.pages.since import latest_snapshot, since_view
from services.gateway.pages.sources import Measure
from services.gateway.pages.templates import page
from services.gateway.pages.views import ambition_views, tally

router = APIRouter()


@router.get("/")
async def overview(request: Request) -> HTMLResponse:
    asked = Filters.of(request.query_params)
    live = following(request, asked)
    answer = await ask(request, asked, "/v1/measures", whatever_is_shown("/v1/snapshots"))
    if isinstance(answer, NotAnswered):
        return answer_page(answer, action="/")
    return page("overview.html", HTTPStatus.OK, live=live, **await _shown(request, answer), **head("/", answer))


async def _shown(request: Request, answer: Answered) -> dict[str, object]:
    measures, filters = cast("list[Measure]", answer.bodies[0]["items"]), answer.filters
    slugs = [each["slug"] for each in measures]
    questions = [Question(f"/v1/measures/{slug}/series") for slug in slugs]
    if seen := latest_snapshot(answer.bodies[1], filters):
        questions.append(Question(f"/v1/snapshots/{seen}", {"year": None, "as_at": None}))
    answers = await ask_more(request, filters, questions)
    snapshot = answers.pop() if seen else None
    ambitions = ambition_views(measures, dict(zip(slugs, answers, strict=True)), filters)
    definitions = {each["slug"]: each["definition"] for each in measures}
    return {
        "ambitions": ambitions,
        "tally": tally(figure for group in ambitions for figure in group.figures),
        "since": snapshot and since_view(snapshot, definitions, filters),
        "snapshots": filters.link("/snapshots"),
        "reports": reports(filters),
    }
