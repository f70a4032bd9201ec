"""A session of a course in the calendar: when it is, and which of its places are taken."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.metrics.register.thing import Item, Thing, facets, told
from shared.contracts.event import Event, Recorded
from shared.contracts.training import (
    SessionAttended,
    SessionCancelled,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlacesReserved,
    SessionPlaceWithdrawn,
    SessionScheduled,
)

TOUCHED_BY: frozenset[type[Event]] = frozenset(
    {
        SessionScheduled, SessionPlacesReserved, SessionPlaceOffered, SessionPlaceAccepted, SessionPlaceDeclined,
        SessionPlaceExpired, SessionPlaceWithdrawn, SessionAttended, SessionCancelled,
    }
)  # fmt: skip


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the session's entry, once it was scheduled."""
    item: Item = {"id": subject.partition("/")[2]}
    reserved: dict[str, int] = {}
    places: dict[int, list[str]] = {}
    attended: set[str] = set()
    for fact in told(facts, TOUCHED_BY):
        match fact.event:
            case SessionScheduled(course=course, starts_on=starts, ends_on=ends, places=number):
                item |= {"course": course, "starts_on": starts, "ends_on": ends, "places": number}
                item |= {"organisation": fact.organisation, "status": "scheduled", "cancelled_on": None}
            case SessionPlacesReserved(organisation=code, places=number):
                reserved[code] = number
            case SessionAttended(person=key):
                attended.add(key)
            case SessionCancelled(on=day):
                item |= {"status": "cancelled", "cancelled_on": day}
            case event:
                _take(places, event)
    if "course" in item:
        yield _session(subject, item, reserved, places, len(attended))


def _take(places: dict[int, list[str]], event: Event) -> None:
    """Take in what became of a place: each place has its offers, with the answer to each, that were not withdrawn."""
    match event:
        case SessionPlaceOffered(place=place):
            places.setdefault(place, []).append("offered")
        case SessionPlaceAccepted(place=place):
            places.setdefault(place, [])[-1:] = ["accepted"]
        case SessionPlaceDeclined(place=place) | SessionPlaceExpired(place=place):
            places.setdefault(place, [])[-1:] = ["free"]
        case SessionPlaceWithdrawn(place=place):
            del places.setdefault(place, [])[-1:]
        case _:
            pass


def _session(subject: str, item: Item, reserved: dict[str, int], places: dict[int, list[str]], attended: int) -> Thing:
    cancelled = item["status"] == "cancelled"
    answers = [] if cancelled else [offers[-1] for offers in places.values() if offers]
    offered, accepted = answers.count("offered"), answers.count("accepted")
    free = 0 if cancelled else item["places"] - offered - accepted
    return Thing(
        name=subject,
        day=item["starts_on"],
        item=item
        | {"reserved": [{"organisation": code, "places": reserved[code]} for code in sorted(reserved)]}
        | {"offered": offered, "accepted": accepted, "free": free, "attended": attended},
        owners=frozenset({item["organisation"]}),
        during=((item["starts_on"], item["ends_on"]),),
        facets=facets(organisation=item["organisation"], course=item["course"], status=item["status"]),
        words_of=f"course/{item['course']}",
    )
