"""How questions are answered: what is not there, what cannot be asked, how fresh an answer is."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.stack import Stack
from tests.client import Door, eventually
from tests.journeys.projects import IMPROVEMENT, Year, finished
from tests.oracles import settled, written

MEASURE = "/v1/measures/modest-improvement"
READS = ["/v1/measures", MEASURE, f"{MEASURE}/organisations", f"{MEASURE}/evidence", "/v1/organisations", "/v1/years"]


@contextmanager
def paused(stack: Stack, name: str) -> Iterator[None]:
    """Let a process do nothing for a while."""
    process = stack.pids()[name]
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/v1/measures/happiness", "UnknownMeasure"),
        ("/v1/measures/happiness/organisations", "UnknownMeasure"),
        ("/v1/measures/happiness/evidence", "UnknownMeasure"),
        (f"{MEASURE}?organisation=XXX", "UnknownOrganisation"),
        (f"{MEASURE}?organisation=rgp", "UnknownOrganisation"),
        (f"{MEASURE}?organisation=%00", "UnknownOrganisation"),
        (f"{MEASURE}/evidence?organisation=XXX", "UnknownOrganisation"),
        ("/v1/measures?organisation=XXX", "UnknownOrganisation"),
        ("/v1/nothing", "NotFound"),
    ],
)
async def test_what_is_not_there_is_404(door: Door, path: str, type_: str) -> None:
    reply = await door.ask("GET", path, by="RGP")

    assert reply.problem == (404, type_, None)


@pytest.mark.parametrize("path", [read for read in READS if "measures" in read])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "2022"),
        ("year", "2022/24"),
        ("year", "2022-23"),
        ("year", ""),
        ("year", "٢٠٢٢/٢٣"),
        ("as_at", "yesterday"),
        ("as_at", "2026-01-01"),
        ("as_at", "2026-01-01T00:00:00"),
        ("as_at", "2999-01-01T00:00:00Z"),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_named(door: Door, path: str, name: str, value: str) -> None:
    reply = await door.ask("GET", path, by="RGP", params={name: value})

    assert reply.problem == (400, "MalformedParameter", name)


async def test_a_moment_in_the_future_cannot_be_asked_for(door: Door) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=1)

    reply = await door.ask("GET", MEASURE, by="RGP", params={"as_at": written(soon)})

    assert reply.problem == (400, "MalformedParameter", "as_at")


async def test_a_freshness_that_cannot_be_read_is_named(door: Door) -> None:
    reply = await door.ask("GET", MEASURE, by="RGP", headers={"X-Min-Fresh": "soon"})

    assert reply.problem == (400, "MalformedParameter", "X-Min-Fresh")


async def test_a_moment_with_its_plus_sign_left_bare_is_understood(door: Door, year: Year) -> None:
    last = (await door.accepted(finished(year, 3)))[-1]["recorded_at"]
    await door.counted(IMPROVEMENT, "RGP", year.name, min_fresh=last)
    bare = last.replace("Z", "+00:00")

    reply = await door.ask("GET", f"{MEASURE}?organisation=RGP&year={year.name}&as_at={bare}", by="RGP")

    assert (reply.status, reply.json["numerator"], reply.json["as_at"]) == (200, 1, last)


@pytest.mark.parametrize("path", READS)
async def test_nothing_is_read_without_a_token(door: Door, path: str) -> None:
    for authorization in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Bearer"}):
        reply = await door.ask("GET", path, headers=authorization)

        assert reply.problem[:2] == (401, "NotAuthenticated")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("path", "allowed"), [*((path, "GET") for path in READS), ("/v1/events", "POST")])
async def test_a_method_that_a_route_lacks_is_405_and_says_which_it_has(door: Door, path: str, allowed: str) -> None:
    for method in {"PUT", "DELETE", "PATCH", "POST", "GET"} - {allowed}:
        reply = await door.ask(method, path, by="RGP")

        assert reply.problem[:2] == (405, "MethodNotAllowed")
        assert allowed in reply.headers["Allow"].split(", ")


async def test_a_reader_who_has_the_answer_already_is_told_so_until_it_changes(
    stack: Stack, door: Door, year: Year
) -> None:
    await settled(stack)
    params = {"organisation": "RGP", "year": year.name}
    first = await door.ask("GET", MEASURE, by="RGP", params=params)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')

    same = await door.ask("GET", MEASURE, by="RGP", params=params, headers={"If-None-Match": tag})
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)
    assert same.headers["Fresh-As-Of"] >= first.json["fresh_as_of"]

    last = (await door.accepted(finished(year, 3)))[-1]["recorded_at"]
    headers = {"If-None-Match": tag, "X-Min-Fresh": last}
    changed = await door.ask("GET", MEASURE, by="RGP", params=params, headers=headers)
    assert (changed.status, changed.json["numerator"]) == (200, 1)
    assert changed.headers["ETag"] != tag


async def test_the_tag_does_not_change_with_freshness_alone(door: Door, year: Year) -> None:
    params = {"organisation": "RGP", "year": year.name}
    first = await door.ask("GET", MEASURE, by="RGP", params=params)

    async def fresher() -> bool:
        later = await door.ask("GET", MEASURE, by="RGP", params=params)
        assert later.headers["ETag"] == first.headers["ETag"]
        return bool(later.json["fresh_as_of"] > first.json["fresh_as_of"])

    await eventually(fresher, "an answer becomes fresher without anybody saying anything")


async def test_what_is_not_known_yet_is_said_to_be_stale_and_provisional(stack: Stack, door: Door, year: Year) -> None:
    with paused(stack, "projects-worker"):
        last = (await door.accepted(finished(year, 3)))[-1]["recorded_at"]

        stale = await door.measure(IMPROVEMENT, "RGP", year=year.name, min_fresh=last)
        assert stale["stale"] is True
        assert stale["fresh_as_of"] < last
        assert stale["numerator"] == 0

        provisional = await door.measure(IMPROVEMENT, "RGP", year=year.name, as_at=last)
        assert provisional["provisional"] is True
        assert provisional["numerator"] == 0

    async def known() -> bool:
        figure = await door.measure(IMPROVEMENT, "RGP", year=year.name, as_at=last, min_fresh=last)
        return "stale" not in figure and "provisional" not in figure and figure["numerator"] == 1

    await eventually(known, "the figure knows what was said", within=10)


async def test_evidence_adds_up_to_the_figure(door: Door, year: Year) -> None:
    for points in (3, 4.5, 2, None):
        last = (await door.accepted(finished(year, points)))[-1]["recorded_at"]
    figure = await door.measure(IMPROVEMENT, "RGP", year=year.name, min_fresh=last)

    evidence = await door.read(f"{MEASURE}/evidence", organisation="RGP", year=year.name)

    assert (evidence["counted"], evidence["not_counted"]) == (2, 2)
    assert (figure["numerator"], figure["denominator"]) == (2, 4)
    reasons = {(one["counted"], one["reason"]): one["count"] for one in evidence["reasons"]}
    assert reasons == {
        (True, "scored 3.0 or above"): 2,
        (False, "scored below 3.0"): 1,
        (False, "no score within 90 days of completion"): 1,
    }


async def test_a_figure_is_never_without_its_definition(door: Door) -> None:
    for item in (await door.read("/v1/measures"))["items"]:
        assert item["definition"]["words"]
        assert item["definition"]["version"] == item["figure"]["definition_version"]
        assert item["figure"]["fresh_as_of"]
        alone = await door.measure(item["slug"])
        assert alone["definition"] == item["definition"]
