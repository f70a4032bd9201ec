"""A proven innovation in the library, with how far each site is with it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from services.metrics.register.thing import Item, Thing, Words, facets, said, told
from services.metrics.subjects.innovation import SPREAD_SITES
from shared.contracts.event import Event, Recorded
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached
from shared.moments import london_day

TOUCHED_BY: frozenset[type[Event]] = frozenset({InnovationRegistered, InnovationStageReached})
_Place = tuple[str, str]
_Reached = tuple[date, int, str]


def things(subject: str, facts: Iterable[Recorded], _: Any) -> Iterator[Thing]:
    """Yield the innovation's entry, once it was registered. Where a site stands is what is latest by its own date."""
    item: Item = {"id": subject.partition("/")[2]}
    sites: dict[_Place, _Reached] = {}
    for fact in told(facts, TOUCHED_BY):
        match fact.event:
            case InnovationRegistered() as event:
                item |= {"organisation": fact.organisation, "registered_on": london_day(fact.time)}
                item |= {"spread_sites": SPREAD_SITES}
                item |= dict(said(event, "title", "programme", "evidence_url", "spread_sites"))
            case InnovationStageReached(organisation=code, site=site, stage=stage, on=day):
                reached = (day, fact.version, stage)
                sites[code, site] = max(sites.get((code, site), reached), reached)
    if "title" in item:
        yield _innovation(subject, item, sites)


def _innovation(subject: str, item: Item, sites: dict[_Place, _Reached]) -> Thing:
    stages = {(code, stage) for (code, _), (_, _, stage) in sites.items()}
    return Thing(
        name=subject,
        day=item["registered_on"],
        item=item
        | {
            "sites": [
                {"organisation": code, "site": site, "stage": stage, "on": day}
                for (code, site), (day, _, stage) in sorted(sites.items())
            ]
        },
        owners=frozenset({item["organisation"]}),
        facets=facets(
            organisation={code for code, _ in stages},
            stage={stage for _, stage in stages} | {f"{code}:{stage}" for code, stage in stages},
        ),
        words=Words(item["title"], item["programme"]),
    )
