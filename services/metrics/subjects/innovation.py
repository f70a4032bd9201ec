"""What is known of one proven innovation: which sites of which organisation use it."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from msgspec import UNSET

from shared.contracts.event import Recorded
from shared.contracts.innovation import InnovationRegistered, InnovationStageReached

SPREAD_SITES = 2
"""How many sites in use make an innovation spread, unless its registration says otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """A site that adopted or discontinued it."""

    organisation: str
    site: str
    on: date
    place: int
    adopted: bool


@dataclass(frozen=True)
class Innovation:
    """An innovation and its steps, in the order in which they were said."""

    id: str = ""
    spread_sites: int = SPREAD_SITES
    steps: tuple[Step, ...] = ()

    @cached_property
    def organisations(self) -> list[str]:
        """Who has adopted it anywhere, by code."""
        return sorted({step.organisation for step in self.steps})

    @cached_property
    def _by_site(self) -> dict[str, list[list[Step]]]:
        """The steps of each organisation's sites, by their own date."""
        sites: dict[tuple[str, str], list[Step]] = {}
        for step in sorted(self.steps, key=lambda one: (one.on, one.place)):
            sites.setdefault((step.organisation, step.site), []).append(step)
        found: dict[str, list[list[Step]]] = {}
        for (organisation, _), steps in sites.items():
            found.setdefault(organisation, []).append(steps)
        return found

    @cached_property
    def _used(self) -> dict[str, tuple[list[date], list[list[date]]]]:
        """For each organisation, the days of its steps, and since when its sites were in use from each of them on."""
        found = {}
        for organisation, sites in self._by_site.items():
            days = sorted({step.on for steps in sites for step in steps})
            found[organisation] = (days, [_in_use(sites, day) for day in days])
        return found

    def in_use(self, organisation: str, day: date) -> list[date]:
        """Return, for each of the organisation's sites in use on a day, since when it is; the earliest first."""
        days, used = self._used.get(organisation, ([], []))
        last = bisect_right(days, day)
        return used[last - 1] if last else []

    def spread_on(self, organisation: str, day: date) -> date | None:
        """Return when it was spread in an organisation, as it stands on a day; None while it is not."""
        sites = self.in_use(organisation, day)
        return sites[self.spread_sites - 1] if len(sites) >= self.spread_sites else None


def _in_use(sites: list[list[Step]], day: date) -> list[date]:
    found = (_since(steps, day) for steps in sites)
    return sorted(since for since in found if since is not None)


def _since(steps: list[Step], day: date) -> date | None:
    since = None
    for step in steps:
        if step.on > day:
            break
        since = (since or step.on) if step.adopted else None
    return since


def evolve(innovation: Innovation, fact: Recorded) -> Innovation:
    """Return what is known of the innovation after a fact."""
    match fact.event:
        case InnovationRegistered(spread_sites=sites):
            needed = SPREAD_SITES if sites is UNSET else sites
            return replace(innovation, id=fact.stream.partition("/")[2], spread_sites=needed)
        case InnovationStageReached(organisation=code, site=site, stage=("adopted" | "discontinued") as stage, on=day):
            step = Step(code, site, day, fact.version, stage == "adopted")
            return replace(innovation, steps=(*innovation.steps, step))
        case _:
            return innovation
