"""The pages for what could not be shown, and why, in the same look."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import Choices, NotAnswered
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import form_view
from services.gateway.pages.templates import page

HEADINGS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "What was asked for cannot be shown",
    HTTPStatus.UNAUTHORIZED: "You need to sign in to see this page",
    HTTPStatus.FORBIDDEN: "You cannot see this page",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.SERVICE_UNAVAILABLE: "The figures cannot be read at the moment",
}
AWAY = "The service that works out the figures is not answering. Wait a moment, then load the page again."
ELSEWHERE = "If you typed or pasted the address, check that it is complete."
FIELDS = frozenset({"organisation", "year", "as_at"})


def answer_page(not_answered: NotAnswered, action: str) -> HTMLResponse:
    """Say what could not be answered, with the form if the filters are at fault."""
    status, problem = not_answered.status, not_answered.problem
    said = said_of(problem)
    if not (field := _field(not_answered)):
        return problem_page(status, AWAY if status >= HTTPStatus.INTERNAL_SERVER_ERROR else said)
    form = form_view(action, not_answered.filters, not_answered.choices, {field: said})
    heading = _heading(HTTPStatus.BAD_REQUEST)
    return page("problem.html", status, heading=heading, said=said, form=form)


def problem_page(status: int, said: str = "") -> HTMLResponse:
    """Say what happened, for any address that has nothing to show."""
    shown = said or (ELSEWHERE if status == HTTPStatus.NOT_FOUND else "")
    return page("problem.html", status, heading=_heading(status), said=shown, form=None)


def _heading(status: int) -> str:
    return HEADINGS.get(status, "The page cannot be shown")


def said_of(problem: Mapping[str, Any]) -> str:
    return str(problem.get("detail") or problem.get("title") or "")


def _field(not_answered: NotAnswered) -> str:
    """An organisation that nobody knows is a matter of the filters, too."""
    if (named := str(not_answered.problem.get("field", ""))) in FIELDS:
        return named
    unknown = not_answered.status == HTTPStatus.NOT_FOUND and _unknown_organisation(
        not_answered.filters, not_answered.choices
    )
    return "organisation" if unknown else ""


def _unknown_organisation(filters: Filters, choices: Choices) -> bool:
    known = {each["code"] for each in choices.organisations}
    return bool(filters.organisation and known) and filters.organisation not in known
