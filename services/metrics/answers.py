"""How an answer travels: with a weak ETag over what it says, its freshness, and a wait for a reader's own write."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import msgspec
from fastapi import Request, Response

from services.metrics import questions
from services.metrics.agreements import Agreements
from services.metrics.asking import Question, Reading
from services.metrics.freshness import Freshness, freshness
from services.metrics.kept_answers import Kept, KeptAnswers, lasts, pieces
from services.metrics.reading_from import Source
from shared.http import Problem
from shared.moments import written

WAIT_SECONDS = 2.0
POLL_SECONDS = 0.01

Body = dict[str, Any]


Read = Callable[[Reading], Awaitable[Body]]
"""Makes the body of an answer."""


async def answer(request: Request, question: Question, read: Read) -> Response:
    """Return the answer, or 304 when the reader has it already.

    What was answered before to the same question is not worked out again while the read side stands still.
    """
    source = await source_of(request)
    stale = await _too_early(source, request.headers.get("x-min-fresh"))
    answers: KeptAnswers = request.app.state.answers
    asked = (request.url.path, request.url.query, question.reader, question.today)
    fresh = await source.fresh.ask()
    kept = answers.find((source.side, fresh.state), asked) if lasts(question, fresh) else None
    if kept is None:
        fresh, kept = await _read(request, source, question, read)
        if lasts(question, fresh):
            answers.keep((source.side, fresh.state), asked, kept)
    headers = {"ETag": kept.tag, "Cache-Control": "no-cache", "Vary": "Authorization, Accept"}
    if fresh.at is not None:
        headers["Fresh-As-Of"] = written(fresh.at)
    if kept.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = kept.body(fresh.at)
    return Response(b'{"stale":true,' + body[1:] if stale else body, headers=headers, media_type="application/json")


async def _read(request: Request, source: Source, question: Question, read: Read) -> tuple[Freshness, Kept]:
    """Work an answer out in one snapshot, and return it with how fresh that is."""
    agreements: Agreements = request.app.state.agreements
    async with source.engine.connect() as connection:
        fresh = await freshness(connection)
        reading = Reading(
            connection=connection,
            question=question,
            fresh=fresh,
            agreement=await agreements.read(connection, fresh, question.as_at),
            definitions=source.definitions,
        )
        body = await read(reading)
    return fresh, Kept(f'W/"{_digest([str(question.today), body])}"', pieces(body, fresh.at))


async def source_of(request: Request) -> Source:
    """Return the version of the read side to read from."""
    source: Source | None = await request.app.state.read_sides.source()
    if source is None:
        raise Problem(503, "NotReady", "The read side is being made.", headers={"Retry-After": "5"})
    return source


async def _too_early(source: Source, min_fresh: str | None) -> bool:
    """Wait until the read side knows the moment asked for; return whether it still does not."""
    if min_fresh is None:
        return False
    wanted = questions.moment(min_fresh, "X-Min-Fresh")
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
    while not _knows(await source.fresh.ask(), wanted):
        if asyncio.get_running_loop().time() > deadline:
            return True
        await asyncio.sleep(POLL_SECONDS)
    return False


def _knows(fresh: Freshness, wanted: datetime) -> bool:
    known = [fresh.of(slug) for slug in {*fresh.held_back, ""}]
    return all(at is not None and at >= wanted for at in known)


def _digest(body: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(_unstamped(body)), digest_size=12).hexdigest()


def _unstamped(value: object) -> object:
    """Leave out how fresh the figures are: an answer that says the same has the same tag."""
    match value:
        case dict():
            return {key: _unstamped(item) for key, item in value.items() if key != "fresh_as_of"}
        case list():
            return [_unstamped(item) for item in value]
    return value
