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
    OWN_PAGE = auto()
    """A page of what is one organisation's own: nobody visits it without signing in."""
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
    audited: str | None = None
    """What the audit calls it, where the audit has to know."""
    by_itself: bool = False
    """Whether a page asks for it with nobody there: that keeps no session alive."""


def judge(rule: Rule, caller: Caller | None, *, writing: bool, owner: str | None = None) -> Verdict:
    """Say whether a caller may do this; `owner` is the organisation whose thing it is, where that is known."""
    if rule.whose is Whose.PUBLIC:
        return Verdict.ALLOWED
    if caller is None:
        return Verdict.NOT_AUTHENTICATED
    if not rule.roles & caller.roles:
        return Verdict.ROLE_REQUIRED
    if rule.whose not in {Whose.OWN, Whose.OWN_PAGE}:
        return Verdict.ALLOWED
    if caller.organisation is None:
        return Verdict.ROLE_REQUIRED
    if owner is None or owner == caller.organisation:
        return Verdict.ALLOWED
    return Verdict.NOT_YOURS if writing else Verdict.NOT_FOUND


_OPEN = Rule(Whose.PUBLIC)
_PAGE = Rule(Whose.PAGE)
_SHARED = Rule(Whose.SHARED)
_OWN_PAGE = Rule(Whose.OWN_PAGE)
_RECORDING = frozenset({"submitter", "qi_lead", "finance"})
_RECORD = Rule(Whose.OWN_PAGE, _RECORDING)
_RECORDED = Rule(Whose.OWN_PAGE, _RECORDING, "facts.record")
_SEES_PEOPLE = frozenset({"submitter", "qi_lead"})
_KEEPS_PEOPLE = frozenset({"submitter"})
_IMPORTS = frozenset({"submitter"})
_LEADS = frozenset({"operator", "qi_lead"})
_OPERATES = frozenset({"operator"})

