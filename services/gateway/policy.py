"""Who may do what at the door: every route, the roles that open it, and whose things it is about.

A route that is not here does not open: the gateway does not start with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from shared.identity import Caller

ROLES = frozenset({"submitter", "reader", "qi_lead", "finance", "operator"})
READING = frozenset({"GET", "HEAD"})


class Whose(Enum):
    """Whose things a route is about."""

    PUBLIC = auto()
    """Nobody's: the contract, and the way in. Nobody is asked who they are."""
    PAGE = auto()
    """What a page shows is shared; whoever is not signed in is shown the way in."""
    SHARED = auto()
    """What every member may see, and facts, which the service that owns them judges one by one."""
    OWN = auto()
    """The caller's organisation's. Of another, a reading finds nothing, and a writing is told so."""


class Verdict(Enum):
    """What becomes of a request."""

    ALLOWED = auto()
    NOT_AUTHENTICATED = auto()
    ROLE_REQUIRED = auto()
    NOT_FOUND = auto()
    NOT_YOURS = auto()


@dataclass(frozen=True)
class Rule:
    """What one route asks of its caller: at least one of the roles."""

    whose: Whose
    roles: frozenset[str] = ROLES


def judge(rule: Rule, caller: Caller | None, *, writing: bool, owner: str | None = None) -> Verdict:
    """Say whether a caller may do this; `owner` is the organisation whose thing it is, where that is known."""
    if rule.whose is Whose.PUBLIC:
        return Verdict.ALLOWED
    if caller is None:
        return Verdict.NOT_AUTHENTICATED
    if not rule.roles & caller.roles:
        return Verdict.ROLE_REQUIRED
    if rule.whose is not Whose.OWN:
        return Verdict.ALLOWED
    if caller.organisation is None:
        return Verdict.ROLE_REQUIRED
    if owner is None or owner == caller.organisation:
        return Verdict.ALLOWED
    return Verdict.NOT_YOURS if writing else Verdict.NOT_FOUND


_OPEN = Rule(Whose.PUBLIC)
_PAGE = Rule(Whose.PAGE)
_SHARED = Rule(Whose.SHARED)
_SEES_PEOPLE = frozenset({"submitter", "qi_lead"})
_KEEPS_PEOPLE = frozenset({"submitter"})

RULES: Mapping[str, Rule] = {
    # The contract for machines.
    "GET /schemas": _OPEN,
    "GET /schemas/{type}": _OPEN,
    "GET /asyncapi.json": _OPEN,
    # Pages.
    "GET /": _PAGE,
    "GET /measures/{slug}": _PAGE,
    # Facts.
    "POST /v1/events": _SHARED,
    "GET /v1/submissions": Rule(Whose.OWN),
    "POST /v1/submissions/{batch}/resend": Rule(Whose.OWN),
    # Figures.
    "GET /v1/measures": _SHARED,
    "GET /v1/measures/{slug}": _SHARED,
    "GET /v1/measures/{slug}/organisations": _SHARED,
    "GET /v1/measures/{slug}/evidence": _SHARED,
    "GET /v1/organisations": _SHARED,
    "GET /v1/years": _SHARED,
    # People.
    "POST /v1/people": Rule(Whose.OWN, _KEEPS_PEOPLE),
    "GET /v1/people": Rule(Whose.OWN, _SEES_PEOPLE),
    "GET /v1/people/{person_key}": Rule(Whose.OWN, _SEES_PEOPLE),
    "PATCH /v1/people/{person_key}": Rule(Whose.OWN, _KEEPS_PEOPLE),
    "POST /v1/people/{person_key}/merge": Rule(Whose.OWN, _KEEPS_PEOPLE),
    "DELETE /v1/people/{person_key}": Rule(Whose.OWN, _KEEPS_PEOPLE),
    "POST /v1/sessions/{session_id}/allocations": _SHARED,
}
