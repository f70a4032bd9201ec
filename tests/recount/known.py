"""What stands of some events, and how things are joined: who is one person, who advised, what a course was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Event = Mapping[str, Any]
Stream = Sequence[Event]


class Known:
    """Accepted events, each stream's in its own order, without what was taken back.

    `long_over` counts nowhere any more, but whoever said it was heard.
    """

    def __init__(self, events: Iterable[Event], long_over: Iterable[Event] = ()) -> None:
        told = list(events)
        self.said = [*told, *long_over]
        streams: dict[str, list[Event]] = defaultdict(list)
        for event in told:
            streams[event["subject"]].append(event)
        self.streams = {subject: standing(stream) for subject, stream in streams.items()}
        self._one = self._people()

    def category(self, name: str) -> Iterator[tuple[str, Stream]]:
        """Yield the streams of a category of which something stands, by their identifiers."""
        for subject, stream in self.streams.items():
            category, _, identifier = subject.partition("/")
            if category == name and stream:
                yield identifier, stream

    def stream(self, subject: str) -> Stream:
        """Return what stands in a stream."""
        return self.streams.get(subject, [])

    def _people(self) -> dict[str, set[str]]:
        together: dict[str, set[str]] = {}
        for key, stream in self.category("person"):
            for merge in of_type(stream, "person.merged"):
                keys = together.get(key, {key}) | together.get(merge["data"]["into"], {merge["data"]["into"]})
                together.update(dict.fromkeys(keys, keys))
        return together

    def keys(self, key: str) -> set[str]:
        """Return every key of a person."""
        return self._one.get(key, {key})

    def person(self, key: str) -> str:
        """Return one name for a person, whichever key is given."""
        return min(self.keys(key))

    def was_adviser(self, key: str, day: date) -> bool:
        """Whether a person was registered as an adviser on a day; the day of retirement is not one."""
        return any(
            turn is not None and turn["type"] == "adviser.registered"
            for one in self.keys(key)
            for turn in [latest([event for event in self.stream(f"adviser/{one}") if on(event) <= day])]
        )

    def class_on(self, course: str, day: date) -> str | None:
        """Return the class of a course on a day; None while nobody has announced it."""
        stream = self.stream(f"course/{course}")
        announced = of_type(stream, "course.announced")
        if not announced:
            return None
        later = [one for one in of_type(stream, "course.reclassified") if on(one, "from") <= day]
        return str((later or announced)[-1]["data"]["class"])

    def is_of_ics(self, course: str) -> bool:
        """Whether a course is part of an ICS programme."""
        return any(one["data"]["ics_programme"] for one in of_type(self.stream(f"course/{course}"), "course.announced"))

    def members(self, day: date) -> set[str]:
        """Return who is a member on a day; the day of leaving is not one of membership."""
        found = set()
        for code, stream in self.category("organisation"):
            joined = [on(one) for one in of_type(stream, "organisation.joined")]
            left = [on(one) for one in of_type(stream, "organisation.left")]
            if joined and joined[-1] <= day and not (left and left[-1] <= day):
                found.add(code)
        return found


def standing(stream: Stream) -> list[Event]:
    """Return a stream without what was taken back, and without the takings back."""
    left: list[Event] = []
    for event in stream:
        if event["type"].endswith(".fact_withdrawn"):
            wrong = meant(event, left)
            left = [one for one in left if one is not wrong]
        else:
            left.append(event)
    return left


def meant(by: Event, said: Stream) -> Event | None:
    """Return which event is meant by its identifier: of several, one's own of the same source, else the last."""
    named = [one for one in said if one["id"] == by["data"]["event_id"]]
    own = [one for one in named if _who(one) == _who(by)]
    return (own or named or [None])[-1]


def _who(event: Event) -> tuple[str, str]:
    return event.get("organisation", ""), event["source"]


def of_type(stream: Stream, *types: str) -> list[Event]:
    """Return the events of these types, in their order."""
    return [event for event in stream if event["type"] in types]


def on(event: Event, field: str = "on") -> date:
    """Return a date field of an event."""
    return date.fromisoformat(event["data"][field])


def latest(stream: Stream, field: str = "on") -> Event | None:
    """Return the latest by its own date, then by its place in the stream."""
    # max() answers the first of equals, so it looks from the end.
    return max(reversed(stream), key=lambda event: on(event, field), default=None)


def first_day(year: str) -> date:
    """Return 1 April of a year such as 2022/23."""
    return date(int(year[:4]), 4, 1)


def last_day(year: str) -> date:
    """Return 31 March of a year such as 2022/23."""
    return date(int(year[:4]) + 1, 3, 31)