RULES: Mapping[str, Rule] = {
    # The contract for machines.
    "GET /schemas": _OPEN,
    "GET /schemas/{type}": _OPEN,
    "GET /asyncapi.json": _OPEN,
    "GET /api": _OPEN,
    # Pages, and people's way in and out.
    "GET /": _PAGE,
    "GET /measures/{slug}": _PAGE,
    "GET /measures/{slug}/{part}.{form}": _PAGE,
    "GET /reports/board.{form}": _PAGE,
    "GET /reports/golden-thread.pbids": _PAGE,
    "GET /agreement": _PAGE,
    "GET /snapshots": _PAGE,
    "GET /snapshots/{identifier}": _PAGE,
    "GET /projects": _PAGE,
    "GET /projects/{identifier}": _PAGE,
    "GET /learning": _PAGE,
    "GET /resources": _PAGE,
    "GET /innovations": _PAGE,
    "GET /publications": _PAGE,
    "GET /sessions": _PAGE,
    "GET /sessions/{identifier}": _PAGE,
    "GET /courses": _PAGE,
    "GET /cafes": _PAGE,
    "GET /cafes.ics": _PAGE,
    "GET /things/{category}/{identifier}": _PAGE,
    "GET /wall": _PAGE,
    "GET /live": Rule(Whose.PAGE, by_itself=True),
    # Pages of an organisation's own.
    "GET /submissions": _OWN_PAGE,
    "POST /submissions/{batch}/resend": Rule(Whose.OWN_PAGE, _IMPORTS),
    "GET /imports": Rule(Whose.OWN_PAGE, _IMPORTS),
    "POST /imports": Rule(Whose.OWN_PAGE, _IMPORTS, "imports.run"),
    "GET /imports/{import_id}": _OWN_PAGE,
    "GET /access": Rule(Whose.OWN_PAGE, _LEADS),
    "POST /access/keys": Rule(Whose.OWN_PAGE, _LEADS, "api_keys.create"),
    "POST /access/keys/{key_id}/rotate": Rule(Whose.OWN_PAGE, _LEADS, "api_keys.rotate"),
    "POST /access/keys/{key_id}/revoke": Rule(Whose.OWN_PAGE, _LEADS, "api_keys.revoke"),
    "POST /access/clients": Rule(Whose.OWN_PAGE, _OPERATES, "clients.create"),
    "POST /access/clients/{client_id}/rotate": Rule(Whose.OWN_PAGE, _OPERATES, "clients.add_secret"),
    "POST /access/clients/{client_id}/revoke": Rule(Whose.OWN_PAGE, _OPERATES, "clients.revoke"),
    "GET /audit": Rule(Whose.OWN_PAGE, _LEADS, "audit.read"),
    "GET /quality": _OWN_PAGE,
    "GET /reminders": _OWN_PAGE,
    "POST /reminders": _OWN_PAGE,
    "POST /reminders/{subscription}/test": _OWN_PAGE,
    "POST /reminders/{subscription}/stop": _OWN_PAGE,
    # Whoever has the link of a message: nobody else could guess it.
    "GET /confirm/{token}": _OPEN,
    "POST /confirm/{token}": _OPEN,
    "GET /unsubscribe/{token}": _OPEN,
    "POST /unsubscribe/{token}": _OPEN,
    "GET /operations": Rule(Whose.OWN_PAGE, _OPERATES),
    "GET /operations/now": Rule(Whose.OWN_PAGE, _OPERATES, by_itself=True),
    "POST /operations/parked/{service}/{schema}/{record}/replay": Rule(Whose.OWN_PAGE, _OPERATES, "parked.replay"),
    "GET /places": Rule(Whose.OWN_PAGE, _SEES_PEOPLE),
    "POST /sessions/{identifier}/requests": Rule(Whose.OWN_PAGE, _SEES_PEOPLE, "places.ask"),
    "POST /sessions/{identifier}/draws": Rule(Whose.OWN_PAGE, _KEEPS_PEOPLE, "places.draw"),
    "POST /sessions/{identifier}/answers": Rule(Whose.OWN_PAGE, _SEES_PEOPLE, "places.answer"),
    "GET /accessibility": _PAGE,
    "GET /privacy": _PAGE,
    # Recording by hand; the service that owns a fact judges it as it does everyone's.
    "GET /record": _RECORD,
    "GET /people/new": Rule(Whose.OWN_PAGE, _KEEPS_PEOPLE),
    "POST /people/new": Rule(Whose.OWN_PAGE, _KEEPS_PEOPLE, "people.enter"),
    "GET /record/{type}": _RECORD,
    "POST /record/{type}": _RECORDED,
    "GET /record/{type}/{identifier}": _RECORD,
    "POST /record/{type}/{identifier}": _RECORDED,
    "GET /sign-in": _OPEN,
    "GET /sign-in/callback": Rule(Whose.PUBLIC, audited="sign_in"),
    "POST /sign-out": Rule(Whose.PAGE, audited="sign_out"),
    "GET /signed-out": _OPEN,
    # Facts.
    "POST /v1/events": _SHARED,
    "GET /v1/submissions": Rule(Whose.OWN),
    "POST /v1/submissions/{batch}/resend": Rule(Whose.OWN),
    # Files.
    "POST /v1/imports": Rule(Whose.OWN, _IMPORTS, "imports.run"),
    "GET /v1/imports": Rule(Whose.OWN),
    "GET /v1/imports/{import_id}": Rule(Whose.OWN),
    "GET /v1/imports/templates/{kind}": _SHARED,
    # Figures.
    "GET /v1/measures": _SHARED,
    "GET /v1/measures/{slug}": _SHARED,
    "GET /v1/measures/{slug}/organisations": _SHARED,
    "GET /v1/measures/{slug}/evidence": _SHARED,
    "GET /v1/measures/{slug}/series": _SHARED,
    "GET /v1/reports/board.{form}": _SHARED,
    "GET /v1/figures": _SHARED,
    "GET /v1/odata/": _SHARED,
    "GET /v1/odata/$metadata": _SHARED,
    "GET /v1/odata/{entity_set}": _SHARED,
    "GET /v1/organisations": _SHARED,
    "GET /v1/years": _SHARED,
    "GET /v1/agreement": _SHARED,
    "GET /v1/snapshots": _SHARED,
    "GET /v1/snapshots/{identifier}": _SHARED,
    "GET /v1/changes": Rule(Whose.SHARED, by_itself=True),
    # The register and the library; what is one organisation's own in them, the read side leaves out for others.
    "GET /v1/projects": _SHARED,
    "GET /v1/projects/{id}": _SHARED,
    "GET /v1/projects/{id}/charts/{measure_id:path}": _SHARED,
    "GET /v1/learning": _SHARED,
    "GET /v1/resources": _SHARED,
    "GET /v1/cafes": _SHARED,
    "GET /v1/courses": _SHARED,
    "GET /v1/sessions": _SHARED,
    "GET /v1/sessions/{id}": _SHARED,
    "GET /v1/innovations": _SHARED,
    "GET /v1/publications": _SHARED,
    "GET /v1/streams/{category}/{id}": _SHARED,
    # People.
    "POST /v1/people": Rule(Whose.OWN, _KEEPS_PEOPLE, "people.enter"),
    "GET /v1/people": Rule(Whose.OWN, _SEES_PEOPLE, "people.find"),
    "GET /v1/people/{person_key}": Rule(Whose.OWN, _SEES_PEOPLE, "people.read"),
    "PATCH /v1/people/{person_key}": Rule(Whose.OWN, _KEEPS_PEOPLE, "people.amend"),
    "POST /v1/people/{person_key}/merge": Rule(Whose.OWN, _KEEPS_PEOPLE, "people.merge"),
    "DELETE /v1/people/{person_key}": Rule(Whose.OWN, _KEEPS_PEOPLE, "people.erase"),
    "POST /v1/sessions/{session_id}/allocations": _SHARED,
    "POST /v1/sessions/{session_id}/requests": Rule(Whose.OWN, _SEES_PEOPLE, "places.ask"),
    "GET /v1/sessions/{session_id}/requests": Rule(Whose.OWN, _SEES_PEOPLE, "places.read"),
    "GET /v1/place-requests": Rule(Whose.OWN, _SEES_PEOPLE, "places.read"),
    "POST /v1/place-requests/{request_id}/answers": Rule(Whose.OWN, _SEES_PEOPLE, "places.answer"),
    "DELETE /v1/place-requests/{request_id}": Rule(Whose.OWN, _SEES_PEOPLE, "places.withdraw"),
    # Who may come in, and who did.
    "POST /v1/clients": Rule(Whose.OWN, _OPERATES, "clients.create"),
    "GET /v1/clients": Rule(Whose.OWN, _OPERATES, "clients.list"),
    "GET /v1/clients/{client_id}": Rule(Whose.OWN, _OPERATES, "clients.read"),
    "DELETE /v1/clients/{client_id}": Rule(Whose.OWN, _OPERATES, "clients.revoke"),
    "POST /v1/clients/{client_id}/secrets": Rule(Whose.OWN, _OPERATES, "clients.add_secret"),
    "PUT /v1/clients/{client_id}/keys": Rule(Whose.OWN, _OPERATES, "clients.replace_keys"),
    "POST /v1/api-keys": Rule(Whose.OWN, _LEADS, "api_keys.create"),
    "GET /v1/api-keys": Rule(Whose.OWN, _LEADS, "api_keys.list"),
    "POST /v1/api-keys/{key_id}/rotate": Rule(Whose.OWN, _LEADS, "api_keys.rotate"),
    "DELETE /v1/api-keys/{key_id}": Rule(Whose.OWN, _LEADS, "api_keys.revoke"),
    "POST /v1/webhooks": Rule(Whose.OWN, _OPERATES, "webhooks.create"),
    "GET /v1/webhooks": Rule(Whose.OWN, _OPERATES, "webhooks.list"),
    "DELETE /v1/webhooks/{webhook}": Rule(Whose.OWN, _OPERATES, "webhooks.delete"),
    "GET /v1/webhooks/{webhook}/attempts": Rule(Whose.OWN, _OPERATES, "webhooks.read"),
    "POST /v1/webhooks/{webhook}/replay": Rule(Whose.OWN, _OPERATES, "webhooks.replay"),
    "GET /v1/audit": Rule(Whose.OWN, _LEADS, "audit.read"),
}
