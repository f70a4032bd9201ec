"""The door."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from services.gateway import contract, people, reading
from services.gateway.backends import services
from services.gateway.changes import router as changes
from services.gateway.changes.feed import Feed
from services.gateway.changes.hub import Hub
from services.gateway.identity import audit_router, clients_router, keys_router, sign_in
from services.gateway.identity.audit import Audit
from services.gateway.identity.callers import admit, require_rules
from services.gateway.identity.cookies import Origin
from services.gateway.identity.described import describe_security
from services.gateway.identity.provider import SignIn
from services.gateway.identity.sessions import Sessions
from services.gateway.identity.tokens import Tokens
from services.gateway.imports import router as imports
from services.gateway.odata import router as odata
from services.gateway.operations import router as operations
from services.gateway.own import access
from services.gateway.own import audit as own_audit
from services.gateway.own import imports as own_imports
from services.gateway.own import submissions as own_submissions
from services.gateway.pages import router as pages
from services.gateway.pages.assets import mount_static
from services.gateway.pages.headers import SecurityHeaders
from services.gateway.pages.problems import problem_page
from services.gateway.reading import Reading
from services.gateway.recording import entering
from services.gateway.recording import router as recording
from services.gateway.reminders import by_token
from services.gateway.reminders import page as reminders
from services.gateway.reports import router as reports
from services.gateway.settings import Settings
from services.gateway.submissions import history
from services.gateway.submissions import router as submissions
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.limits import Limits
from services.gateway.submissions.log import SubmissionLog
from services.gateway.submissions.routing import to_owners
from services.gateway.webhooks import router as webhooks
from shared import postgres
from shared.express import Express, Way
from shared.http import Problem, application, http_problem, observable, serve
from shared.telemetry import configure_telemetry


async def _submit(request: Request) -> Response:
    await admit(request)
    return await submissions.submit(request)


async def _measure(request: Request) -> Response:
    await admit(request)
    return await reading.measure(request, request.path_params["slug"])


SUBMITTING = Way("POST", "/v1/events", _submit)
READING_ONE = Way("GET", "/v1/measures/{slug}", _measure, with_query=True)


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
            app.state.reading = Reading(metrics)
            app.state.sessions = Sessions(
                app.state.pool,
                idle=timedelta(minutes=settings.session_idle_minutes),
                longest=timedelta(hours=settings.session_hours),
            )
            hub = Hub(Feed(metrics))
            app.state.before_stopping.append(hub.stop)
            limits = Limits(app.state.pool, settings.facts_per_minute_client, settings.facts_per_minute_organisation)
            async with SubmissionLog(app.state.pool).writing() as log, limits.shared(), hub.running():
                app.state.intake, app.state.limits, app.state.changes = Intake(routing, log), limits, hub
                yield {"reading": app.state.reading, "changes": hub}

    app = application(
        "Golden Thread",
        description="Quality Improvement across an Integrated Care System.",
        version="1",
        lifespan=lifespan,
        dependencies=[Depends(admit)],
    )
    app.include_router(submissions.router)
    app.include_router(history.router)
    app.include_router(imports.router)
    app.include_router(reading.router)
    app.include_router(reports.router)
    app.include_router(changes.router)
    app.include_router(odata.router)
    app.include_router(people.router)
    app.include_router(clients_router.router)
    app.include_router(keys_router.router)
    app.include_router(audit_router.router)
    app.include_router(webhooks.router)
    app.include_router(contract.router)
    app.add_exception_handler(HTTPException, _nothing_here)
    app.add_exception_handler(Problem, _problem)
    app.include_router(sign_in.router)
    app.include_router(pages.router)
    for part in (recording, entering, own_submissions, own_imports, access, own_audit, operations, reminders, by_token):
        app.include_router(part.router)
    app.state.local_mode, app.state.audit_days = settings.local_mode, settings.audit_days
    app.state.webhook_networks, app.state.sends_mail = settings.webhook_networks, settings.smtp is not None
    app.state.origin = origin = Origin(str(settings.public_url) if settings.public_url else None)
    app.state.sign_in = SignIn(settings.provider) if settings.provider else None
    elsewhere = [app.state.sign_in.origin] if settings.provider else []
    app.add_middleware(Express, ways=[SUBMITTING, READING_ONE])
    app.add_middleware(Audit)
    app.add_middleware(SecurityHeaders, forms_to=elsewhere, over_https=origin.is_secure)
    mount_static(app)
    require_rules(app)
    describe_security(app)
    observable(app, {"services": lambda: _services(app)}, {"database": lambda: _database(app)})
    return app


async def _nothing_here(request: Request, error: Exception) -> Response:
    """Answer a browser with a page, and everyone else with problem details."""
    assert isinstance(error, HTTPException)
    return problem_page(error.status_code) if _is_page(request) else await http_problem(request, error)


async def _problem(request: Request, error: Exception) -> Response:
    """Answer a browser with a page, or show it the way in, and everyone else with problem details."""
    assert isinstance(error, Problem)
    if not _is_page(request):
        return error.response()
    if error.status == HTTPStatus.UNAUTHORIZED and request.app.state.sign_in is not None:
        return RedirectResponse(sign_in.way_in(request), HTTPStatus.SEE_OTHER)
    return problem_page(error.status, error.detail)


def _is_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


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
    configure_telemetry("gateway", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
