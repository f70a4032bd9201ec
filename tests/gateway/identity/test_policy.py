"""Who may do what: written down here a second time, by hand, and held against the rules and against the door."""

from uuid import uuid4

import pytest
from fastapi import APIRouter

from deploy.local.stack import Stack
from services.gateway.app import create_app
from services.gateway.identity.callers import RouteWithoutRule, require_rules, routes_of
from services.gateway.policy import ROLES, RULES, Verdict, judge
from shared.identity import Caller
from tests.client import Door, Json
from tests.gateway.beside import settings
from tests.gateway.identity.asking import ask, made
from tests.gateway.imports.uploading import upload
from tests.training.asking import asked, entered

OPEN, SHARED, PEOPLE, SUBMITS, LEADS, OPERATES, OWN = "open", "shared", "people", "submits", "leads", "operates", "own"
RECORDS = "records by hand"
# For each kind of route what becomes of each caller, and of another organisation's thing.
#             nobody reader submitter qi_lead finance operator system | of another: read, written
KINDS = {
    OPEN:     ("ok",  "ok",   "ok",   "ok",   "ok",   "ok",   "ok",   "ok",  "ok"),
    SHARED:   ("401", "ok",   "ok",   "ok",   "ok",   "ok",   "ok",   "ok",  "ok"),
    OWN:      ("401", "ok",   "ok",   "ok",   "ok",   "ok",   "role", "404", "yours"),
    PEOPLE:   ("401", "role", "ok",   "ok",   "role", "role", "role", "404", "yours"),
    SUBMITS:  ("401", "role", "ok",   "role", "role", "role", "role", "404", "yours"),
    LEADS:    ("401", "role", "role", "ok",   "role", "ok",   "role", "404", "yours"),
    OPERATES: ("401", "role", "role", "role", "role", "ok",   "role", "404", "yours"),
    RECORDS:  ("401", "role", "ok",   "ok",   "ok",   "role", "role", "404", "yours"),
}  # fmt: skip
CALLERS = ("nobody", "reader", "submitter", "qi_lead", "finance", "operator", "system")
VERDICTS = {
    "ok": Verdict.ALLOWED,
    "401": Verdict.NOT_AUTHENTICATED,
    "role": Verdict.ROLE_REQUIRED,
    "404": Verdict.NOT_FOUND,
    "yours": Verdict.NOT_YOURS,
}
ROUTES = {
    "GET /schemas": OPEN,
    "GET /schemas/{type}": OPEN,
    "GET /asyncapi.json": OPEN,
    "GET /api": OPEN,
    "GET /sign-in": OPEN,
    "GET /sign-in/callback": OPEN,
    "GET /signed-out": OPEN,
    "GET /": SHARED,
    "GET /measures/{slug}": SHARED,
    "GET /measures/{slug}/{part}.{form}": SHARED,
    "GET /reports/board.{form}": SHARED,
    "GET /reports/golden-thread.pbids": SHARED,
    "POST /sign-out": SHARED,
    "GET /agreement": SHARED,
    "GET /snapshots": SHARED,
    "GET /snapshots/{identifier}": SHARED,
    "GET /projects": SHARED,
    "GET /projects/{identifier}": SHARED,
    "GET /learning": SHARED,
    "GET /resources": SHARED,
    "GET /innovations": SHARED,
    "GET /publications": SHARED,
    "GET /sessions": SHARED,
    "GET /sessions/{identifier}": SHARED,
    "GET /courses": SHARED,
    "GET /cafes": SHARED,
    "GET /cafes.ics": SHARED,
    "GET /things/{category}/{identifier}": SHARED,
    "GET /wall": SHARED,
    "GET /live": SHARED,
    "GET /quality": OWN,
    "GET /reminders": OWN,
    "POST /reminders": OWN,
    "POST /reminders/{subscription}/test": OWN,
    "POST /reminders/{subscription}/stop": OWN,
    "GET /confirm/{token}": OPEN,
    "POST /confirm/{token}": OPEN,
    "GET /unsubscribe/{token}": OPEN,
    "POST /unsubscribe/{token}": OPEN,
    "GET /operations": OPERATES,
    "GET /operations/now": OPERATES,
    "POST /operations/parked/{service}/{schema}/{record}/replay": OPERATES,
    "GET /places": PEOPLE,
    "POST /sessions/{identifier}/requests": PEOPLE,
    "POST /sessions/{identifier}/draws": SUBMITS,
    "POST /sessions/{identifier}/answers": PEOPLE,
    "GET /accessibility": SHARED,
    "GET /privacy": SHARED,
    "GET /record": RECORDS,
    "GET /record/{type}": RECORDS,
    "POST /record/{type}": RECORDS,
    "GET /record/{type}/{identifier}": RECORDS,
    "POST /record/{type}/{identifier}": RECORDS,
    "GET /people/new": SUBMITS,
    "POST /people/new": SUBMITS,
    "GET /v1/measures/{slug}/series": SHARED,
    "GET /v1/agreement": SHARED,
    "GET /v1/snapshots": SHARED,
    "GET /v1/snapshots/{identifier}": SHARED,
    "GET /v1/projects": SHARED,
    "GET /v1/projects/{id}": SHARED,
    "GET /v1/projects/{id}/charts/{measure_id:path}": SHARED,
    "GET /v1/learning": SHARED,
    "GET /v1/resources": SHARED,
    "GET /v1/cafes": SHARED,
    "GET /v1/courses": SHARED,
    "GET /v1/sessions": SHARED,
    "GET /v1/sessions/{id}": SHARED,
    "GET /v1/innovations": SHARED,
    "GET /v1/publications": SHARED,
    "GET /v1/streams/{category}/{id}": SHARED,
    "GET /v1/changes": SHARED,
    "POST /v1/events": SHARED,
    "GET /v1/submissions": OWN,
    "POST /v1/submissions/{batch}/resend": OWN,
    "GET /submissions": OWN,
    "POST /submissions/{batch}/resend": SUBMITS,
    "GET /imports": SUBMITS,
    "POST /imports": SUBMITS,
    "GET /imports/{import_id}": OWN,
    "GET /access": LEADS,
    "POST /access/keys": LEADS,
    "POST /access/keys/{key_id}/rotate": LEADS,
    "POST /access/keys/{key_id}/revoke": LEADS,
    "POST /access/clients": OPERATES,
    "POST /access/clients/{client_id}/rotate": OPERATES,
    "POST /access/clients/{client_id}/revoke": OPERATES,
    "GET /audit": LEADS,
    "POST /v1/imports": SUBMITS,
    "GET /v1/imports": OWN,
    "GET /v1/imports/{import_id}": OWN,
    "GET /v1/imports/templates/{kind}": SHARED,
    "GET /v1/measures": SHARED,
    "GET /v1/measures/{slug}": SHARED,
    "GET /v1/measures/{slug}/organisations": SHARED,
    "GET /v1/measures/{slug}/evidence": SHARED,
    "GET /v1/reports/board.{form}": SHARED,
    "GET /v1/figures": SHARED,
    "GET /v1/odata/": SHARED,
    "GET /v1/odata/$metadata": SHARED,
    "GET /v1/odata/{entity_set}": SHARED,
    "GET /v1/organisations": SHARED,
    "GET /v1/years": SHARED,
    "POST /v1/people": SUBMITS,
    "GET /v1/people": PEOPLE,
    "GET /v1/people/{person_key}": PEOPLE,
    "PATCH /v1/people/{person_key}": SUBMITS,
    "POST /v1/people/{person_key}/merge": SUBMITS,
    "DELETE /v1/people/{person_key}": SUBMITS,
    "POST /v1/sessions/{session_id}/allocations": SHARED,
    "POST /v1/sessions/{session_id}/requests": PEOPLE,
    "GET /v1/sessions/{session_id}/requests": PEOPLE,
    "GET /v1/place-requests": PEOPLE,
    "POST /v1/place-requests/{request_id}/answers": PEOPLE,
    "DELETE /v1/place-requests/{request_id}": PEOPLE,
    "POST /v1/clients": OPERATES,
    "GET /v1/clients": OPERATES,
    "GET /v1/clients/{client_id}": OPERATES,
    "DELETE /v1/clients/{client_id}": OPERATES,
    "POST /v1/clients/{client_id}/secrets": OPERATES,
    "PUT /v1/clients/{client_id}/keys": OPERATES,
    "POST /v1/api-keys": LEADS,
    "GET /v1/api-keys": LEADS,
    "POST /v1/api-keys/{key_id}/rotate": LEADS,
    "DELETE /v1/api-keys/{key_id}": LEADS,
    "POST /v1/webhooks": OPERATES,
    "GET /v1/webhooks": OPERATES,
    "DELETE /v1/webhooks/{webhook}": OPERATES,
    "GET /v1/webhooks/{webhook}/attempts": OPERATES,
    "POST /v1/webhooks/{webhook}/replay": OPERATES,
    "GET /v1/audit": LEADS,
}
FINITE = {"Accept": "application/json"}
"""What is answered without an end is not had as this."""
PATHS = [route for route in ROUTES if " /v1/" in route and not route.endswith("/allocations")]


