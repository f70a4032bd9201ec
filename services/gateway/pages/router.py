"""The two pages: everything at a glance, and one measure with all that is behind it."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import Answered, NotAnswered, ask
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import form_view, known_by, subject
from services.gateway.pages.problems import answer_page, problem_page
from services.gateway.pages.sources import DefinedFigure, Evidence, Measure, NamedFigure
from services.gateway.pages.templates import page
from services.gateway.pages.views import ambition_views, measure_view, tally

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@router.get("/")
async def overview(request: Request) -> HTMLResponse:
    answer = await ask(request, Filters.of(request.query_params), "/v1/measures")
    if isinstance(answer, NotAnswered):
        return answer_page(answer, action="/")
    ambitions = ambition_views(_measures(answer), answer.filters)
    return page(
        "overview.html",
        HTTPStatus.OK,
        ambitions=ambitions,
        tally=tally(ambitions),
        **_head("/", answer),
    )


@router.get("/measures/{slug}")
async def measure(slug: str, request: Request) -> HTMLResponse:
    if not SLUG.fullmatch(slug):
        return problem_page(HTTPStatus.NOT_FOUND)
    data, action = f"/v1/measures/{slug}", f"/measures/{slug}"
    answer = await ask(
        request,
        Filters.of(request.query_params),
        data,
        f"{data}/organisations",
        f"{data}/evidence",
    )
    if isinstance(answer, NotAnswered):
        return answer_page(answer, action)
    figure, organisations, evidence = answer.bodies
    shown = measure_view(
        cast("DefinedFigure", figure),
        cast("Iterable[NamedFigure]", organisations["items"]),
        cast("Evidence", evidence),
        answer.filters,
    )
    back = answer.filters.link("/")
    return page("measure.html", HTTPStatus.OK, measure=shown, back=back, **_head(action, answer))


def _measures(answer: Answered) -> Iterable[Measure]:
    return cast("Iterable[Measure]", answer.bodies[0]["items"])


def _head(action: str, answer: Answered) -> dict[str, object]:
    """What both pages begin with: whose figures, of when, and the filters."""
    return {
        "subject": subject(answer.filters, answer.choices),
        "year": answer.filters.year,
        "known_by": known_by(answer.filters),
        "form": form_view(action, answer.filters, answer.choices),
    }
