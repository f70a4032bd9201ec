"""The whole compose file, running: built, healthy, with the example year in it.

These tests need a Docker Engine and root, so they run when they are asked for: `make test-containers`.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import aiohttp
import pytest

from deploy.local import stack as local
from deploy.local.example.facts import facts
from deploy.local.example.submission import Submission
from deploy.local.example.submit import LONDON
from tests.client import Door
from tests.containers.figures import Figures, figures
from tests.containers.system import System, begin


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave these out unless they are named."""
    return None if any("containers" in argument for argument in config.args) else True


@pytest.fixture(scope="session")
async def local_figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Return what the local stack says of the example year; it has stopped before the containers start."""
    stack = local.start(tmp_path_factory.mktemp("local") / "home", example=True)
    try:
        async with aiohttp.ClientSession() as session:
            return await figures(stack, Door(stack.credentials, session))
    finally:
        stack.remove()


@pytest.fixture(scope="session")
def stack(local_figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:  # noqa: ARG001  it comes first
    """Everything that `docker compose up --wait` starts."""
    compose, system = begin(tmp_path_factory.mktemp("secrets"))
    with compose:
        yield system


@pytest.fixture(scope="session")
def example(stack: System) -> list[Submission]:
    """Return the example year's facts, which were submitted through the front door."""
    local.submit_example(stack.folder, lambda _: None)
    return facts(datetime.now(UTC).astimezone(LONDON).date())


@pytest.fixture(scope="session")
async def example_figures(stack: System, example: list[Submission]) -> Figures:  # noqa: ARG001  told by it
    """Return what the containers say of the example year, before anything else is submitted."""
    async with aiohttp.ClientSession() as session:
        return await figures(stack, Door(stack.credentials, session))


@pytest.fixture(scope="session")
async def door(stack: System, example_figures: Figures) -> AsyncIterator[Door]:  # noqa: ARG001  they come first
    """The front door, with a key for every organisation."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30, connect=5)) as session:
        yield Door(stack.credentials, session)
