"""What an organisation says to the places that it was offered: in the name of whoever runs the session, which alone
speaks of it, as the facts of the session."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from services.training.identifiers import Key
from services.training.places import keeping, reading
from services.training.places.asking import MOST
from services.training.places.keeping import Row
from services.training.places.states import Found, State
from shared.contracts.training import TRAINING
from shared.http import Problem
from shared.identity import Caller
from shared.moments import london_day
from shared.postgres import Connection
from shared.submission import Submission, read

SOURCE = "urn:golden-thread:places"
"""The source of answers that organisations give here."""
ANSWERS = {"accepted": frozenset({State.OFFERED}), "declined": frozenset({State.OFFERED, State.ACCEPTED})}
"""What each can be said to."""


class Answer(BaseModel):
    """Whether places are taken; all that are on offer where none is named."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["accepted", "declined"]
    places: Annotated[list[Key], Field(min_length=1, max_length=MOST)] | None = None


async def own(connection: Connection, organisation: str, request: str) -> list[Row]:
    """Return the places of a request that this organisation made."""
    places = await keeping.of_request(connection, request)
    if not places or places[0]["organisation"] != organisation:
        raise Problem(404, "NotFound", "Your organisation has made no request under this identifier.")
    return places


async def facts(connection: Connection, organisation: str, request: str, answer: Answer) -> list[Submission]:
    """Return what there is to be said; nothing where it was said before."""
    places = await own(connection, organisation, request)
    asked = set(answer.places or [one["id"] for one in places])
    if unknown := asked - {one["id"] for one in places}:
        raise Problem(404, "NotFound", f"The request has no place {min(unknown)}.", field="places")
    found = await reading.found(connection, places)
    chosen = [found[one] for one in sorted(asked)]
    _answerable(chosen, answer, by_name=answer.places is not None)
    now, speaker = datetime.now(UTC), Caller(organisation=places[0]["run_by"], roles=frozenset({"submitter"}))
    stream = f"session/{places[0]['session']}"
    return [
        read(_fact(stream, one, answer.answer, now), speaker, TRAINING, now)
        for one in chosen
        if one.state in ANSWERS[answer.answer]
    ]


def _answerable(chosen: Sequence[Found], answer: Answer, *, by_name: bool) -> None:
    """Refuse an answer to what is not on offer; what was answered so before is no fault."""
    possible = ANSWERS[answer.answer] | {State(answer.answer)}
    fitting = [one.state in possible for one in chosen]
    if not (all(fitting) if by_name else any(fitting)):
        wrong = next(one.state for one in chosen if one.state not in possible)
        raise Problem(409, "PlaceNotOffered", f"A place that is {wrong} cannot be {answer.answer}.", field="places")


def _fact(stream: str, one: Found, answer: str, now: datetime) -> bytes:
    event: dict[str, Any] = {
        "specversion": "1.0",
        "type": f"session.place_{answer}",
        "source": SOURCE,
        "id": f"{one.offer}/{answer}",
        "subject": stream,
        "data": {"place": one.place, "on": london_day(now).isoformat()},
    }
    return msgspec.json.encode(event)
