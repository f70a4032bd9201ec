"""What these pages have in common: whose they are, and a problem as an error beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.gateway.identity.known import Identity
from services.gateway.pages.templates import page
from services.gateway.policy import RULES
from shared.http import Problem
from shared.identity import Caller

FAMILY = (
    ("/submissions", "Submissions"),
    ("/imports", "Upload a file"),
    ("/quality", "Data quality"),
    ("/reminders", "Reminders"),
    ("/places", "Places"),
    ("/access", "Clients and keys"),
    ("/audit", "Who looked"),
    ("/operations", "Operations"),
)
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Errors:
    """What is wrong, by the field that it is about; without one it is about the whole."""

    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[dict[str, str]]:
        """As the error summary component takes it."""
        return [{"text": words, "href": f"#{name}"} if name else {"text": words} for name, words in self.said.items()]

    def of(self, name: str) -> dict[str, str] | None:
        """As a field's component takes it."""
        return {"text": self.said[name]} if name in self.said else None


NONE = Errors()


def errors_of(problem: Problem, names: Mapping[str, str]) -> Errors:
    """Return a problem as an error of the form; `names` says what a field of the interface is called there."""
    return Errors({names.get(problem.field or "", ""): problem.detail})


def family(caller: Caller) -> list[tuple[str, str]]:
    """Return the pages of this family that somebody may open."""
    return [(link, name) for link, name in FAMILY if RULES[f"GET {link}"].roles & caller.roles]


def shown(request: Request, template: str, here: str, status: int = HTTPStatus.OK, **given: Any) -> HTMLResponse:
    """Return a page of this family, with the token that its forms bring along."""
    identity: Identity = request.state.identity
    response = page(
        template,
        status,
        family=family(identity.caller),
        page_path=here,
        whose=identity.caller.organisation,
        roles=identity.caller.roles,
        csrf_token=identity.csrf_token,
        **{"errors": NONE, **given},
    )
    response.headers.update(NO_STORE)
    return response


def own(request: Request) -> Caller:
    """Return who asks; an organisation's own, as the rule of the route has made sure."""
    caller: Caller = request.state.caller
    return caller