def caller(name: str) -> Caller | None:
    match name:
        case "nobody":
            return None
        case "system":
            return Caller(roles=frozenset({"reader"}), scope="system")
        case _:
            return Caller(organisation="RGP", roles=frozenset({name}))


def test_every_route_is_in_the_table_and_no_other(stack: Stack) -> None:
    assert routes_of(create_app(settings(stack))) == set(RULES) == set(ROUTES)
    assert set(CALLERS) == ROLES | {"nobody", "system"}


def test_every_route_that_is_published_is_in_the_table(stack: Stack) -> None:
    published = create_app(settings(stack)).openapi()["paths"]

    listed = {f"{method.upper()} {path}" for path, operations in published.items() for method in operations}
    pages = {route for route in ROUTES if "/v1/" not in route and "schemas" not in route and "asyncapi" not in route}
    described = {route.replace(":path}", "}"): kind for route, kind in ROUTES.items()}
    assert listed == described.keys() - pages
    for path, operations in published.items():
        for method, operation in operations.items():
            is_open = described[f"{method.upper()} {path}"] == OPEN
            assert (operation["security"] == []) is is_open


def test_the_door_does_not_open_with_a_route_that_nobody_has_judged(stack: Stack) -> None:
    app, router = create_app(settings(stack)), APIRouter(prefix="/v1")
    router.add_api_route("/everything", lambda: None, methods=["GET"])
    app.include_router(router)

    with pytest.raises(RouteWithoutRule, match="GET /v1/everything"):
        require_rules(app)


