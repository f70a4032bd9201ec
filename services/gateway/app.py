"""The door."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from services.gateway import contract, people, reading
from services.gateway.backends import services
from services.gateway.identity.callers import VISITOR
from services.gateway.identity.tokens import Tokens
from services.gateway.pages import router as pages
from services.gateway.pages.assets import mount_static
from services.gateway.pages.headers import SecurityHeaders
from services.gateway.pages.problems import problem_page
from services.gateway.reading import Reading
from services.gateway.settings import Settings
from services.gateway.submissions import history
from services.gateway.submissions import router as submissions
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.limits import Limits
from services.gateway.submissions.log import SubmissionLog
from services.gateway.submissions.routing import to_owners
from shared import postgres
from shared.http import application, http_problem, observable, serve
from shared.telemetry import configure_logs


def create_app(settings: Settings) -> FastAPI:
    """Wire the gateway."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, Any]]:
        async with (
            await postgres.pool(str(settings.database_url_gateway), least=0) as app.state.pool,
            services() as client,
        ):
            routing = to_owners(settings, client)
            metrics, training = routing.backends["metrics"], routing.backends["training"]
            app.state.tokens = Tokens(settings.issuers, client)
            app.state.metrics, app.state.training = metrics, training
            limits = Limits(app.state.pool, settings.facts_per_minute_client, settings.facts_per_minute_organisation)
            async with SubmissionLog(app.state.pool).writing() as log, limits.shared():
                app.state.intake, app.state.limits = Intake(routing, log), limits
                yield {"reading": Reading(metrics)}

    app = application(
        "Golden Thread",
        description="Quality Improvement across an Integrated Care System.",
        version="1",
        lifespan=lifespan,
    )
    app.include_router(submissions.router)
    app.include_router(history.router)
    app.include_router(reading.router)
    app.include_router(people.router)
    app.include_router(contract.router)
    app.add_exception_handler(HTTPException, _nothing_here)
    app.include_router(pages.router, dependencies=[Depends(_page_reader)])
    app.state.local_mode = settings.local_mode
    app.add_middleware(SecurityHeaders)
    mount_static(app)
    observable(app, {"services": lambda: _services(app)}, {"database": lambda: _database(app)})
    return app


def _page_reader(request: Request) -> None:
    """In local mode pages open without sign-in, and show what another organisation would see."""
    if not request.app.state.local_mode:
        raise HTTPException(401, "These pages need a sign-in.")
    request.state.caller = VISITOR


async def _nothing_here(request: Request, error: Exception) -> Response:
    """Answer a browser with a page, and everyone else with problem details."""
    assert isinstance(error, HTTPException)
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/"):
        return problem_page(error.status_code)
    return await http_problem(request, error)


async def _database(app: FastAPI) -> str | None:
    """Without its database the gateway goes on taking facts and answering questions."""
    await app.state.pool.fetchval("SELECT 1")
    return None


async def _services(app: FastAPI) -> str | None:
    """Facts can be submitted and figures read only when the services behind the door are ready."""
    for backend in app.state.intake.routing.backends.values():
        if not await backend.is_ready():
            return f"the {backend.name} service is not ready"
    return None


def main() -> None:
    """Serve until stopped."""
    settings = Settings()
    configure_logs("gateway", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
