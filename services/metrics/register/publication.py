"""A publication in the library: one entry, whoever recorded it and how often."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import UNSET

from services.metrics.register.thing import Item, Thing, Words, facets, told
from shared.contracts.event import Event, Recorded
from shared.contracts.publication import PublicationRecorded, PublicationRetracted

TOUCHED_BY: frozenset[type[Event]] = frozenset({PublicationRecorded, PublicationRetracted})


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the publication's entry: of the records that stand, or, when none does, of all as retracted."""
    records: dict[str, PublicationRecorded] = {}
    retracted: set[str] = set()
    said_by: dict[str, set[str]] = defaultdict(set)
    for fact in sorted(told(facts, TOUCHED_BY), key=lambda one: (one.recorded_at, one.stream, one.version)):
        match fact.event:
            case PublicationRecorded() as record:
                records[fact.stream] = record
                said_by[fact.stream].add(fact.organisation)
            case PublicationRetracted():
                retracted.add(fact.stream)
            case _:
                pass
    standing = {stream: one for stream, one in records.items() if stream not in retracted}
    if records:
        shown = standing or records
        by = frozenset(code for stream in shown for code in said_by[stream])
        yield _publication(subject, shown, by, "published" if standing else "retracted")


def _publication(subject: str, records: dict[str, PublicationRecorded], by: frozenset[str], status: str) -> Thing:
    first = next(iter(records.values()))
    organisations = sorted({code for one in records.values() for code in one.organisations})
    item: Item = {
        "id": subject.partition("/")[2],
        "title": first.title,
        "journal": first.journal,
        "kind": first.kind,
        "doi": None if first.doi is UNSET else first.doi,
        "published_on": min(one.published_on for one in records.values()),
        "organisations": organisations,
        "relevant": any(one.relevant for one in records.values()),
        "projects": sorted({one.project for one in records.values() if one.project is not UNSET}),
        "status": status,
        "records": sorted(records),
    }
    return Thing(
        name=subject,
        day=item["published_on"],
        item=item,
        owners=by,
        facets=facets(
            organisation=organisations,
            kind=sorted({one.kind for one in records.values()}),
            relevant=item["relevant"],
            status=status,
            project=item["projects"],
        ),
        words=Words(first.title, first.journal),
    )
