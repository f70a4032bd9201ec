"""The example year's figures, now and as they were known, equal a recount that shares no code with the platform."""

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from deploy.local.example.organisation import ORGANISATIONS
from deploy.local.example.submission import Submission
from deploy.local.example.submit import LONDON
from deploy.local.stack import Stack
from tests.client import Door, Json
from tests.deploy.example.recount import CLOSING, first_day, joinable, last_day, on, recount, status
from tests.journeys.projects import IMPROVEMENT, SLUGS
from tests.oracles import Stored, settled, stored, written

WHOSE = [None, *(organisation.code for organisation in ORGANISATIONS)]
FIRST = first_day("2022/23")
COMPLETED_BY_THE_SERVICE = {"project.carbon_estimated"}
"""What is kept with more than was said: the factors, and the saving that they make."""
STRATEGY = {("modest-improvement", "RGP", "2022/23"): 75, ("patient-involvement", "RGP", "2022/23"): 20}


def as_submitted(one: Stored) -> dict[str, Any]:
    """Return a stored fact as an event."""
    fact = one.fact
    return {"id": fact.id, "source": fact.source, "subject": fact.stream, "type": fact.event.type, "data": one.data}


def needed(slug: str, figure: tuple[int, int], target: int | None) -> int | None:
    """Return the smallest number of further things that reach the target, by trying."""
    numerator, denominator = figure
    if target is None or denominator == 0:
        return None
    joins = slug == IMPROVEMENT
    if joins and target == 100 and numerator < denominator:
        return None
    more = 0
    while Fraction(numerator + more, denominator + (more if joins else 0)) < Fraction(target, 100):
        more += 1
    return more


class Record:
    """Everything that had been recorded by a moment, counted again."""

    def __init__(self, projects: list[Stored], agreements: list[Stored], moment: datetime) -> None:
        self.events = [as_submitted(one) for one in projects if one.fact.recorded_at <= moment]
        self.day = moment.astimezone(LONDON).date()
        self.targets = dict(STRATEGY)
        for one in agreements:
            if one.fact.event.type == "measure.target_set" and one.fact.recorded_at <= moment:
                slug = one.fact.stream.split("/")[1]
                self.targets[slug, one.data["organisation"], one.data["financial_year"]] = one.data["target"]

    def figure(self, slug: str, organisation: str | None, year: str) -> Json:
        """Return what the interface has to say."""
        counted = recount(self.events, slug, organisation, year, as_at_day=self.day)
        target = self.targets.get((slug, organisation or "", year))
        could_join = joinable(self.events, organisation or "", as_at_day=self.day) if slug == IMPROVEMENT else None
        closed = self.day > last_day(year)
        return {
            "slug": slug,
            "organisation": organisation,
            "year": year,
            "numerator": counted[0],
            "denominator": counted[1],
            "value": percentage(counted),
            "target": None if target is None else str(target),
            "status": status(counted, target, could_join=could_join, closed=closed),
            "needed": needed(slug, counted, target),
        }


def percentage(counted: tuple[int, int]) -> str | None:
    """Return two decimals, rounded half up."""
    if counted[1] == 0:
        return None
    return f"{int(Fraction(counted[0] * 10_000, counted[1]) + Fraction(1, 2)) / 100:.2f}"


@pytest.fixture(scope="module")
async def kept(stack: Stack, door: Door) -> tuple[list[Stored], list[Stored]]:  # noqa: ARG001  the example is in it
    await settled(stack)
    projects = await stored(stack, "projects")
    long_closed = {
        one.fact.stream for one in projects if one.fact.event.type in CLOSING and on(as_submitted(one)) < FIRST
    }
    reopened = {one.fact.stream for one in projects if one.fact.event.type == "project.reopened"}
    # What other tests closed before the example begins counts in none of its years.
    passed_over = long_closed - reopened
    return [one for one in projects if one.fact.stream not in passed_over], await stored(stack, "metrics")


@pytest.fixture(scope="module")
async def years(door: Door, example: list[Submission]) -> list[str]:
    """Return the years of which the example tells, that have begun."""
    told = {each.day.year - (each.day.month < 4) for each in example}
    begun: list[str] = (await door.read("/v1/years"))["items"]
    return [year for year in begun if int(year[:4]) in told]


async def test_what_is_kept_is_what_was_submitted(
    stack: Stack, kept: tuple[list[Stored], list[Stored]], example: list[Submission]
) -> None:
    facts = (*kept[0], *kept[1], *await stored(stack, "training"))
    everything = {(one.fact.source, one.fact.id): as_submitted(one) for one in facts}

    for each in example:
        event: Json = each.event
        content = {name: event[name] for name in ("id", "source", "subject", "type", "data")}
        found = everything[event["source"], event["id"]]
        if event["type"] in COMPLETED_BY_THE_SERVICE:
            found["data"] = {name: value for name, value in found["data"].items() if name in event["data"]}
        assert found == content
    assert len(example) > 1_000


@pytest.mark.parametrize("slug", SLUGS)
async def test_every_figure_is_what_a_recount_gives(
    door: Door, kept: tuple[list[Stored], list[Stored]], years: list[str], slug: str
) -> None:
    now = Record(*kept, datetime.now(LONDON))
    statuses = set()

    for year in years:
        for organisation in WHOSE:
            figure = await door.measure(slug, organisation, year=year)
            expected = now.figure(slug, organisation, year)
            assert {name: figure[name] for name in expected} == expected
            statuses.add(figure["status"])
        side_by_side = await door.organisations(slug, year=year)
        assert {one["organisation"] for one in side_by_side} >= set(WHOSE[1:])
        for one in side_by_side:
            expected = now.figure(slug, one["organisation"], year)
            assert {name: one[name] for name in expected} == expected
    assert len(years) > 1
    assert {"achieved", "not_achieved", "no_target"} <= statuses


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("quarter", [1, 2, 3])
async def test_a_figure_as_known_at_a_moment_counts_what_had_been_recorded_by_then(
    door: Door, kept: tuple[list[Stored], list[Stored]], example: list[Submission], slug: str, quarter: int
) -> None:
    identities = {(str(each.event["source"]), str(each.event["id"])) for each in example}
    moments = [one.fact.recorded_at for one in kept[0] if (one.fact.source, one.fact.id) in identities]
    moment = moments[len(moments) * quarter // 4]
    then, now = Record(*kept, moment), Record(*kept, datetime.now(LONDON))
    whole: list[tuple[Json, Json]] = []

    for year in ("2022/23", "2026/27"):
        for organisation in (None, "RGP", "RMY"):
            figure = await door.measure(slug, organisation, year=year, as_at=written(moment))
            expected = then.figure(slug, organisation, year)
            assert {name: figure[name] for name in expected} == expected
            assert "provisional" not in figure
            whole.append((expected, now.figure(slug, organisation, year)))
    assert any(before != after for before, after in whole)
