"""What every test may ask for: one real stack for the whole session, the example year in it, and a way in."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import aiohttp
import pytest

from deploy.local import ports, servers
from deploy.local import stack as local
from deploy.local.background import launch
from deploy.local.example.facts import facts
from deploy.local.example.submission import Submission
from deploy.local.example.submit import LONDON
from deploy.local.home import Home
from deploy.local.programs import Plan
from deploy.local.stack import Stack
from tests.client import Door
from tests.faults.deaths import ARMED
from tests.journeys.projects import Year
from tests.post_office import SENDER, PostOffice, post_office

# They need a Docker Engine and packages of their own: `make test-containers`.
collect_ignore = [] if find_spec("testcontainers") else ["containers"]

SERVERS = {"stack", "postgres", "kafka"}
DATABASE = "metrics"
FIRST_QUIET_YEAR = 2016
LAST_QUIET_YEAR = 1949
"""Days run from the summer of 1948."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test needs is what it asks for: its fixtures are its markers."""
    for item in items:
        for name in sorted(SERVERS.intersection(getattr(item, "fixturenames", ()))):
            item.add_marker(name)
    quiet = [item for item in items if "_quiet_years" in getattr(item, "fixturenames", ())]
    asking = len({item.path if "telling" in getattr(item, "fixturenames", ()) else item for item in quiet})
    if asking > FIRST_QUIET_YEAR - LAST_QUIET_YEAR + 1:
        raise pytest.UsageError(f"{asking} ask for a quiet year, more than there are: any_year serves most tests")


@pytest.fixture(scope="session")
def mail() -> Iterator[PostOffice]:
    """Return the mail server that the stack's reminders leave by."""
    with post_office() as office:
        yield office


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, mail: PostOffice) -> Iterator[Stack]:
    """Real PostgreSQL, real Kafka and every service, in a folder of their own; failpoints can be armed in each."""
    failpoints = tmp_path_factory.mktemp("failpoints")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FAILPOINTS", str(failpoints))
        environment.setenv("PYTHONPATH", str(ARMED), prepend=os.pathsep)
        told = {"HOST": "127.0.0.1", "PORT": str(mail.port), "SECURITY": "none"}
        for name, value in {**{f"SMTP_{name}": value for name, value in told.items()}, "MAIL_FROM": SENDER}.items():
            environment.setenv(name, value)
        started = local.start(tmp_path_factory.mktemp("stack") / "home")
    yield started
    started.remove()


@pytest.fixture(scope="session")
def failpoints(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001  it has made the folder
    """Return the folder in which failpoints are armed."""
    return tmp_path_factory.getbasetemp() / "failpoints0"


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real database for its owner: the stack's where one is needed anyway, else one alone."""
    if any("stack" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield request.getfixturevalue("stack").database_url("metrics", owner=True)
    elif named := servers.external_databases([DATABASE]):
        yield named.owner_urls[DATABASE]
    else:
        home = Home(tmp_path_factory.mktemp("postgres") / "home")
        home.path.mkdir()
        port = ports.settle(home, ("postgres",))["postgres"]
        own = servers.own_databases(home, port, [DATABASE])
        launch(Plan(home=str(home.path), programs=own.programs, gateway_url="", tied=True), lambda _: None)
        yield own.owner_urls[DATABASE]
        Stack(home.path).remove()


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
def any_year() -> Year:
    """Return a financial year of which others tell too, for whoever counts nothing in it."""
    return Year(FIRST_QUIET_YEAR + 1)


@pytest.fixture
def year(_quiet_years: Iterator[Year]) -> Year:
    """Return a financial year in which nobody else says anything."""
    return next(_quiet_years)
