"""An organisation says by mistake that it leaves, and takes it back."""

from collections.abc import Iterator
from datetime import date

from deploy.local.example.plan import WRITTEN_IN
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

WHO = "RYC"
# A Saturday: nobody else says anything, so that no fact falls between the two.
DAY = date(WRITTEN_IN, 4, 4)


def told(year: int) -> Iterator[Submission]:
    """Yield both in the year in which the boundaries of the systems changed."""
    if year == WRITTEN_IN:
        subject = f"organisation/{WHO}"
        left = Said("left", "organisation.left", DAY, {"on": DAY.isoformat()})
        reason = "We work with the new system as well; we have not left."
        yield from spoken(WHO, subject, [left, taken_back(left, identifier(subject, "left"), DAY, reason)])
