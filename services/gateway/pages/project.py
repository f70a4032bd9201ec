"""The page of one project."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages import project_people
from services.gateway.pages.asking import NotAnswered, Question, ask, ask_more
from services.gateway.pages.filters import Filters, is_key
from services.gateway.pages.forms import form_view, known_by
from services.gateway.pages.history import history_view, of_type, standing
from services.gateway.pages.lists import organisations
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.project_view import head_view
from services.gateway.pages.project_work import work_view
from services.gateway.pages.project_worth import worth_view
from services.gateway.pages.templates import page
from services.gateway.recording import offers
from services.gateway.recording.offers import Link, Offered
from shared.identity import Caller

router = APIRouter()
OFTEN = (
    "project.started",
    "project.resumed",
    "project.measurement_recorded",
    "project.pdsa_completed",
    "project.score_assessed",
    "project.coaching_logged",
)
"""The types of fact that are recorded most often."""
_BARE: Mapping[str, str | None] = {"organisation": None, "year": None}


@router.get("/projects/{identifier}")
async def project(identifier: str, request: Request) -> HTMLResponse:
    if not is_key(identifier):
        return problem_page(HTTPStatus.NOT_FOUND)
    path, filters = f"/projects/{identifier}", Filters(as_at=Filters.of(request.query_params).as_at)
    answer = await ask(request, filters, Question(f"/v1{path}", _BARE))
    if isinstance(answer, NotAnswered):
        return answer_page(answer, path)
    [found] = answer.bodies
    names, facts = organisations(answer.choices), standing(found["history"])
    caller = request.state.caller
    leads = isinstance(caller, Caller) and caller.organisation == found["lead_organisation"]
    offered = offers.about(caller, "project", identifier, found["status"]) if leads and not filters.as_at else []
    charts = await _charts(request, filters, path, facts)
    return page(
        "project.html",
        HTTPStatus.OK,
        project=head_view(found, names),
        work=work_view(found, facts, charts),
        worth=worth_view(facts),
        people=await project_people.listed(request, project_people.roles(found, facts)) if "coached" in found else None,
        history=history_view(found["history"], names, offers.taker(caller, "project", identifier)),
        offered=offered,
        actions=_actions(offered),
        links={link.address.split("/")[2]: link for group in offered for link in group.links},
        done=offers.recorded(request.query_params, identifier),
        form=form_view(path, filters, answer.choices),
        known_by=known_by(filters),
        data=filters.link_to_data(f"/v1{path}"),
    )


def _actions(offered: Sequence[Offered]) -> list[Link]:
    """Return what is recorded most often, as far as it is offered."""
    links = {link.address.split("/")[2]: link for group in offered for link in group.links}
    return [links[one] for one in OFTEN if one in links]


async def _charts(
    request: Request, filters: Filters, path: str, facts: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Ask for the charts of the measures that the reader may see."""
    measures = dict.fromkeys(str(one["data"]["measure_id"]) for one in of_type(facts, "measure_added"))
    questions = [Question(f"/v1{path}/charts/{quote(name, safe='/')}", _BARE) for name in measures]
    return [one for one in await ask_more(request, filters, questions) if one is not None]
