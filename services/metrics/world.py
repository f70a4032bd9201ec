"""What is known at one moment of everything that a measure may ask about."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from services.metrics.references import Connections
from services.metrics.subjects import KINDS
from services.metrics.subjects.adviser import Adviser
from services.metrics.subjects.course import Course
from services.metrics.subjects.organisation import Organisation
from services.metrics.subjects.person import Person


class World:
    """Looks at subjects by name; one of which nothing is known is as it was before any fact."""

    def __init__(self, states: Mapping[str, Any], connections: Connections) -> None:
        self.states, self.connections = states, connections

    def course(self, identifier: str) -> Course:
        """Return what is known of a course."""
        return cast("Course", self.of(f"course/{identifier}"))

    def person(self, key: str) -> str:
        """Return the key that stands for a person: of all that are merged now, the first by name."""
        return min(self._merged(key))

    def was_adviser(self, key: str, day: date) -> bool:
        """Return whether a person was a registered adviser on a day, under whichever of their keys."""
        return self.adviser_of(key, day) is not None

    def adviser_of(self, key: str, day: date) -> str | None:
        """Return with which organisation a person was registered as an adviser on a day, if with any."""
        advisers = (cast("Adviser", self.of(f"adviser/{one}")) for one in sorted(self._merged(key)))
        return next((code for adviser in advisers if (code := adviser.registered_on(day)) is not None), None)

    def adviser_days(self, key: str) -> list[date]:
        """Return the days on which a person was registered as an adviser, or retired."""
        advisers = (cast("Adviser", self.of(f"adviser/{one}")) for one in self._merged(key))
        return [day for adviser in advisers for day, _ in adviser.turns]

    def was_member(self, code: str, day: date) -> bool:
        """Return whether an organisation was a member on a day."""
        return cast("Organisation", self.of(f"organisation/{code}")).member_on(day)

    def of(self, subject: str) -> Any:
        """Return what is known of a subject."""
        known = self.states.get(subject)
        return KINDS[subject.partition("/")[0]].initial if known is None else known

    def _merged(self, key: str) -> set[str]:
        if key not in self.connections.neighbours:
            return {key}
        found, ahead = {key}, [key]
        while ahead:
            one = ahead.pop()
            new = {other for other in self.connections.neighbours[one] - found if self._are_one(one, other)}
            found |= new
            ahead += new
        return found

    def _are_one(self, one: str, other: str) -> bool:
        into = cast("Person", self.of(f"person/{one}")).merged_into
        return other in into or one in cast("Person", self.of(f"person/{other}")).merged_into
