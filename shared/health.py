"""What every process answers about itself: `/health/live`, `/health/ready` and `/metrics`."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Check = Callable[[], Awaitable[str | None]]
"""Returns None when all is well, or a sentence that says what is not."""


def routes(checks: Mapping[str, Check], lesser: Mapping[str, Check] | None = None) -> list[Route]:
    """Return the three routes. Live looks at nothing but the process; ready says what is not.

    What a lesser check finds wrong is said too, but a process that lacks it goes on being asked.
    """

    async def live(_: Request) -> Response:
        return _json({"status": "live"}, 200)

    async def ready(_: Request) -> Response:
        wrong, lacking = await _wrong(checks), await _wrong(lesser or {})
        status = "not ready" if wrong else "degraded" if lacking else "ready"
        return _json({"status": status, "reasons": wrong | lacking}, 503 if wrong else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/health/live", live), Route("/health/ready", ready), Route("/metrics", metrics)]


def _json(body: object, status: int) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


async def _wrong(checks: Mapping[str, Check]) -> dict[str, str]:
    found = {name: await _safely(check) for name, check in checks.items()}
    return {name: said for name, said in found.items() if said is not None}


async def _safely(check: Check) -> str | None:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001  whatever is wrong is what readiness has to say
        return type(error).__name__
