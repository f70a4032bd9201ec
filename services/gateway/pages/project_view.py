"""A project's head: what it is for, who does it, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.gateway.pages.measure_view import SummaryRow
from services.gateway.pages.moments import day, moment
from services.gateway.pages.project_words import INVOLVEMENT, KINDS, said, state_of
from services.gateway.pages.words import Status

DATES = (
    ("Registered", "registered_on"),
    ("Started", "started_on"),
    ("Paused", "paused_on"),
    ("Completed", "completed_on"),
    ("Cancelled", "cancelled_on"),
)


@dataclass(frozen=True)
class HeadView:
    id: str
    title: str
    aim: str
    status: Status
    rows: list[SummaryRow]
    lead: str
    own: bool
    """Whether the reader sees what only its own organisation does."""
    fresh_at: str | None
    fresh: str
    provisional: bool


def head_view(found: Mapping[str, Any], names: Mapping[str, str]) -> HeadView:
    own, fresh = "coached" in found, found["fresh_as_of"]
    lead = names.get(found["lead_organisation"], found["lead_organisation"])
    return HeadView(
        id=found["id"],
        title=found["title"],
        aim=found["aim"] or "",
        status=state_of(found["status"]),
        rows=[
            SummaryRow(key={"text": label}, value={"text": text}) for label, text in _rows(found, names, lead, own=own)
        ],
        lead=lead,
        own=own,
        fresh_at=fresh,
        fresh=moment(fresh) if fresh else "",
        provisional=found.get("provisional", False),
    )


def _rows(found: Mapping[str, Any], names: Mapping[str, str], lead: str, *, own: bool) -> list[tuple[str, str]]:
    partners = ", ".join(names.get(code, code) for code in found["partner_organisations"])
    rows = [("Kind", KINDS.get(found["kind"], found["kind"])), ("Led by", lead)]
    rows += [("Partners", partners)] if partners else []
    rows += [(label, day(found[name])) for label, name in DATES if found[name]]
    rows.append(("Progress score", _score(found)))
    rows.append(("Patients and public", INVOLVEMENT.get(found["involvement"] or "", "Not recorded")))
    rows.append(("Sustainability", "Considered" if found["sustainability"] else "Not recorded"))
    return rows + (_own_rows(found) if own else [])


def _own_rows(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        ("Division", found["division"]),
        ("Site", found["site"]),
        ("Reference", found["reference"]),
        ("Dimensions of quality", ", ".join(said(one) for one in found["quality_dimensions"] or ())),
        ("Ambitions of the strategy", ", ".join(str(one) for one in found["ambitions"] or ())),
        ("Financial effect", "Yes" if found["has_financial_effect"] else "No"),
    ]
    return [(label, text) for label, text in rows if text]


def _score(found: Mapping[str, Any]) -> str:
    if found["score"] is None:
        return "None yet: the team or an adviser sets it by hand"
    return f"{found['score']:.1f} of 5.0, by the {found['scored_by']} on {day(found['scored_on'])}"