@pytest.mark.parametrize("route", ROUTES)
def test_the_rules_say_what_the_table_says(route: str) -> None:
    writing = not route.startswith("GET")
    *by_caller, read, written = KINDS[ROUTES[route]]

    for name, expected in zip(CALLERS, by_caller, strict=True):
        own = judge(RULES[route], caller(name), writing=writing, owner="RGP")
        unknown = judge(RULES[route], caller(name), writing=writing)
        others = judge(RULES[route], caller(name), writing=writing, owner="RM1")
        assert own is unknown is VERDICTS[expected], name
        assert others is VERDICTS[expected if expected != "ok" else written if writing else read], name


def test_roles_of_elsewhere_open_nothing() -> None:
    for route, kind in ROUTES.items():
        verdict = judge(RULES[route], Caller(organisation="RGP", roles=frozenset({"root"})), writing=True)
        assert verdict is (Verdict.ALLOWED if kind == OPEN else Verdict.ROLE_REQUIRED)


@pytest.mark.parametrize("route", PATHS)
async def test_the_door_does_what_the_table_says(door: Door, route: str) -> None:
    """With identifiers that nobody has: who may pass hears that, or what is wrong with the request."""
    method, path = route.split(" ")
    for name in ("slug", "batch", "person_key", "client_id", "key_id", "import_id", "webhook", "request_id"):
        path = path.replace(f"{{{name}}}", str(uuid4()))
    for name, expected in zip(CALLERS, KINDS[ROUTES[route]], strict=False):
        if name == "nobody":
            reply = await door.ask(method, path)
        elif name == "system":
            reply = await ask(door, method, path, by="ICS", headers=FINITE)
        else:
            reply = await ask(door, method, path, role=name, headers=FINITE)
        match expected:
            case "401":
                assert reply.problem[:2] == (401, "NotAuthenticated"), name
            case "role":
                assert reply.problem[:2] == (403, "RoleRequired"), name
            case _:
                assert reply.status not in {401, 403, 405, 500, 503}, (name, reply.body)


