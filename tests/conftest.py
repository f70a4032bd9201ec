"""What every test may ask for: one real stack for the whole session, the example year in it, and a way in."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count

import aiohttp
import pytest

from deploy.local import stack as local
from deploy.local.example.facts import facts
from deploy.local.example.submission import Submission
from deploy.local.example.submit import LONDON
from deploy.local.stack import Stack
from tests.client import Door
from tests.journeys.projects import Year

SERVERS = {"stack", "postgres", "kafka"}
FIRST_QUIET_YEAR = 2016


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test needs is what it asks for: its fixtures are its markers."""
    for item in items:
        for name in sorted(SERVERS.intersection(getattr(item, "fixturenames", ()))):
            item.add_marker(name)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Real PostgreSQL, real Kafka and every service, in a folder of their own."""
    started = local.start(tmp_path_factory.mktemp("stack") / "home")
    yield started
    started.remove()


@pytest.fixture(scope="session")
def example(stack: Stack) -> list[Submission]:
    """Return the example year's facts, which were submitted through the front door."""
    local.submit_example(stack.home, lambda _: None)
    return facts(datetime.now(UTC).astimezone(LONDON).date())


@pytest.fixture(scope="session")
async def door(stack: Stack, example: list[Submission]) -> AsyncIterator[Door]:  # noqa: ARG001  members have joined
    """The front door, with a key for every organisation."""
    # Kept for less time than servers do, lest a question meets a connection that is being closed.
    connector = aiohttp.TCPConnector(keepalive_timeout=3)
    timeout = aiohttp.ClientTimeout(total=30, connect=5)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        yield Door(stack.credentials, session)


@pytest.fixture(scope="session")
def _quiet_years() -> Iterator[Year]:
    # Backwards: what one test leaves open lasts into later years, which nobody is given any more.
    return (Year(FIRST_QUIET_YEAR - step) for step in count())


@pytest.fixture
def year(_quiet_years: Iterator[Year]) -> Year:
    """Return a financial year in which nobody else says anything."""
    return next(_quiet_years)
