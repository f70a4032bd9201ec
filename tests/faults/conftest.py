"""What the tests that break things tell meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.faults.submission import BATCHES, submission
from tests.journeys.projects import Said, Year


@dataclass
class Telling:
    """Tells of one year again and again, and remembers all of it: that is what has to be counted."""

    year: Year
    events: list[Said] = field(default_factory=list)

    def batches(self, count: int = BATCHES) -> list[list[Said]]:
        """Return batches of a hundred new facts."""
        told = submission(self.year, count)
        self.events += [event for batch in told for event in batch]
        return told


@pytest.fixture(scope="module")
def telling(_quiet_years: Iterator[Year]) -> Telling:
    """Return who tells of one year for all tests of a module: it closes within it whatever it begins."""
    return Telling(next(_quiet_years))
