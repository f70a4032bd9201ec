"""The few requests that come most, answered without what a framework does beside.

To look through routes, solve dependencies and open stacks of contexts takes longer than to answer them. Each of them is
also a route of the framework, which describes it, and answers it wherever something is out of the ordinary.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from opentelemetry import trace
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Way:
    """One route as the framework has it; only its last part may be a parameter."""

    method: str
    path: str
    answer: Answer
    with_query: bool = False
    """Whether a query is nothing out of the ordinary."""


class Express:
    """Middleware, the innermost, that answers what has a way of its own and hands everything else on."""

    def __init__(self, app: ASGIApp, ways: Iterable[Way]) -> None:
        self.app = app
        self.ways: Mapping[tuple[str, str], Way] = {(way.method, _before_parameter(way.path)): way for way in ways}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        way = self._way(scope)
        if way is None:
            await self.app(scope, receive, send)
            return
        # By these whoever stands before knows what is asked for, as by the framework's own.
        scope["route"] = way
        if way.path.endswith("}"):
            scope["path_params"] = {way.path[way.path.rindex("{") + 1 : -1]: scope["path"].rpartition("/")[2]}
        request = Request(scope, receive, send)
        try:
            response = await way.answer(request)
        except Exception as error:  # noqa: BLE001  answered as the application answers it, or raised again
            response = await _problem(request, error)
        await response(scope, receive, send)

    def _way(self, scope: Scope) -> Way | None:
        if scope["type"] != "http":
            return None
        method, path = scope["method"], scope["path"]
        way = self.ways.get((method, path)) or self.ways.get((method, path[: path.rfind("/") + 1]))
        if way is None or (scope["query_string"] and not way.with_query):
            return None
        if way.path.endswith("}") and path.endswith("/"):
            return None
        # What is sampled goes the way on which the framework names it.
        return None if trace.get_current_span().is_recording() else way


def _before_parameter(path: str) -> str:
    return path[: path.rindex("{")] if path.endswith("}") else path


async def _problem(request: Request, error: Exception) -> Response:
    """Answer as the application answers this failure anywhere else; what nobody foresaw goes on."""
    handlers = request.app.exception_handlers
    for kind in type(error).__mro__:
        if kind is not Exception and kind in handlers:
            response: Response = await handlers[kind](request, error)
            return response
    raise error
