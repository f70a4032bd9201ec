"""`/v1/people`: who is behind a person_key. An entry of another organisation is not there (404)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.training.identifiers import Key, is_key
from services.training.people import directory, persons
from services.training.people.directory import AddressTaken, own_people
from shared import event_store, membership
from shared.contracts.event import UUID_PATTERN
from shared.contracts.training import TRAINING
from shared.http import Problem, caller_of, json_response
from shared.identity import Caller
from shared.moments import london_day
from shared.postgres import Connection, Pool
from shared.submission import read
from shared.writer import Writer

SOURCE = "urn:golden-thread:people"
"""The source of what the directory itself says of people."""
READERS = frozenset({"submitter", "qi_lead"})
WRITERS = frozenset({"submitter"})
PRIVATE = {"Cache-Control": "no-store"}
router = APIRouter(prefix="/v1/people")

# One line of text: no control characters, and something to read.
_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Name = Annotated[str, StringConstraints(max_length=300, pattern=_LINE)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$")]
Prefix = Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")]


class NewPerson(BaseModel):
    """Somebody who has no key yet."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: Name
    email: Email | None = None


class Amendment(BaseModel):
    """What is to be corrected; what is left out stays, and an address that is null is removed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: Name = ""
    email: Email | None = None


class Merging(BaseModel):
    """Who somebody turned out to be."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    into: Key


