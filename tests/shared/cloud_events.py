"""CloudEvents as they are submitted, one attribute at a time."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.contracts.event import Contract
from shared.contracts.projects import PROJECTS
from shared.identity import Caller
from shared.submission import Submission, read

STREAM = "project/0190f3b2-0000-7000-8000-000000000001"
ANOTHER = "project/0190f3b2-0000-7000-8000-000000000002"
RECEIVED = datetime(2023, 9, 29, 12, tzinfo=UTC)
REGISTERED = {
    "title": "Safer discharge",
    "kind": "quality_improvement",
    "lead_organisation": "RGP",
    "registered_on": "2022-04-04",
}
LEFT_OUT: Any = object()


def cloud_event(type_: str = "project.registered", data: object = None, **attributes: Any) -> dict[str, Any]:
    """Return a CloudEvent; an attribute that is LEFT_OUT is not there."""
    event = {
        "specversion": "1.0",
        "id": "one",
        "source": "urn:nhs:ods:RGP:lifeqi",
        "type": type_,
        "subject": STREAM,
        "data": REGISTERED if data is None else data,
    } | attributes
    return {name: value for name, value in event.items() if value is not LEFT_OUT}


def caller(organisation: str | None = "RGP", *roles: str) -> Caller:
    return Caller(organisation=organisation, roles=frozenset(roles or {"submitter", "qi_lead"}))


def submitted(said: object, *, by: str | None = "RGP", contract: Contract = PROJECTS) -> Submission:
    """Return what is read of a value, or of bytes as they are."""
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return read(raw, caller(by), contract, RECEIVED)
