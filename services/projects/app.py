"""The process that admits the facts of projects."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.projects.domain.innovation import INNOVATION
from services.projects.domain.project import PROJECT
from services.projects.domain.publication import PUBLICATION
from services.projects.settings import ApiSettings
from shared import membership, postgres
from shared.contracts.projects import PROJECTS
from shared.http import application, observable, serve, take_facts
from shared.operations import operations_router
from shared.telemetry import configure_telemetry
from shared.writer import Writer

DECIDERS = {decider.category: decider for decider in (PROJECT, PUBLICATION, INNOVATION)}


def create_app(settings: ApiSettings) -> FastAPI:
    """Wire the service."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with await postgres.pool(str(settings.database_url_projects)) as pool:
            app.state.pool, app.state.writer = pool, Writer(pool, PROJECTS, DECIDERS, membership.load)
            writing = asyncio.create_task(app.state.writer.run())
            yield
            writing.cancel()

    async def database() -> str | None:
        await app.state.pool.fetchval("SELECT 1")
        return None

    app = application("Golden Thread: projects", lifespan=lifespan)
    key = settings.service_key.get_secret_value()
    take_facts(app, PROJECTS, key)
    app.include_router(operations_router(PROJECTS.service, key, lambda request: request.app.state.pool))
    observable(app, {"database": database})
    return app


def main() -> None:
    """Serve until stopped."""
    settings = ApiSettings()
    configure_telemetry("projects-api", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
