"""Lists that can be searched: the register, the library, the calendar. Each is a value; one function shows them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.gateway.pages import account
from services.gateway.pages.asking import Answered, Choices, NotAnswered, Question, ask
from services.gateway.pages.cells import Cell, listing
from services.gateway.pages.filters import Filters
from services.gateway.pages.forms import Option
from services.gateway.pages.problems import answer_page, said_of
from services.gateway.pages.templates import page
from services.gateway.recording import offers
from services.gateway.recording.offers import Link

Names = Mapping[str, str]
"""Organisations' names by their codes."""
Row = Callable[[Mapping[str, Any], Names], Sequence[Cell | str]]
ANY = "Any"
MOST_IN_A_FILE = 500
FORMS = {"csv": "CSV", "xlsx": "Excel"}


@dataclass(frozen=True)
class Asked:
    """One field of the form: free text without options."""

    name: str
    label: str
    options: Mapping[str, str] | None = None
    kind: str = "text"


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """What is listed, by what it can be narrowed, and what is said when there is none."""

    path: str
    heading: str
    intro: str
    asked: Sequence[Asked]
    columns: Sequence[str]
    row: Row
    empty: str
    family: Sequence[tuple[str, str]] = ()
    feed: str = ""
    begins: Sequence[str] = ()
    """The types of fact with which an entry of it begins."""
    always: Mapping[str, str] = field(default_factory=dict)
    """What is asked unless the form says otherwise."""

    @property
    def source(self) -> str:
        return f"/v1{self.path}"


@dataclass(frozen=True)
class FieldView:
    name: str
    label: str
    kind: str
    value: str
    items: Sequence[Option]
    error: str


async def show(request: Request, of: ListPage) -> HTMLResponse:
    """Ask for what the address asks for, and show it."""
    given = {one.name: request.query_params.get(one.name, "").strip() for one in of.asked}
    cursor = request.query_params.get("cursor", "")
    query = {"organisation": None, "year": None, "as_at": None, **of.always, **{k: v for k, v in given.items() if v}}
    answer = await ask(request, Filters(), Question(of.source, {**query, "cursor": cursor}))
    if isinstance(answer, NotAnswered):
        named = str(answer.problem.get("field", ""))
        if named not in given or not answer.choices.organisations:
            return answer_page(answer, of.path)
        return _page(of, answer.choices, given, errors={named: said_of(answer.problem)}, status=answer.status)
    return _page(of, answer.choices, given, answered=answer, begin=offers.of_types(request.state.caller, of.begins))


def organisations(choices: Choices) -> dict[str, str]:
    return {each["code"]: each["name"] for each in choices.organisations}


def _page(
    of: ListPage,
    choices: Choices,
    given: Mapping[str, str],
    *,
    answered: Answered | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
    begin: Sequence[Link] = (),
) -> HTMLResponse:
    names, [body] = organisations(choices), answered.bodies if answered else [{"items": [], "next": None}]
    rows = [of.row(item, names) for item in body["items"]]
    return page(
        "list.html",
        status,
        of=of,
        begin=begin,
        fields=[_field(one, given[one.name], choices, errors or {}) for one in of.asked],
        table=listing(of.heading, of.columns, rows) if rows else None,
        searched=any(given.values()),
        files=_files(of, given) if rows else [],
        further=_further(of, given, body["next"]),
        errors=[{"text": said, "href": f"#{name}"} for name, said in (errors or {}).items()],
    )


def _files(of: ListPage, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return where the list is as a file, for whoever is signed in: the interface for programs takes a session too."""
    if not (who := account.shown()) or not who.name:
        return []
    asked = {**of.always, **{name: value for name, value in given.items() if value}, "limit": str(MOST_IN_A_FILE)}
    asked = {name: value for name, value in asked.items() if value}
    return [(f"{of.source}?{urlencode({**asked, 'format': form})}", name) for form, name in FORMS.items()]


def _field(one: Asked, value: str, choices: Choices, errors: Mapping[str, str]) -> FieldView:
    options = one.options
    if one.kind == "organisation":
        options = organisations(choices)
    elif one.kind == "year":
        options = {year: year for year in reversed(choices.years)}
    named = (
        {"": ANY, **(options or {})} if value in {"", *(options or {})} else {"": ANY, **(options or {}), value: value}
    )
    return FieldView(
        name=one.name,
        label=one.label,
        kind="text" if options is None else "select",
        value=value,
        items=[Option(value=key, text=text, selected=key == value) for key, text in named.items()],
        error=errors.get(one.name, ""),
    )


def _further(of: ListPage, given: Mapping[str, str], after: str | None) -> str:
    if not after:
        return ""
    [cursor] = parse_qs(urlsplit(after).query)["cursor"]
    return f"{of.path}?{urlencode({name: value for name, value in given.items() if value} | {'cursor': cursor})}"