@router.post("")
async def enter(request: Request, person: NewPerson) -> Response:
    caller = caller_in(request, WRITERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        if not (await membership.load(connection)).is_member(caller.organisation):
            raise Problem(403, "NotAMember", f"{caller.organisation} is not a member of the system.")
        entry = await _kept(directory.enter, connection, caller.organisation, person.name, person.email)
    return json_response(entry, 201, headers={**PRIVATE, "Location": f"/v1/people/{entry['person_key']}"})


@router.get("")
async def find(
    request: Request,
    name: Prefix = "",
    email: Prefix = "",
    cursor: Annotated[str | None, Query(pattern=rf"^{UUID_PATTERN}$")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    caller = caller_in(request, READERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        if cursor is not None and await directory.one(connection, cursor) is None:
            raise Problem(400, "MalformedParameter", "The list no longer holds this place.", field="cursor")
        found = await directory.find(connection, name=name, email=email, after=cursor, most=limit + 1)
    more = len(found) > limit
    asked = {"name": name, "email": email, "limit": str(limit)}
    following = _next(request, asked, found[limit - 1]["person_key"]) if more else None
    return json_response({"items": found[:limit], "next": following}, headers=PRIVATE)


@router.get("/{person_key}")
async def one(request: Request, person_key: str) -> Response:
    caller = caller_in(request, READERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        entry = _there(is_key(person_key) and await directory.one(connection, person_key))
    return json_response(entry, headers=PRIVATE)


@router.patch("/{person_key}")
async def amend(request: Request, person_key: str, amendment: Amendment) -> Response:
    caller = caller_in(request, WRITERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        known = _there(is_key(person_key) and await directory.one(connection, person_key))
        said = {"name": known["name"], "email": known["email"]} | amendment.model_dump(exclude_unset=True)
        entry = await _kept(directory.amend, connection, person_key, said["name"], said["email"])
    return json_response(entry, headers=PRIVATE)


@router.post("/{person_key}/merge")
async def merge(request: Request, person_key: str, merging: Merging) -> Response:
    caller = caller_in(request, WRITERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        _there(is_key(person_key) and await directory.one(connection, person_key))
        _there(await directory.one(connection, merging.into), "into")
        identifier = await _merger(connection, str(caller.organisation), person_key, merging.into)
    fact = _event("person.merged", person_key, identifier, {"into": merging.into})
    [answer] = await _say(request, caller, [fact])
    if answer["status"] == "refused":
        reason = answer["reason"]
        raise Problem(answer["problem_status"], reason["type"], reason["detail"], field=reason.get("field"))
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        await persons.settle(connection, str(caller.organisation), [person_key])
        entry = _there(await directory.one(connection, person_key))
    return json_response({**entry, "facts": [answer]}, headers=PRIVATE)


@router.delete("/{person_key}")
async def erase(request: Request, person_key: str) -> Response:
    """Say `person.erased` under every key of the person, then remove their entries.

    The fact comes first: if the process dies in between, the worker that follows the facts finishes it, and the
    same request again is answered as the first. The entries go whatever becomes of the facts: that another
    organisation alone has spoken of the person, or that it was said before, is no reason to keep a name.
    """
    caller = caller_in(request, WRITERS)
    organisation = str(caller.organisation)
    async with own_people(pool_of(request), organisation) as connection:
        keys = await _erasable(connection, organisation, person_key) if is_key(person_key) else []
    _there(keys)
    today = london_day(datetime.now(UTC))
    facts = [_event("person.erased", one, f"erased/{one}", {"on": today.isoformat()}) for one in keys]
    answers = await _say(request, caller, facts)
    async with own_people(pool_of(request), organisation) as connection:
        await persons.erase(connection, organisation, keys, today)
    rows = [{name: value for name, value in one.items() if name != "problem_status"} for one in answers]
    done = {"erased": keys, "organisation": organisation, "on": today.isoformat(), "facts": rows}
    return json_response(done, headers=PRIVATE)


async def _merger(connection: Connection, organisation: str, person_key: str, into: str) -> str:
    """Return the id of the fact that makes two one: another one after each time that it was taken back."""
    stream = f"person/{person_key}"
    facts = (await event_store.read(connection, TRAINING, [stream])).get(stream, [])
    said = [one for one in facts if (one.organisation, one.source) == (organisation, SOURCE)]
    stands = {fact.id for fact, _ in persons.merged(facts, organisation)}
    identifier = f"merged/{person_key}/{into}"
    times = sum(one.id not in stands for one in said if one.id.startswith(identifier))
    return f"{identifier}/{times + 1}" if times else identifier


async def _erasable(connection: Connection, organisation: str, person_key: str) -> list[str]:
    """Return every key of a person who has an entry, or the one key under which they had one."""
    keys = await directory.same(connection, [person_key])
    if not keys and await directory.was_erased(connection, organisation, person_key):
        return [person_key]
    return keys


def caller_in(request: Request, roles: frozenset[str]) -> Caller:
    caller = caller_of(request, request.app.state.service_key)
    if not caller.organisation or not caller.roles & roles:
        raise Problem(403, "RoleRequired", f"This needs the role `{'` or `'.join(sorted(roles))}`.")
    return caller


def pool_of(request: Request) -> Pool:
    pool: Pool = request.app.state.pool
    return pool


def _there(entry: Any, field: str | None = None) -> Any:
    if not entry:
        raise Problem(404, "NotFound", "Your organisation has no entry under this key.", field=field)
    return entry


async def _kept(write: Callable[..., Any], *what: object) -> Mapping[str, Any]:
    try:
        entry: Mapping[str, Any] = await write(*what)
    except AddressTaken:
        raise Problem(
            409, "AddressTaken", "Somebody else of your organisation has this address.", field="email"
        ) from None
    return entry


def _next(request: Request, asked: Mapping[str, str], last: str) -> str:
    url = request.url.include_query_params(**{name: value for name, value in asked.items() if value}, cursor=last)
    return f"{url.path}?{url.query}"


def _event(type_: str, person_key: str, identifier: str, data: Mapping[str, object]) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "type": type_,
            "source": SOURCE,
            "id": identifier,
            "subject": f"person/{person_key}",
            "data": data,
        }
    )


async def _say(request: Request, caller: Caller, raws: list[bytes]) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    writer: Writer = request.app.state.writer
    return await writer.submit([read(raw, caller, TRAINING, now) for raw in raws])
