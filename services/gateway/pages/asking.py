"""One page's questions, all asked at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import Request

from services.gateway.pages.filters import Filters
from services.gateway.pages.sources import Answer, Organisation, Reading

Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A path of the read side, and what is asked otherwise than the page's filters say; None leaves one out."""

    path: str
    otherwise: Mapping[str, str | None] = field(default_factory=dict)

    def query(self, filters: Filters) -> dict[str, str]:
        asked: dict[str, str | None] = {**filters.query(), **self.otherwise}
        return {name: value for name, value in asked.items() if value}


def whatever_is_shown(path: str) -> Question:
    """Return a question whose answer does not depend on the filters."""
    return Question(path, {"organisation": None, "year": None, "as_at": None})


@dataclass(frozen=True)
class Choices:
    """What the filters can be set to."""

    organisations: list[Organisation]
    years: list[str]


@dataclass(frozen=True)
class Answered:
    """The answers in the order of the questions; the filters name the year of them."""

    filters: Filters
    choices: Choices
    bodies: list[Body]


@dataclass(frozen=True)
class NotAnswered:
    """The first answer that was none, as the read side explained it."""

    filters: Filters
    choices: Choices
    status: int
    problem: Mapping[str, Any]


async def ask(request: Request, filters: Filters, *questions: str | Question) -> Answered | NotAnswered:
    """Only a page whose address names no year waits to hear which is the latest."""

    async def in_year(question: Question, years: asyncio.Task[Answer]) -> Answer:
        return await _asked(request, question, filters if filters.year else _in_latest(filters, await years))

    async with asyncio.TaskGroup() as group:
        organisations = group.create_task(_asked(request, Question("/v1/organisations"), Filters()))
        years = group.create_task(_asked(request, Question("/v1/years"), Filters()))
        answers = [group.create_task(in_year(_question(one), years)) for one in questions]

    return _sorted_out(
        _in_latest(filters, years.result()),
        organisations.result(),
        years.result(),
        [answer.result() for answer in answers],
    )


async def ask_more(request: Request, filters: Filters, questions: Sequence[Question]) -> list[Body | None]:
    """Ask for what a page can be shown without: None where there is no answer."""
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(_asked(request, one, filters)) for one in questions]
    return [body if status == HTTPStatus.OK else None for status, body in (one.result() for one in answers)]


async def _asked(request: Request, question: Question, filters: Filters) -> Answer:
    reading: Reading = request.state.reading
    caller: object = request.state.caller
    return await reading.get(question.path, question.query(filters), caller)


def _question(one: str | Question) -> Question:
    return Question(one) if isinstance(one, str) else one


def _in_latest(filters: Filters, years: Answer) -> Filters:
    return filters if filters.year else replace(filters, year=years[1].get("latest") or "")


def _sorted_out(
    filters: Filters, organisations: Answer, years: Answer, answers: list[Answer]
) -> Answered | NotAnswered:
    choices = Choices(organisations[1].get("items", []), years[1].get("items", []))
    for status, body in (*answers, organisations, years):
        if status != HTTPStatus.OK:
            return NotAnswered(filters, choices, status, body)
    return Answered(filters, choices, [body for _, body in answers])