@pytest.fixture(scope="module")
async def others(door: Door) -> Json:
    """Return what belongs to another organisation, by the name of its place in a path."""
    reader = {"name": "Theirs", "roles": ["reader"]}
    submitted = await door.ask(
        "POST",
        "/v1/events",
        by="RM1",
        body=b"[{}]",
        headers={"Content-Type": "application/cloudevents-batch+json"},
    )
    imported = await upload(door, "cafes", b"Date,Open to all staff\n", by="RM1", dry_run="true")
    return {
        "import_id": imported.json["id"],
        "person_key": await entered(door, "Ada Theirs", by="RM1"),
        "client_id": (await made(door, "/v1/clients", reader, by="RM1"))["client_id"],
        "key_id": (await made(door, "/v1/api-keys", reader, by="RM1"))["id"],
        "batch": submitted.headers["Batch"],
        "request_id": await asked(door, by="RM1"),
        "webhook": (await made(door, "/v1/webhooks", {"url": "https://theirs.example/"}, by="RM1"))["id"],
    }


BODIES = {
    "PATCH /v1/people/{person_key}": {"name": "Ours"},
    "POST /v1/people/{person_key}/merge": {"into": str(uuid4())},
    "POST /v1/clients/{client_id}/secrets": {},
    "POST /v1/api-keys/{key_id}/rotate": {},
    "PUT /v1/clients/{client_id}/keys": {"keys": [{}]},
    "POST /v1/webhooks/{webhook}/replay": {},
    "POST /v1/place-requests/{request_id}/answers": {"answer": "accepted"},
}
_OWN = ("{person_key}", "{batch}", "{import_id}", "{webhook}", "{request_id}")
HIDDEN = {route for route in ROUTES if any(name in route for name in _OWN)}
"""What another organisation has is hidden here by the service or the database itself: nobody learns that it exists."""


@pytest.mark.parametrize(
    "route",
    [
        route
        for route in PATHS
        if "{" in route and "/sessions/" not in route and not (route.startswith("GET") and ROUTES[route] == SHARED)
    ],
)
async def test_what_belongs_to_another_is_not_there_and_not_ones_own(door: Door, others: Json, route: str) -> None:
    method, path = route.split(" ")
    path = path.format(**others)

    reply = await ask(door, method, path, BODIES.get(route))

    written = method != "GET" and route not in HIDDEN
    assert reply.problem[:2] == ((403, "NotYours") if written else (404, "NotFound"))
    listed = [
        await ask(door, "GET", f"/v1/{name}") for name in ("clients", "api-keys", "people", "submissions", "webhooks")
    ]
    assert not any(value in one.body.decode() for one in listed for value in others.values())
