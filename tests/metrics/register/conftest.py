"""One read side for all tests of the register, emptied before each."""

from collections.abc import AsyncIterator

import pytest

from tests.metrics.readside import ReadSide, read_side
from tests.metrics.register.library import Library


@pytest.fixture(scope="session")
async def shelf(postgres: str) -> AsyncIterator[ReadSide]:
    """Return a read side that is made once, and may hold what the test before has told it."""
    async with read_side(postgres, {}) as made:
        yield made


@pytest.fixture
async def library(shelf: ReadSide) -> Library:
    """Return a register and a library in which there is nothing."""
    await shelf.connection.execute("TRUNCATE facts, refers, accepted_days, things, words")
    shelf.projector.forget()
    return Library(shelf)
