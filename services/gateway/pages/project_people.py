"""Who works on a project, by name: for its own organisation alone, from its own directory."""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request

from services.gateway.pages.cells import Listing, listing
from services.gateway.pages.history import Fact, of_type
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import said
from services.gateway.recording import people
from services.gateway.recording.people import SEES
from shared.http import Problem
from shared.identity import Caller

READ = "people.read"
"""What the audit calls it."""
NOT_THERE = "Not in your organisation’s directory ({}…)"
UNSEEN = "The roles submitter and QI lead see who it is"
AWAY = "Names cannot be read at the moment"
SHORT = 8
Roles = Mapping[str, Sequence[str]]


def roles(found: Mapping[str, Any], facts: Sequence[Fact]) -> Roles:
    """Return what each person does in a project, by their keys, as its facts say; whoever leads it stands first."""
    told: dict[str, list[str]] = {}
    if found.get("lead_person"):
        told[found["lead_person"]] = ["Leads the work"]
    for fact in of_type(facts, "coach_assigned", "coach_unassigned"):
        until = fact["type"].endswith("unassigned")
        told.setdefault(fact["data"]["adviser"], []).append(
            f"{'Coach until' if until else 'Coach since'} {day(fact['data']['on'])}"
        )
    contacts: dict[str, list[str]] = {}
    for fact in of_type(facts, "coaching_logged"):
        contacts.setdefault(fact["data"]["adviser"], []).append(fact["data"]["on"])
    for adviser, days in contacts.items():
        times = "Coached it once" if len(days) == 1 else f"Coached it {len(days)} times"
        told.setdefault(adviser, []).append(f"{times}, last on {day(max(days))}")
    for fact in of_type(facts, "qia_scored"):
        told.setdefault(fact["data"]["author"], []).append("Assessed the impact on quality")
    for fact in of_type(facts, "qia_signed"):
        told.setdefault(fact["data"]["signatory"], []).append(f"Signed that assessment ({said(fact['data']['role'])})")
    return {key: list(dict.fromkeys(words)) for key, words in told.items()}


async def listed(request: Request, doing: Roles) -> Listing | None:
    """Return the people of a project by name, as far as whoever asks may see names."""
    if not doing:
        return None
    names = await _names(request, list(doing))
    rows = [(names[key], "; ".join(words)) for key, words in doing.items()]
    return listing("Who works on it", ("Who", "What they do"), rows)


async def _names(request: Request, keys: Sequence[str]) -> dict[str, str]:
    caller = request.state.caller
    if not (isinstance(caller, Caller) and caller.roles & SEES):
        return dict.fromkeys(keys, UNSEEN)
    directory = request.app.state.training
    try:
        found = await asyncio.gather(*(people.by_key(directory, caller, key) for key in keys))
    except Problem as problem:
        if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return dict.fromkeys(keys, AWAY)
    if any(found):
        request.state.audited = READ
    return {key: one.get(key, NOT_THERE.format(key[:SHORT])) for key, one in zip(keys, found, strict=True)}
