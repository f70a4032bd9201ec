"""The process that admits the facts of training, draws places and keeps the people directory."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from services.training import allocations
from services.training.domain.adviser import ADVISER
from services.training.domain.cafe import CAFE
from services.training.domain.course import COURSE
from services.training.domain.person import PERSON
from services.training.domain.resource import RESOURCE
from services.training.domain.scholarship import SCHOLARSHIP
from services.training.domain.session import SESSION
from services.training.people import keys
from services.training.people import router as people
from services.training.settings import ApiSettings
from shared import membership, postgres
from shared.contracts.training import TRAINING
from shared.http import Problem, application, observable, serve, take_facts
from shared.operations import operations_router
from shared.telemetry import configure_telemetry
from shared.writer import Overloaded, Writer

DECIDERS = {decider.category: decider for decider in (COURSE, SESSION, PERSON, SCHOLARSHIP, CAFE, ADVISER, RESOURCE)}
DRAWS_AT_ONCE = 2


def create_app(settings: ApiSettings) -> FastAPI:
    """Wire the service."""
    url = str(settings.database_url_training)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with await postgres.pool(url) as pool, await postgres.pool(url, most=DRAWS_AT_ONCE) as draws:
            app.state.pool, app.state.draws = pool, draws
            app.state.writer = Writer(pool, TRAINING, DECIDERS, membership.load)
            writing = asyncio.create_task(app.state.writer.run())
            yield
            writing.cancel()

    async def database() -> str | None:
        await app.state.pool.fetchval("SELECT 1")
        return None

    app = application("Golden Thread: training", lifespan=lifespan)
    app.state.service_key = key = settings.service_key.get_secret_value()
    take_facts(app, TRAINING, key)
    app.include_router(allocations.router)
    app.include_router(people.router)
    app.include_router(keys.router)
    app.include_router(operations_router(TRAINING.service, key, lambda request: request.app.state.pool))
    app.add_exception_handler(Overloaded, _overloaded)
    observable(app, {"database": database})
    return app


async def _overloaded(_: Request, __: Exception) -> Response:
    return Problem(503, "Overloaded", "Too much is waiting to be written.", headers={"Retry-After": "1"}).response()


def main() -> None:
    """Serve until stopped."""
    settings = ApiSettings()
    configure_telemetry("training-api", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
