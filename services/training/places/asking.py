"""What an organisation asks for, judged: places of a session that there is, for people whom it knows itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import asyncpg
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.training.domain.session import SESSION, Session
from services.training.identifiers import Key
from services.training.people import directory
from services.training.places import keeping, reading
from services.training.places.states import State
from shared.http import Problem
from shared.postgres import Connection
from shared.withdrawal import standing

MOST = 100
"""How many places one request asks for at most."""
Request = Mapping[str, Any]


class Asked(BaseModel):
    """Places that somebody would like: some for people of the own directory, some for whoever it will be."""

    model_config = ConfigDict(extra="forbid")

    id: Key | None = None
    """What is sent again under the same identifier is the same request."""
    people: Annotated[list[Key], Field(max_length=MOST)] = []
    unnamed: Annotated[int, Field(ge=0, le=MOST)] = 0

    @model_validator(mode="after")
    def asks_for_something(self) -> "Asked":
        """Refuse a request of nothing, of too much, or twice for one person."""
        if not 0 < len(self.people) + self.unnamed <= MOST:
            raise ValueError(f"A request is for 1 to {MOST} places.")
        if len(set(self.people)) < len(self.people):
            raise ValueError("Each person is named once.")
        return self


async def ask(connection: Connection, organisation: str, session_id: str, asked: Asked) -> tuple[Request, bool]:
    """Keep a request and return it, and whether it is new."""
    session = SESSION.fold(standing(await reading.history(connection, session_id)))
    request = asked.id or str(uuid4())
    await keeping.alone(connection, session_id)
    people = await _people(connection, asked.people)
    before = await keeping.of_request(connection, request)
    if before:
        _same(before, session_id, organisation, people, asked)
    else:
        _takes_place(session)
        await _once(connection, session_id, people)
        rows = _places(people, asked.unnamed, organisation=organisation, run_by=session.opened_by)
        try:
            await keeping.keep(connection, rows, request, session_id, datetime.now(UTC))
        except asyncpg.UniqueViolationError:  # another organisation's, which is not seen from here
            raise _reused() from None
    [told] = await reading.requests(connection, await keeping.of_request(connection, request), organisation)
    return told, not before


def _places(people: Sequence[str], unnamed: int, **whose: str) -> list[dict[str, Any]]:
    return [{"id": str(uuid4()), "person": person, **whose} for person in [*people, *[None] * unnamed]]


def _takes_place(session: Session) -> None:
    if session.cancelled:
        raise Problem(409, "SessionWasCancelled", "The session was cancelled; nobody can have a place any more.")


async def _people(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Return the keys that the people of one's own directory are listed under."""
    found = []
    for key in keys:
        entry = await directory.one(connection, key)
        if entry is None:
            raise Problem(404, "NotFound", "Your organisation has no entry under this key.", field="people")
        found.append(str(entry["merged_into"] or key))
    if len(set(found)) < len(found):
        raise Problem(409, "AlreadyAsked", "Two of these keys are one person.", field="people")
    return found


async def _once(connection: Connection, session_id: str, people: Sequence[str]) -> None:
    """Refuse to ask twice for somebody who waits for a place of this session, or has one."""
    known = await keeping.of_session(connection, session_id)
    places = await reading.found(connection, known)
    holding = {State.WAITING, State.OFFERED, State.ACCEPTED}
    names = {one["person"]: one["name"] for one in known if places[one["id"]].state in holding}
    if twice := [str(names[key]) for key in people if key in names]:
        said = f"A place of this session has been asked for already: {', '.join(twice)}."
        raise Problem(409, "AlreadyAsked", said, field="people")


def _same(
    before: Sequence[keeping.Row], session_id: str, organisation: str, people: Sequence[str], asked: Asked
) -> None:
    """Refuse another request under an identifier that was used before."""
    own = before[0]["session"] == session_id and before[0]["organisation"] == organisation
    named = {one["person"] for one in before if one["person"] is not None}
    # Whoever was erased since, or whose place was given up, is no longer named.
    if not own or len(before) != len(people) + asked.unnamed or not named <= set(people):
        raise _reused()


def _reused() -> Problem:
    return Problem(409, "IdReused", "Another request was made under this identifier.", field="id")
