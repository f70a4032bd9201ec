"""One page's questions, all asked at once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import Request

from services.gateway.pages.filters import Filters
from services.gateway.pages.sources import Answer, Organisation, Reading


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
    bodies: list[dict[str, Any]]


@dataclass(frozen=True)
class NotAnswered:
    """The first answer that was none, as the read side explained it."""

    filters: Filters
    choices: Choices
    status: int
    problem: Mapping[str, Any]


async def ask(request: Request, filters: Filters, *paths: str) -> Answered | NotAnswered:
    """Only a page whose address names no year waits to hear which is the latest."""
    reading: Reading = request.state.reading
    caller: object = request.state.caller

    async def in_year(path: str, years: asyncio.Task[Answer]) -> Answer:
        asked = filters if filters.year else _in_latest(filters, await years)
        return await reading.get(path, asked.query(), caller)

    async with asyncio.TaskGroup() as group:
        organisations = group.create_task(reading.get("/v1/organisations", {}, caller))
        years = group.create_task(reading.get("/v1/years", {}, caller))
        answers = [group.create_task(in_year(path, years)) for path in paths]

    return _sorted_out(
        _in_latest(filters, years.result()),
        organisations.result(),
        years.result(),
        [answer.result() for answer in answers],
    )


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
