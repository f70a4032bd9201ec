"""The process that answers questions and admits the facts of the agreement."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request, Response

from services.metrics import api, members, operations
from services.metrics.agreements import Agreements
from services.metrics.api import measures
from services.metrics.arrivals import Arrivals
from services.metrics.domain.measure import MEASURE
from services.metrics.domain.milestone import MILESTONE
from services.metrics.domain.organisation import ORGANISATION
from services.metrics.domain.snapshot import SNAPSHOT
from services.metrics.kept_answers import KeptAnswers
from services.metrics.reading_from import ReadSides, engine
from services.metrics.settings import ApiSettings
from shared import postgres
from shared.contracts.agreements import AGREEMENTS
from shared.express import Way
from shared.http import application, caller_of, observable, serve, take_facts
from shared.operations import operations_router
from shared.telemetry import configure_telemetry
from shared.writer import Writer

DECIDERS = {decider.category: decider for decider in (ORGANISATION, MEASURE, MILESTONE, SNAPSHOT)}


def create_app(settings: ApiSettings) -> FastAPI:
    """Wire the service."""
    url = str(settings.database_url_metrics)
    questions, arrivals = engine(url, most=8), Arrivals(url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with await postgres.pool(url, most=4) as pool, arrivals.listening() as app.state.arrivals:
            app.state.pool, app.state.read_sides, app.state.agreements = pool, ReadSides(questions), Agreements()
            app.state.answers = KeptAnswers()
            app.state.writer = Writer(pool, AGREEMENTS, DECIDERS, members.load)
            writing = asyncio.create_task(app.state.writer.run())
            yield
            writing.cancel()
            await questions.dispose()

    app = application("Golden Thread: metrics", lifespan=lifespan)

    async def read_side() -> str | None:
        source = await app.state.read_sides.source()
        if source is None:
            return "no version of the read side can be read"
        fresh = await source.fresh.ask()
        return None if fresh.at is not None else "no watermark has been reached yet"

    key = settings.service_key.get_secret_value()

    async def trusted(request: Request) -> None:  # a function that is not async would be given a thread
        request.state.caller = caller_of(request, key)

    async def measure(request: Request) -> Response:
        await trusted(request)
        asked = (request.query_params.get(name) for name in ("organisation", "year", "as_at"))
        return await measures.measure(request, request.path_params["slug"], *asked)

    app.state.before_stopping.append(arrivals.stop)
    app.include_router(api.router, dependencies=[Depends(trusted)])
    take_facts(app, AGREEMENTS, key, Way("GET", "/v1/measures/{slug}", measure, with_query=True))
    app.include_router(
        operations_router(AGREEMENTS.service, key, lambda request: request.app.state.pool, operations.read_sides)
    )
    observable(app, {"read_side": read_side})
    return app


def main() -> None:
    """Serve until stopped."""
    settings = ApiSettings()
    configure_telemetry("metrics-api", settings.log_level)
    serve(create_app(settings), settings.host, settings.port)


if __name__ == "__main__":
    main()
