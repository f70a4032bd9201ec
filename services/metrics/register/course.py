"""A course in the library."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, said, told
from shared.contracts.event import Event, Recorded
from shared.contracts.training import CourseAnnounced, CourseReclassified
from shared.moments import london_day

TOUCHED_BY: frozenset[type[Event]] = frozenset({CourseAnnounced, CourseReclassified})


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the course's entry, once it was announced."""
    item: Item = {"id": subject.partition("/")[2]}
    day = None
    for fact in told(facts, TOUCHED_BY):
        match fact.event:
            case CourseAnnounced(class_=class_) as event:
                day = london_day(fact.time)
                item |= {
                    "announced_on": day,
                    "level": None,
                    "reclassified": [],
                    **dict(said(event, "title", "provider_organisation", "ics_programme", "level")),
                    "announced_class": class_,
                }
            case CourseReclassified(class_=class_, from_=since):
                item["reclassified"] = [*item["reclassified"], {"class": class_, "from": since}]
    if day is not None:
        yield Thing(
            name=subject,
            day=day,
            item=item,
            owners=frozenset({item["provider_organisation"]}),
            facets=facets(organisation=item["provider_organisation"], ics_programme=item["ics_programme"]),
            words=Words(item["title"], item["level"] or ""),
        )
