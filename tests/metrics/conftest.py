"""One read side of its own for all tests of the measures, emptied before each."""

from collections.abc import AsyncIterator

import pytest

from tests.metrics.readside import ReadSide, read_side


@pytest.fixture(scope="session")
async def one_read_side(postgres: str) -> AsyncIterator[ReadSide]:
    """Return a read side that is made once, and may hold what the test before has told it."""
    async with read_side(postgres) as made:
        yield made


@pytest.fixture
async def side(one_read_side: ReadSide) -> ReadSide:
    """Return a read side that knows nothing."""
    await one_read_side.clear()
    return one_read_side
