"""Short ways to ask the training service, through the door, for what is no fact."""

import json
from typing import Any
from uuid import uuid4

from tests.client import Door, Reply

Json = dict[str, Any]


def event(type_: str, subject: str, by: str = "RGP", **data: object) -> Json:
    """Return a fact with an identity of its own, ready to be submitted; `from_` is written `from`."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nhs:ods:{by}:tests",
        "type": type_,
        "subject": subject,
        "data": {name.rstrip("_"): value for name, value in data.items()},
    }


async def ask(door: Door, method: str, path: str, body: object = None, by: str | None = "RGP", **params: str) -> Reply:
    """Ask with a body of JSON, if any."""
    content = None if body is None else json.dumps(body).encode()
    return await door.ask(method, path, by=by, body=content, params=params)


async def entered(door: Door, name: str, email: str | None = None, by: str = "RGP") -> str:
    """Enter somebody in the directory and return their key."""
    reply = await ask(door, "POST", "/v1/people", {"name": name, "email": email}, by=by)
    assert reply.status == 201, reply
    assert reply.headers["Location"] == f"/v1/people/{reply.json['person_key']}"
    return str(reply.json["person_key"])


async def scheduled(door: Door, by: str = "QMM", **data: object) -> str:
    """Schedule a session of two places, unless the data say otherwise, and return its identifier."""
    session = str(uuid4())
    said = {"course": str(uuid4()), "starts_on": "2022-06-14", "ends_on": "2022-06-15", "places": 2, **data}
    await door.accepted([event("session.scheduled", f"session/{session}", by, **said)], by=by)
    return session


async def asked(door: Door, by: str = "RGP") -> str:
    """Ask for a place of a session and return the request's identifier."""
    reply = await ask(door, "POST", f"/v1/sessions/{await scheduled(door)}/requests", {"unnamed": 1}, by=by)
    assert reply.status == 201, reply
    return str(reply.json["id"])
