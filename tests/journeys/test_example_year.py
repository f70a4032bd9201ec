"""The example year's figures, now and as they were known, equal a recount that shares no code with the platform."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pytest

from deploy.local.example.organisation import ORGANISATIONS
from deploy.local.example.submission import Submission
from deploy.local.example.submit import LONDON
from deploy.local.stack import Stack
from shared.moments import london_day
from tests.client import Door, Json
from tests.journeys.projects import SLUGS
from tests.oracles import CONTRACTS, Stored, settled, stored, written
from tests.recount.figures import STRATEGY, Recount
from tests.recount.known import Known, first_day, on
from tests.recount.projects import CLOSING

WHOSE = [None, *(organisation.code for organisation in ORGANISATIONS)]
FIRST = first_day("2022/23")
COMPLETED_BY_THE_SERVICE = {"project.carbon_estimated"}
"""What is kept with more than was said: the factors, and the saving that they make."""


def as_submitted(one: Stored) -> dict[str, Any]:
    """Return a stored fact as an event."""
    fact = one.fact
    return {"id": fact.id, "source": fact.source, "subject": fact.stream, "type": fact.event.type, "data": one.data}


@dataclass(frozen=True)
class Kept:
    """All that the stores hold."""

    facts: list[Stored]

    @cached_property
    def long_over(self) -> set[str]:
        """The projects that other tests closed before the example begins, which count in none of its years."""
        closed = {
            one.fact.stream for one in self.facts if one.fact.event.type in CLOSING and on(as_submitted(one)) < FIRST
        }
        return closed - {one.fact.stream for one in self.facts if one.fact.event.type == "project.reopened"}

    def at(self, moment: datetime) -> Recount:
        """Return everything that had been recorded by a moment, to be counted again."""
        told: dict[bool, list[Json]] = {True: [], False: []}
        for one in self.facts:
            if one.fact.recorded_at <= moment:
                said = {"organisation": one.fact.organisation, "recorded_on": london_day(one.fact.recorded_at)}
                told[one.fact.stream in self.long_over].append(as_submitted(one) | said)
        return Recount(Known(told[False], told[True]), london_day(moment))


def recounted(again: Recount, slug: str, organisation: str | None, year: str) -> Json:
    """Return what the interface has to say."""
    told = again.figure(slug, organisation or "", year)
    return {"slug": slug, "organisation": organisation, "year": year, **told}


async def read(door: Door, organisation: str | None, year: str, as_at: str | None = None) -> list[Json]:
    """Return the figures of the strategy."""
    page = await door.read("/v1/measures", organisation=organisation, year=year, as_at=as_at)
    return [one["figure"] for one in page["items"] if one["slug"] in STRATEGY]


@pytest.fixture(scope="module")
async def kept(stack: Stack, door: Door) -> Kept:  # noqa: ARG001  the example is in it
    await settled(stack)
    return Kept([one for service in CONTRACTS for one in await stored(stack, service)])


@pytest.fixture(scope="module")
async def years(door: Door, example: list[Submission]) -> list[str]:
    """Return the years of which the example tells, that have begun."""
    told = {each.day.year - (each.day.month < 4) for each in example}
    begun: list[str] = (await door.read("/v1/years"))["items"]
    return [year for year in begun if int(year[:4]) in told]


async def test_what_is_kept_is_what_was_submitted(kept: Kept, example: list[Submission]) -> None:
    everything = {(one.fact.source, one.fact.id): as_submitted(one) for one in kept.facts}

    for each in example:
        event: Json = each.event
        content = {name: event[name] for name in ("id", "source", "subject", "type", "data")}
        found = everything[event["source"], event["id"]]
        if event["type"] in COMPLETED_BY_THE_SERVICE:
            found["data"] = {name: value for name, value in found["data"].items() if name in event["data"]}
        assert found == content
    assert len(example) > 1_000


async def test_every_figure_is_what_a_recount_gives(door: Door, kept: Kept, years: list[str]) -> None:
    now = kept.at(datetime.now(LONDON))
    statuses: dict[str, set[str]] = {slug: set() for slug in STRATEGY}

    for year in years:
        for organisation in WHOSE:
            found = await read(door, organisation, year)
            assert {figure["slug"] for figure in found} == set(STRATEGY)
            for figure in found:
                expected = recounted(now, figure["slug"], organisation, year)
                assert {name: figure[name] for name in expected} == expected
                statuses[figure["slug"]].add(figure["status"])
    assert len(years) > 1
    for slug in SLUGS:
        assert statuses[slug] >= {"achieved", "not_achieved", "no_target"}
    assert all("no_target" in some for some in statuses.values())


@pytest.mark.parametrize("slug", STRATEGY)
async def test_side_by_side_the_figures_are_the_same(door: Door, kept: Kept, slug: str) -> None:
    now = kept.at(datetime.now(LONDON))
    side_by_side = await door.organisations(slug, year="2022/23")

    assert {one["organisation"] for one in side_by_side} >= set(WHOSE[1:])
    for one in side_by_side:
        expected = recounted(now, slug, one["organisation"], "2022/23")
        assert {name: one[name] for name in expected} == expected


@pytest.mark.parametrize("quarter", [1, 2, 3])
async def test_a_figure_as_known_at_a_moment_counts_what_had_been_recorded_by_then(
    door: Door, kept: Kept, example: list[Submission], quarter: int
) -> None:
    identities = {(str(each.event["source"]), str(each.event["id"])) for each in example}
    moments = sorted(one.fact.recorded_at for one in kept.facts if (one.fact.source, one.fact.id) in identities)
    moment = moments[len(moments) * quarter // 4]
    then, now = kept.at(moment), kept.at(datetime.now(LONDON))
    changed = set()

    for year in ("2022/23", "2026/27"):
        for organisation in (None, "RGP", "RMY"):
            for figure in await read(door, organisation, year, written(moment)):
                slug = figure["slug"]
                expected = recounted(then, slug, organisation, year)
                assert {name: figure[name] for name in expected} == expected
                assert "provisional" not in figure
                if expected != recounted(now, slug, organisation, year):
                    changed.add(slug)
    assert len(changed) > len(STRATEGY) / 2
