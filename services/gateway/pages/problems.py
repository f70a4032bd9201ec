"""The pages for what could not be shown, and why, in the same look."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import HTMLResponse

from services.gateway.pages.asking import NotAnswered
from services.gateway.pages.forms import form_view
from services.gateway.pages.templates import page

HEADINGS: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "What was asked for cannot be shown",
    HTTPStatus.UNAUTHORIZED: "You need to sign in to see this page",
    HTTPStatus.FORBIDDEN: "You cannot see this page",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.CONFLICT: "That is no longer possible",
    HTTPStatus.SERVICE_UNAVAILABLE: "The figures cannot be read at the moment",
}
AWAY = "The service that works out the figures is not answering. Wait a moment, then load the page again."
ELSEWHERE = "If you typed or pasted the address, check that it is complete."
TOO_EARLY = "Nothing was known of this organisation at that moment. Choose a later one."
UNKNOWN = "UnknownOrganisation"
FIELDS = frozenset({"organisation", "year", "as_at"})


def answer_page(not_answered: NotAnswered, action: str) -> HTMLResponse:
    """Say what could not be answered, with the form if the filters are at fault."""
    status, problem = not_answered.status, not_answered.problem
    said = said_of(problem)
    if not (field := _field(not_answered)):
        return problem_page(status, AWAY if status >= HTTPStatus.INTERNAL_SERVER_ERROR else said)
    if field == "as_at" and status == HTTPStatus.NOT_FOUND:
        said = TOO_EARLY
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
    """An organisation that nobody knows, or nobody knew then, is a matter of the filters, too."""
    if (named := str(not_answered.problem.get("field", ""))) in FIELDS:
        return named
    filters, known = not_answered.filters, {each["code"] for each in not_answered.choices.organisations}
    if not_answered.status != HTTPStatus.NOT_FOUND or not filters.organisation or not known:
        return ""
    if filters.organisation not in known:
        return "organisation"
    return "as_at" if filters.as_at and not_answered.problem.get("type") == UNKNOWN else ""
