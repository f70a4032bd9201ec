"""A resource in the library: a tool, a template, a guide, a poster, a story."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, said, told
from shared.contracts.event import Event, Recorded
from shared.contracts.training import ResourcePublished, ResourceWithdrawn
from shared.moments import london_day

TOUCHED_BY: frozenset[type[Event]] = frozenset({ResourcePublished, ResourceWithdrawn})


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the resource's entry, once it was published."""
    item: Item = {"id": subject.partition("/")[2]}
    for fact in told(facts, TOUCHED_BY):
        match fact.event:
            case ResourcePublished() as event:
                item |= {"organisation": fact.organisation, "published_on": london_day(fact.time), "tags": ()}
                item |= dict(said(event, "title", "kind", "url", "tags"))
                item |= {"status": "published", "withdrawn_on": None}
            case ResourceWithdrawn(on=day):
                item |= {"status": "withdrawn", "withdrawn_on": day}
    if "title" in item:
        yield Thing(
            name=subject,
            day=item["published_on"],
            item=item,
            owners=frozenset({item["organisation"]}),
            facets=facets(
                organisation=item["organisation"],
                kind=item["kind"],
                status=item["status"],
                tag=[tag.casefold() for tag in item["tags"]],
            ),
            words=Words(item["title"], " ".join(item["tags"])),
        )
