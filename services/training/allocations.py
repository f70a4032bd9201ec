"""`POST /v1/sessions/{id}/allocations`: draw who is offered the free places of a session.

The rule is pure (`domain/allocation.py`); here it is given what it needs to know, one draw of a session at a time,
and what it decides is said as facts, through the same door as everyone's.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any

import asyncpg
import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.training.domain.allocation import RULE_VERSION, Asking, Draw, Drawn, share_out
from services.training.domain.session import DRAWN, SESSION, Session
from services.training.identifiers import Key
from services.training.people.directory import own_people
from services.training.places import drawing as drawn_here
from services.training.places import keeping, reading
from shared import event_store, membership
from shared.contracts.event import Recorded
from shared.contracts.form import conform
from shared.contracts.training import TRAINING, SessionPlaceOffered
from shared.decider import Fact
from shared.http import Problem, caller_of, json_response
from shared.identity import Caller
from shared.moments import london_day, written
from shared.postgres import Connection, Pool
from shared.refusals import Refused
from shared.submission import read
from shared.withdrawal import standing
from shared.writer import Writer

# One draw of a session at a time, in however many processes: the next one sees what this one offered.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
SESSIONS_OFFERED = """
SELECT DISTINCT stream FROM events
WHERE type = 'session.place_offered' AND data ->> 'person' = ANY($1::text[]) AND stream <> $2
"""
router = APIRouter(prefix="/v1/sessions")

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
Entitlement = Annotated[int, Field(ge=1, le=10_000)]


class PlaceRequest(BaseModel):
    """Somebody who would like a place."""

    model_config = ConfigDict(extra="forbid")

    person: Key
    organisation: Code
    requested_at: AwareDatetime


class Allocation(BaseModel):
    """What is to be drawn. The same content is the same draw: to draw anew, choose another seed.

    Without `requests` it is drawn among what organisations have asked for here.
    """

    model_config = ConfigDict(extra="forbid")

    requests: Annotated[list[PlaceRequest], Field(max_length=10_000)] = []
    on: date
    seed: Annotated[str, Field(min_length=1, max_length=100)]
    quotas: dict[Code, Entitlement] = {}
    release_on: date | None = None

    @property
    def is_of_what_was_asked(self) -> bool:
        """Return whether it is drawn among the requests that are kept here."""
        return "requests" not in self.model_fields_set

    def name(self, session: str) -> str:
        """Return what tells this draw from any other."""
        left_out = {"requests"} if self.is_of_what_was_asked else None
        content = self.model_dump(mode="json", exclude=left_out) | {"session": session}
        return sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()[:32]


@dataclass(frozen=True)
class Drawing:
    """A draw of a session's places, and where what is decided is kept."""

    session_id: str
    allocation: Allocation
    pool: Pool


@router.post("/{session_id}/allocations")
async def allocate(request: Request, session_id: str, allocation: Allocation) -> Response:
    caller = caller_of(request, request.app.state.service_key)
    stream, now = f"session/{session_id}", datetime.now(UTC)
    writer: Writer = request.app.state.writer
    async with _alone(request.app.state.draws, stream) as connection:
        history = await reading.history(connection, session_id)
        await _may_draw(connection, caller, session_id, SESSION.fold(standing(history)), allocation, now)
        drawing = Drawing(session_id, allocation, request.app.state.pool)
        draw = _among_what_was_asked if allocation.is_of_what_was_asked else _among_what_is_said
        offers, waiting = await draw(connection, history, caller, drawing, writer)
    new = any(one["status"] == "accepted" for one in offers)
    body = {
        "session": session_id,
        "rule_version": RULE_VERSION,
        "seed": allocation.seed,
        "offers": offers,
        "waiting": sorted(waiting),
    }
    return json_response(body, 201 if new else 200)


async def _among_what_is_said(
    connection: Connection, history: Sequence[Recorded], caller: Caller, drawing: Drawing, writer: Writer
) -> tuple[list[dict[str, Any]], set[str]]:
    """Draw among the requests that came with the question; return the offers, and who waits."""
    allocation, stream, now = drawing.allocation, f"session/{drawing.session_id}", datetime.now(UTC)
    name = allocation.name(drawing.session_id)
    offers = _drawn_before(history, caller, name)
    if not offers:
        asked = await _draw(connection, stream, allocation, _asking(allocation))
        drawn = share_out(SESSION.fold(standing(history)), asked)
        raws = [_offer(one.place, one.organisation, one.person, stream, name, allocation) for one in drawn]
        answers = await writer.submit([read(raw, caller, TRAINING, now) for raw in raws])
        offers = [_answer(one, answer) for one, answer in zip(drawn, answers, strict=True)]
    return offers, {one.person for one in allocation.requests} - {offer["person"] for offer in offers}


