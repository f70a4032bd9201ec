"""What every HTTP process answers alike: problems, health, metrics, and the door for facts."""

import re
import resource
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from shared import tracing
from shared.contracts.event import Contract
from shared.cycles import look_for_cycles_seldom
from shared.express import Express, Way
from shared.health import Check, routes
from shared.identity import Caller, NotAuthenticated, admitted
from shared.patience import Impatient
from shared.submission import Submission, read
from shared.telemetry import APPEND_SECONDS, APPENDED, REFUSED, log
from shared.writer import Overloaded, Writer

PROBLEM_JSON = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered, as RFC 9457 says it."""

    def __init__(
        self,
        status: int,
        type_: str,
        detail: str,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.type, self.detail, self.field, self.headers = status, type_, detail, field, headers
        super().__init__(detail)

    def response(self) -> Response:
        """Return the problem as its HTTP response."""
        body = {"type": self.type, "title": self.detail, "status": self.status, "detail": self.detail}
        if self.field is not None:
            body["field"] = self.field
        return json_response(body, self.status, media_type=PROBLEM_JSON, headers=self.headers)


def json_response(
    body: object, status: int = 200, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a value as JSON."""
    return Response(msgspec.json.encode(body), status, dict(headers or {}), media_type)


async def http_problem(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses: an unknown path, a method that a path lacks."""
    assert isinstance(error, HTTPException)
    names = {401: "NotAuthenticated", 404: "NotFound", 405: "MethodNotAllowed"}
    name, headers = names.get(error.status_code, "HttpError"), dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return Problem(error.status_code, name, str(error.detail), headers=headers).response()


def _methods(request: Request) -> set[str]:
    """Return what can be asked of a path: by all of its routes, not only the first."""
    routes = [one for one in iter_route_contexts(request.app.routes) if one.path and one.methods]
    return {method for one in routes if _shape(str(one.path)).match(request.url.path) for method in one.methods or ()}


@cache
def _shape(path: str) -> re.Pattern[str]:
    return compile_path(path)[0]


def application(title: str, **options: Any) -> FastAPI:
    """Return an application that answers every failure with problem details. It has no documentation pages."""
    app = FastAPI(title=title, docs_url=None, redoc_url=None, telemetry=tracing.telemetry(), **options)
    app.state.before_stopping = list[Callable[[], None]]()

    @app.exception_handler(Problem)
    async def problem(_: Request, error: Problem) -> Response:
        return error.response()

    app.add_exception_handler(HTTPException, http_problem)

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return Problem(400, "MalformedParameter", first["msg"], field=str(first["loc"][-1])).response()

    @app.exception_handler(NotAuthenticated)
    async def unknown_caller(_: Request, __: NotAuthenticated) -> Response:
        return Problem(401, "NotAuthenticated", "The request carries no valid token.").response()

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, __: ClientDisconnect) -> Response:
        return Problem(400, "Disconnected", "The request ended before its body did.").response()

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("http.failed", path=request.url.path, error=repr(error))
        return Problem(500, "Unexpected", "Something went wrong here; sending it again is safe.").response()

    return app


def observable(app: FastAPI, checks: Mapping[str, Check], lesser: Mapping[str, Check] | None = None) -> None:
    """Add `/health/live`, `/health/ready` and `/metrics`, before all others: they are asked for all the time."""
    app.router.routes[:0] = routes(checks, lesser)


def caller_of(request: Request, key: str) -> Caller:
    """Return who is calling, by the gateway's passport; raises `NotAuthenticated`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotAuthenticated
    return admitted(token, key)


def take_facts(app: FastAPI, contract: Contract, key: str, *ways: Way) -> None:
    """Open the door through which the gateway hands over facts: a MessagePack list of raw CloudEvents.

    Those of a list within the list are accepted together or not at all. What else is asked often has its `ways`.
    """
    router = APIRouter()

    def writer(request: Request) -> Writer:
        found: Writer = request.app.state.writer
        return found

    async def submitted(request: Request) -> list[Submission]:
        caller = caller_of(request, key)
        items = msgspec.msgpack.decode(await request.body(), type=list[bytes | list[bytes]])
        received_at = datetime.now(UTC)
        place = tracing.here()
        return [
            read(raw, caller, contract, received_at, place, number if isinstance(item, list) else None)
            for number, item in enumerate(items)
            for raw in (item if isinstance(item, list) else [item])
        ]

    @router.post("/facts/foreseen", include_in_schema=False)
    async def foreseen(request: Request) -> Response:
        return json_response(await writer(request).foresee(await submitted(request)))

    @router.post("/facts", include_in_schema=False)
    async def facts(request: Request) -> Response:
        submissions = await submitted(request)
        try:
            with APPEND_SECONDS.labels(contract.service).time():
                answers = await writer(request).submit(submissions)
        except Overloaded:
            raise Problem(
                503, "Overloaded", "Too much is waiting to be written.", headers={"Retry-After": "1"}
            ) from None
        for answer in answers:
            APPENDED.labels(contract.service, answer["status"]).inc()
            if answer["status"] == "refused":
                REFUSED.labels(contract.service, answer["reason"]["type"]).inc()
        return json_response(answers)

    app.include_router(router)
    app.add_middleware(Express, ways=[Way("POST", "/facts", facts), *ways])


class Server(uvicorn.Server):
    """Tells the application before it waits for open requests, so that answers without an end come to theirs."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._before: list[Callable[[], None]] = app.state.before_stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for stop in self._before:
            stop()
        await super().shutdown(sockets)


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Return what serves until SIGTERM, letting open requests finish for a moment."""
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=5, loop="uvloop", http=Impatient,
    )  # fmt: skip
    return Server(app, config)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM, with as many connections as the machine allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    look_for_cycles_seldom()
    server(app, host, port).run()
