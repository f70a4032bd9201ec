"""The page of one measure."""

from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.agreed import agreed_view
from services.gateway.pages.asking import Answered, Body, NotAnswered, Question, ask, ask_more, whatever_is_shown
from services.gateway.pages.behind import SHOWN, things_view
from services.gateway.pages.comparison import funnel_view, smalls
from services.gateway.pages.downloads import PARTS, links
from services.gateway.pages.filters import SLUG, Filters
from services.gateway.pages.forms import head, subject
from services.gateway.pages.live import following
from services.gateway.pages.measure_view import measure_view
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.since import latest_snapshot, restated_of, since_view
from services.gateway.pages.sources import DefinedFigure, Evidence, NamedFigure
from services.gateway.pages.templates import page
from services.gateway.pages.variation import chart_view, variation_view
from services.gateway.recording import offers

router = APIRouter()

MOST_TITLES = 500


@router.get("/measures/{slug}")
async def measure(slug: str, request: Request) -> HTMLResponse:
    if not SLUG.fullmatch(slug):
        return problem_page(HTTPStatus.NOT_FOUND)
    data, path = f"/v1/measures/{slug}", f"/measures/{slug}"
    asked = Filters.of(request.query_params)
    live = following(request, asked)
    answer = await ask(
        request,
        asked,
        data,
        f"{data}/organisations",
        Question(f"{data}/evidence", {"limit": str(SHOWN), "cursor": request.query_params.get("cursor")}),
        f"{data}/series",
        whatever_is_shown("/v1/snapshots"),
    )
    if isinstance(answer, NotAnswered):
        return answer_page(answer, path)
    shown = _shown(answer, path) | await _beside(request, answer, slug)
    offered = [] if asked.as_at else offers.about(request.state.caller, "measure", slug)
    done = offers.recorded(request.query_params, slug)
    return page("measure.html", HTTPStatus.OK, live=live, offered=offered, done=done, **shown, **head(path, answer))


def _shown(answer: Answered, path: str) -> dict[str, object]:
    """Return what one answer each tells."""
    figure, organisations, evidence, series, _ = answer.bodies
    definition, filters = figure["definition"], answer.filters
    named = cast("list[NamedFigure]", organisations["items"])
    chart = chart_view(series, definition, subject(filters, answer.choices), filters.year)
    funnel = funnel_view(named, definition)
    drawn = {"series": chart, "organisations": funnel}
    return {
        "measure": measure_view(cast("DefinedFigure", figure), named, cast("Evidence", evidence), filters),
        "chart": chart,
        "variation": variation_view(series, definition, filters.year),
        "funnel": funnel,
        "agreed": agreed_view(figure.get("agreement"), answer.choices),
        "back": filters.link("/"),
        "series_data": filters.link_to_data(f"/v1{path}/series"),
        "files": {part: links(filters, figure["slug"], part, drawn=bool(drawn.get(part))) for part in PARTS},
    }


async def _beside(request: Request, answer: Answered, slug: str) -> dict[str, object]:
    """Ask for what stands beside it: every organisation's months, titles of projects, what the board saw last."""
    figure, organisations, evidence, series, snapshots = answer.bodies
    definition, filters = figure["definition"], answer.filters
    named = cast("list[NamedFigure]", organisations["items"]) if series["chart"] else []
    questions = [Question(f"/v1/measures/{slug}/series", {"organisation": one["organisation"]}) for one in named]
    projects = any(one["kind"] == "project" for one in evidence.get("items", []))
    if projects:
        questions.append(Question("/v1/projects", {"year": None, "as_at": None, "limit": str(MOST_TITLES)}))
    seen = latest_snapshot(snapshots, filters)
    if seen:
        questions.append(Question(f"/v1/snapshots/{seen}", {"year": None, "as_at": None}))
    answers = await ask_more(request, filters, questions)
    snapshot: Body | None = answers.pop() if seen else None
    register = (answers.pop() if projects else None) or {"items": []}
    titles = {one["id"]: one["title"] for one in register["items"]}
    return {
        "things": things_view(evidence, filters, f"/measures/{slug}", titles),
        "smalls": smalls(named, answers, definition, filters),
        "since": snapshot and since_view(snapshot, {slug: definition}, filters),
        "restated": restated_of(snapshot, slug),
    }
