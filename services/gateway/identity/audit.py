"""Who looked: at people, at figures taken away as files, at who may come in; and who came in. Rows, apart from logs.

What has to be known is not shown before it is written down: without the database such a request is not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.database import AWAY, own_rows
from services.gateway.identity.known import Identity, Means
from services.gateway.policy import RULES, Whose
from shared.http import Problem
from shared.postgres import Pool
from shared.telemetry import log

EXPORT = "export"
FILES = frozenset(
    {
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/pdf",
        "image/png",
        "image/svg+xml",
    }
)
"""The forms in which figures leave."""
LONGEST_TARGET = 500
_LATER = {"Retry-After": "1"}
WRITE = "INSERT INTO audit (organisation, client, means, action, target, status) VALUES ($1, $2, $3, $4, $5, $6)"
READ = """
SELECT id, at, client, means, action, target, status FROM audit
WHERE ($1::bigint IS NULL OR id < $1) AND ($2::text IS NULL OR action = $2) AND ($3::text IS NULL OR client = $3)
AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at <= $5)
AND ($6::text IS NULL OR target = $6)
ORDER BY organisation DESC, id DESC LIMIT $7
"""


async def write(pool: Pool, identity: Identity, action: str, target: str, status: int) -> None:
    """Add a row, in the name of the organisation that it is about."""
    caller = identity.caller
    row = (caller.organisation, caller.client, identity.means, action, target[:LONGEST_TARGET], status)
    async with own_rows(pool, caller.organisation or "") as connection:
        await connection.execute(WRITE, *row)


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; what is None is not asked."""

    before: int | None = None
    action: str | None = None
    client: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    target: str | None = None


async def read(pool: Pool, organisation: str, search: Search, most: int) -> list[Mapping[str, Any]]:
    """Return an organisation's rows, the newest first; the database itself hides those of others."""
    asked = (search.before, search.action, search.client, search.since, search.until, search.target)
    async with own_rows(pool, organisation) as connection:
        return [dict(row) for row in await connection.fetch(READ, *asked, most)]


class Audit:
    """Middleware that writes down what the audit has to know, between the answer and its reader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer once it is written down."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        withheld = False

        async def send_written(message: Message) -> None:
            nonlocal withheld
            if message["type"] == "http.response.start" and not await _is_written(scope, message):
                withheld = True
                problem = Problem(503, "ServiceUnavailable", "What has to be written down cannot be.", headers=_LATER)
                await problem.response()(scope, receive, send)
            elif not withheld:
                await send(message)

        await self.app(scope, receive, send_written)


async def _is_written(scope: Scope, start: Message) -> bool:
    """Write down what has to be; False when that was not possible."""
    state = scope.get("state", {})
    identity: Identity | None = state.get("identity")
    if identity is None:
        return True
    content_type = next((value for name, value in start["headers"] if name == b"content-type"), b"").decode("latin-1")
    action = _action(scope, content_type, identity) or state.get("audited")
    if action is None:
        return True
    try:
        # As it was sent: in what it stands for, anything may be hidden.
        target = scope["raw_path"].decode("ascii", "backslashreplace")
        await write(scope["app"].state.pool, identity, action, target, start["status"])
    except AWAY as error:
        log.error("identity.not_audited", action=action, error=type(error).__name__)
        return False
    return True


def _action(scope: Scope, content_type: str, identity: Identity | None) -> str | None:
    """Return what the audit calls this request, if it has to know of it."""
    route = scope.get("route")
    rule = RULES.get(f"{scope['method']} {route.path}") if route is not None else None
    if rule is None or identity is None:
        return None
    # Somebody who could not be signed in is nobody yet, and worth a row; a visitor is not.
    if identity.means is Means.NOTHING and rule.whose is not Whose.PUBLIC:
        return None
    return rule.audited or (EXPORT if content_type.partition(";")[0] in FILES else None)
