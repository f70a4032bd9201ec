"""`POST /people/keys`: the keys of many people at once, for the gateway's imports alone; those without one get one."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from services.training.people import directory
from services.training.people.directory import own_people
from services.training.people.router import PRIVATE, WRITERS, Email, Name, caller_in, pool_of
from shared import membership
from shared.http import Problem, json_response

MOST = 50_000
router = APIRouter()
Names = Annotated[dict[Email, Name | None], Body(max_length=MOST)]


@router.post("/people/keys", include_in_schema=False)
async def keys(request: Request, names: Names) -> Response:
    """Return keys by addresses. Who has a name here and no entry yet is entered; who has neither is left out."""
    caller = caller_in(request, WRITERS)
    async with own_people(pool_of(request), str(caller.organisation)) as connection:
        known = await directory.keys_of(connection, names)
        new = {address: name for address, name in names.items() if name is not None and address not in known}
        if new:
            if not (await membership.load(connection)).is_member(caller.organisation):
                raise Problem(403, "NotAMember", f"{caller.organisation} is not a member of the system.")
            await directory.enter_many(connection, str(caller.organisation), new)
            known |= await directory.keys_of(connection, new)
    return json_response(known, headers=PRIVATE)
