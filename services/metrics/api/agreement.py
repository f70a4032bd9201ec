"""The agreement: who is a member, and who has agreed to which measure."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from services.metrics import questions
from services.metrics.agreement import Agreement
from services.metrics.answers import answer
from services.metrics.asking import Reading
from services.metrics.counting import WHOLE_SYSTEM
from services.metrics.definition import Measure
from services.metrics.measures import MEASURES
from services.metrics.questions import AsAt
from shared.http import Problem

router = APIRouter()


@router.get("/organisations")
async def organisations(request: Request, as_at: AsAt = None) -> Response:
    """Every organisation that has joined, by name."""

    async def read(reading: Reading) -> dict[str, Any]:
        return {"items": joined(reading.agreement), "next": None}

    return await answer(request, questions.question(request, None, as_at), read)


@router.get("/agreement")
async def agreement(request: Request, as_at: AsAt = None) -> Response:
    """Who is a member; of each measure the versions proposed, and what each member has said of the current one."""

    async def read(reading: Reading) -> dict[str, Any]:
        members = reading.agreement.members(reading.question.today)
        return {
            "members": [one for one in joined(reading.agreement) if one["code"] in members],
            "items": [
                {"slug": slug, "title": one.definition.title, "ambition": one.definition.ambition}
                | agreed(reading, one)
                | {"statements": _statements(reading, slug), "proposals": _proposals(reading, slug)}
                for slug, one in MEASURES.items()
            ],
            "next": None,
        }

    return await answer(request, questions.question(request, None, as_at), read)


def agreed(reading: Reading, measure: Measure) -> dict[str, Any]:
    """Return who has agreed to a measure's current version, as far as it is known."""
    agreement, today = reading.agreement, reading.question.today
    members = agreement.members(today)
    stances = {code: agreement.stance(measure.slug, code, today) for code in members}
    agreeing = [code for code, stance in stances.items() if stance is not None and stance.agrees]
    retired = agreement.retired.get(measure.slug)
    return {
        "version": agreement.version(measure.slug),
        "agreed": bool(members) and agreeing == members,
        "agreed_by": agreeing,
        "objected_by": [code for code, stance in stances.items() if stance is not None and not stance.agrees],
        "awaited": [code for code, stance in stances.items() if stance is None],
        "retired_on": None if retired is None else retired.on,
    }


def _statements(reading: Reading, slug: str) -> list[dict[str, Any]]:
    """Return what each member last said of the current version."""
    today = reading.question.today
    said = {code: reading.agreement.stance(slug, code, today) for code in reading.agreement.members(today)}
    return [
        {"organisation": code, "agrees": one.agrees, "on": one.on, "note": one.note}
        for code, one in said.items()
        if one is not None
    ]


def _proposals(reading: Reading, slug: str) -> list[Any]:
    return [msgspec.to_builtins(one) for one in reading.agreement.proposals.get(slug, ())]


def known_organisation(reading: Reading, code: str | None) -> str:
    """Return an organisation's code, or the whole system's without one; refuse one that nobody knows."""
    if code is None:
        return WHOLE_SYSTEM
    if code not in reading.agreement.organisations:
        raise Problem(404, "UnknownOrganisation", f"No organisation with the code {code[:100]} has ever joined.")
    return code


def joined(agreement: Agreement) -> list[dict[str, Any]]:
    """Return every organisation that had joined, by name."""
    found = [
        {"code": code, "name": one.name, "kind": one.kind, "joined_on": one.joined_on, "left_on": one.left_on}
        for code, one in agreement.organisations.items()
    ]
    return sorted(found, key=lambda one: str(one["name"]))