async def _among_what_was_asked(
    connection: Connection, history: Sequence[Recorded], caller: Caller, drawing: Drawing, writer: Writer
) -> tuple[list[dict[str, Any]], list[str]]:
    """Draw among the requests that are kept here; return the offers, and which places that were asked for wait.

    What is decided is kept first, then said; asked for again, it says what it had no time to say.
    """
    session_id, allocation, run_by = drawing.session_id, drawing.allocation, str(caller.organisation)
    name, stream = allocation.name(session_id), f"session/{session_id}"
    async with own_people(drawing.pool, run_by) as own:
        turns = await keeping.turns_of(own, session_id, name)
        if turns is None:
            asking = await drawn_here.waiting(connection, run_by, session_id)
            draw = await _draw(connection, stream, allocation, asking.values())
            session = SESSION.fold(standing(history))
            await drawn_here.keep(own, session_id, name, run_by, session, asking, draw)
            turns = await keeping.turns_of(own, session_id, name) or []
    said = {one["place"]: _plain(one) for one in _drawn_before(history, caller, name)}
    offered = [one for one in turns if one["place"] is not None]
    left = [one for one in offered if one["place"] not in said]
    people = await drawn_here.people(connection, left)
    raws = [
        _offer(one["place"], one["organisation"], people.get(one["requested"]), stream, name, allocation)
        for one in left
    ]
    now = datetime.now(UTC)
    answers = await writer.submit([read(raw, caller, TRAINING, now) for raw in raws]) if raws else []
    said |= {one["place"]: _plain(answer) for one, answer in zip(left, answers, strict=True)}
    offers = [{**said[one["place"]], **one} for one in offered]
    return offers, [one["requested"] for one in turns if one["place"] is None]


@asynccontextmanager
async def _alone(pool: Pool, stream: str) -> AsyncIterator[Connection]:
    """Hold the right to draw for this session. The pool is not the writer's, which the holder waits for."""
    async with pool.acquire() as connection, connection.transaction():
        try:
            await connection.execute(ALONE, stream)
        except asyncpg.LockNotAvailableError:
            detail = "Another draw of this session is under way."
            raise Problem(503, "Overloaded", detail, headers={"Retry-After": "1"}) from None
        yield connection


async def _may_draw(
    connection: Connection, caller: Caller, session_id: str, session: Session, allocation: Allocation, now: datetime
) -> None:
    """Refuse a draw whose first offer would be refused, whether or not it would make one."""
    try:
        # Where the caller has no organisation any will do: it is the caller who is refused.
        data = {"place": 1, "organisation": caller.organisation or "none", "on": allocation.on.isoformat()}
        fact = Fact(
            event=conform(SessionPlaceOffered, data | {"seed": allocation.seed}),
            stream_id=session_id,
            id="",
            source="",
            caller=caller,
            members=await membership.load(connection),
            today=london_day(now),
        )
        SESSION.judge(fact, session)
    except Refused as refused:
        raise Problem(refused.status, type(refused).__name__, refused.detail, field=refused.field) from None


def _asking(allocation: Allocation) -> list[Asking]:
    return [
        Asking(person=one.person, organisation=one.organisation, requested_at=one.requested_at)
        for one in allocation.requests
    ]


async def _draw(connection: Connection, stream: str, allocation: Allocation, asking: Collection[Asking]) -> Draw:
    return Draw(
        asking=list(asking),
        on=allocation.on,
        seed=allocation.seed,
        quotas=allocation.quotas,
        release_on=allocation.release_on,
        prior_places=await _prior_places(connection, stream, {one.person for one in asking if one.named}),
    )


async def _prior_places(connection: Connection, stream: str, people: Iterable[str]) -> Mapping[str, int]:
    """Return in how many other sessions each person has been offered a place that they did not give up."""
    rows = await connection.fetch(SESSIONS_OFFERED, list(people), stream)
    histories = await event_store.read(connection, TRAINING, [row["stream"] for row in rows])
    sessions = [SESSION.fold(standing(history)) for history in histories.values()]
    return Counter(
        person for session in sessions for person in {offer.person for offer in session.holders().values()} if person
    )


def _drawn_before(history: Sequence[Recorded], caller: Caller, name: str) -> list[dict[str, Any]]:
    """Return what the same draw offered when it was asked for the first time."""
    return [
        _row(fact.event)
        | {
            "id": fact.id,
            "source": fact.source,
            "status": "duplicate",
            "stream": fact.stream,
            "version": fact.version,
            "recorded_at": written(fact.recorded_at),
        }
        for fact in history
        if (fact.organisation, fact.source) == (caller.organisation, DRAWN) and fact.id.startswith(f"{name}/")
        if isinstance(fact.event, SessionPlaceOffered)
    ]


def _offer(place: int, organisation: str, person: str | None, stream: str, name: str, allocation: Allocation) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "type": SessionPlaceOffered.type,
            "source": DRAWN,
            "id": f"{name}/{place}",
            "subject": stream,
            "data": {
                "place": place,
                "organisation": organisation,
                **({} if person is None else {"person": person}),
                "on": allocation.on.isoformat(),
                "rule_version": RULE_VERSION,
                "seed": allocation.seed,
            },
        }
    )


def _row(offer: SessionPlaceOffered | Drawn) -> dict[str, Any]:
    return {"place": offer.place, "organisation": offer.organisation, "person": offer.person}


def _answer(one: Drawn, answer: Mapping[str, Any]) -> dict[str, Any]:
    return _row(one) | _plain(answer)


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in {"problem_status", "person"}}
