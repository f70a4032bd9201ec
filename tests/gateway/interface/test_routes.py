"""The published interface holds every route, or the route is one that is not for programs."""

from deploy.local.stack import Stack
from services.gateway.app import create_app
from services.gateway.identity.callers import routes_of
from services.gateway.policy import RULES, Whose
from tests.gateway.beside import settings

PAGES = {Whose.PAGE, Whose.OWN_PAGE}
WAYS_IN = {"GET /sign-in", "GET /sign-in/callback", "GET /signed-out"}
BY_LINK = {f"{method} /{page}/{{token}}" for method in ("GET", "POST") for page in ("confirm", "unsubscribe")}
FOR_BROWSERS = WAYS_IN | BY_LINK | {"GET /api"}
"""Where browsers are led to; no program asks for them."""


def test_every_route_that_is_no_page_is_published(stack: Stack) -> None:
    app = create_app(settings(stack))
    published = {f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods}
    routes = {one.replace(":path}", "}"): one for one in routes_of(app)}

    assert published <= routes.keys()
    assert {routes[one] for one in routes.keys() - published} == FOR_BROWSERS | {
        one for one, rule in RULES.items() if rule.whose in PAGES
    }


def test_every_answer_and_parameter_is_described(stack: Stack) -> None:
    paths = create_app(settings(stack)).openapi()["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]

    for operation in operations:
        assert operation["summary"]
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
        named = [(one["in"], one["name"]) for one in operation.get("parameters", [])]
        assert len(named) == len(set(named)), operation["summary"]
    assert not any("HTTPValidationError" in str(operation) for operation in operations)
