"""A QI café in the calendar: planned, held or cancelled."""

from collections.abc import Iterable, Iterator
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, said, told
from shared.contracts.event import Event, Recorded
from shared.contracts.training import CafeCancelled, CafeHeld, CafeScheduled

TOUCHED_BY: frozenset[type[Event]] = frozenset({CafeScheduled, CafeHeld, CafeCancelled})


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the café's entry, once it was scheduled."""
    item: Item = {"id": subject.partition("/")[2]}
    for fact in told(facts, TOUCHED_BY):
        match fact.event:
            case CafeScheduled() as event:
                item |= dict.fromkeys(("topic", "attendance", "organisations_attending"))
                item |= {"status": "scheduled", **dict(said(event, "on", "hosts", "topic", "open_to_all_staff"))}
            case CafeHeld() as event:
                item |= {"status": "held", **dict(said(event, "on", "attendance", "organisations_attending"))}
            case CafeCancelled():
                item |= {"status": "cancelled"}
    if "hosts" in item:
        yield Thing(
            name=subject,
            day=item["on"],
            item=item,
            owners=frozenset(item["hosts"]),
            facets=facets(
                organisation=item["hosts"], status=item["status"], open_to_all_staff=item["open_to_all_staff"]
            ),
            words=Words(item["topic"] or ""),
        )
