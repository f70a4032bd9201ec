"""`/v1/sessions/{id}/requests` and `/v1/place-requests`: ask for places, see what became of it, take or give up."""

from typing import Any

from fastapi import APIRouter, Request, Response

from services.training.identifiers import is_key
from services.training.people.directory import own_people
from services.training.people.router import PRIVATE, READERS, caller_in, pool_of
from services.training.places import answering, asking, keeping, reading
from services.training.places.answering import Answer
from services.training.places.asking import Asked
from services.training.places.states import State
from shared import membership
from shared.http import Problem, json_response
from shared.writer import Writer

router = APIRouter(prefix="/v1")


@router.post("/sessions/{session_id}/requests")
async def ask(request: Request, session_id: str, asked: Asked) -> Response:
    organisation, session_id = _speaker(request), _named(session_id)
    async with own_people(pool_of(request), organisation) as connection:
        if not (await membership.load(connection)).is_member(organisation):
            raise Problem(403, "NotAMember", f"{organisation} is not a member of the system.")
        told, is_new = await asking.ask(connection, organisation, session_id, asked)
    return json_response(told, 201 if is_new else 200, headers=PRIVATE)


@router.get("/sessions/{session_id}/requests")
async def of_session(request: Request, session_id: str) -> Response:
    organisation, session_id = _speaker(request), _named(session_id)
    async with own_people(pool_of(request), organisation) as connection:
        await reading.history(connection, session_id)
        places = await keeping.of_session(connection, session_id)
        items = await reading.requests(connection, places, organisation)
        draws = await reading.draws(connection, session_id, places)
    return json_response({"items": items, "draws": draws}, headers=PRIVATE)


@router.get("/place-requests")
async def of_reader(request: Request) -> Response:
    organisation = _speaker(request)
    async with own_people(pool_of(request), organisation) as connection:
        items = await reading.requests(connection, await keeping.of_reader(connection), organisation)
    return json_response({"items": items}, headers=PRIVATE)


@router.post("/place-requests/{request_id}/answers")
async def answer(request: Request, request_id: str, said: Answer) -> Response:
    organisation, request_id = _speaker(request), _named(request_id)
    async with own_people(pool_of(request), organisation) as connection:
        facts = await answering.facts(connection, organisation, request_id, said)
    writer: Writer = request.app.state.writer
    answers = await writer.submit(facts) if facts else []
    for one in answers:
        if one["status"] == "refused":
            reason = one["reason"]
            raise Problem(one["problem_status"], reason["type"], reason["detail"])
    return await _told(request, organisation, request_id, facts=answers)


@router.delete("/place-requests/{request_id}")
async def withdraw(request: Request, request_id: str) -> Response:
    """Give up the places of a request that wait."""
    organisation, request_id = _speaker(request), _named(request_id)
    async with own_people(pool_of(request), organisation) as connection:
        places = await answering.own(connection, organisation, request_id)
        found = await reading.found(connection, places)
        await keeping.withdraw(connection, [one for one, how in found.items() if how.state is State.WAITING])
    return await _told(request, organisation, request_id)


async def _told(request: Request, organisation: str, request_id: str, **also: Any) -> Response:
    async with own_people(pool_of(request), organisation) as connection:
        [told] = await reading.requests(connection, await keeping.of_request(connection, request_id), organisation)
    return json_response({**told, **also}, headers=PRIVATE)


def _speaker(request: Request) -> str:
    return str(caller_in(request, READERS).organisation)


def _named(identifier: str) -> str:
    if not is_key(identifier):
        raise Problem(404, "NotFound", "There is nothing under this identifier.")
    return identifier
