"""How the routes for clients, keys and the audit stand in the OpenAPI document, and what they take."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from services.gateway.parameters import COMPONENTS
from services.gateway.policy import RULES, Whose
from shared.http import PROBLEM_JSON, Problem

MOST_BYTES = 64 * 1024
LONGEST_DAYS = 366
USUAL_DAYS = 90
LONGEST_OVERLAP_HOURS = 168

Role = Literal["submitter", "reader", "qi_lead", "finance", "operator"]
# One line of text: no control characters, and something to read.
Name = Annotated[
    str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
Roles = Annotated[set[Role], Field(min_length=1)]
T = TypeVar("T", bound="Body")
_BY_DESCRIBED_PATH = {route.replace(":path}", "}"): rule for route, rule in RULES.items()}
"""OpenAPI does not say of a parameter that it may hold slashes."""


def _whole(said: object) -> object:
    """Return 24 for 24.0 too: JSON knows no difference."""
    return int(said) if isinstance(said, float) and said.is_integer() else said


class Body(BaseModel):
    """What a request says."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, strict=True)


class NewClient(Body):
    """A machine that is to have tokens of its own."""

    name: Name
    roles: Roles
    organisation: Code | None = None
    """Your own without it. A member of kind `icb` may make the first client of another."""
    keys: dict[str, Any] | None = None
    """A set of public keys (RFC 7517) that verify the client's assertions; without it the client is given a secret."""


class NewSecret(Body):
    """How long the secrets before go on being good."""

    overlap_hours: Annotated[int, Field(ge=0, le=LONGEST_OVERLAP_HOURS), BeforeValidator(_whole)] = 24


class NewKeys(Body):
    """The public keys that verify the client's assertions from now on."""

    keys: Annotated[list[dict[str, Any]], Field(min_length=1)]


class NewApiKey(Body):
    """A key for a tool that can do no OAuth."""

    name: Name
    roles: Roles
    expires_on: date | None = None
    """Its last day in London; 90 days from now without it, and a year at the most."""

    def last_day(self, today: date) -> date:
        """Return its last day, or refuse it by name."""
        last = self.expires_on or today + timedelta(days=USUAL_DAYS)
        if not today <= last <= today + timedelta(days=LONGEST_DAYS):
            detail = f"A key is good until a day from today to {LONGEST_DAYS} days from now."
            raise Problem(400, "MalformedParameter", detail, field="expires_on")
        return last


async def said(request: Request, form: type[T]) -> T:
    """Return the body. It is read only here, when it is known who has sent it, and only so much of it."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem(413, "TooLarge", f"This takes at most {MOST_BYTES} bytes.")
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": one["loc"] or ("body",)} for one in error.errors()]) from None


def body(form: type[Body]) -> dict[str, Any]:
    """Describe a body."""
    schema = form.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}, **_PROBLEMS}


SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of a trusted issuer, or an API key (`gt_…`).",
    },
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def describe_security(app: FastAPI) -> None:
    """Say of every operation how a caller shows who they are, and which of their roles open it."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        schema = plain()
        components = schema.setdefault("components", {})
        components["securitySchemes"] = SCHEMES
        components["responses"] = {"Problem": _ANY_PROBLEM}
        components["schemas"] = {
            name: one for name, one in components.get("schemas", {}).items() if name not in _NEVER_ANSWERED
        } | dict(COMPONENTS)
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                rule = _BY_DESCRIBED_PATH[f"{method.upper()} {path}"]
                is_open = rule.whose is Whose.PUBLIC
                operation["security"] = [] if is_open else [{name: []} for name in SCHEMES]
                operation["x-roles"] = [] if is_open else sorted(rule.roles)
                _say_problems(operation.setdefault("responses", {}))
        return schema

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _say_problems(responses: dict[str, Any]) -> None:
    """Say how everything that goes wrong is answered, in place of what the framework would."""
    unread = responses.get("422", {}).get("content", {})
    if "HTTPValidationError" in str(unread.pop("application/json", None)) and not unread:
        del responses["422"]
    responses["default"] = {"$ref": "#/components/responses/Problem"}


_TEXT = {"type": "string"}
_NEVER_ANSWERED = {"HTTPValidationError", "ValidationError"}
"""What the framework would have said, had it been let."""
_ANY_PROBLEM = {
    "description": "What went wrong, as RFC 9457 says it.",
    "content": {
        PROBLEM_JSON: {
            "schema": {
                "type": "object",
                "properties": {
                    "type": _TEXT,
                    "title": _TEXT,
                    "status": {"type": "integer"},
                    "detail": _TEXT,
                    "field": _TEXT,
                },
                "required": ["type", "title", "status", "detail"],
            }
        }
    },
}
_SAID = {
    "400": "The body or a parameter cannot be read.",
    "401": "The request does not show who is behind it.",
    "403": "It is not for this caller, or of another organisation.",
    "404": "Your organisation has nothing under this identifier.",
    "409": "A rule stands in the way.",
}
_PROBLEMS = {
    "responses": {status: {"description": text, "content": {PROBLEM_JSON: {}}} for status, text in _SAID.items()}
}
READS = _PROBLEMS
