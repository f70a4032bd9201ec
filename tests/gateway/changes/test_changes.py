"""`GET /v1/changes`: each figure when it changes, as its reader may see it, from exactly where they left off."""

import asyncio
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from services.gateway.changes import hub
from services.gateway.changes import stream as streams
from tests.client import Door, Json
from tests.gateway.beside import gateway
from tests.gateway.changes.listening import Told, listening, of
from tests.journeys.projects import IMPROVEMENT, Year, finished
from tests.journeys.test_who_sees_what import fact

SYSTEM = "ICS"


def without_freshness(figure: Json) -> Json:
    return {name: value for name, value in figure.items() if name not in {"fresh_as_of", "definition", "agreement"}}


async def changed(door: Door, year: Year, points: float = 3.5, by: str = "RGP") -> None:
    """Say what moves the first measure of an organisation by one."""
    await door.accepted(finished(year, points, lead=by), by)


async def test_a_figure_comes_when_it_changes_as_it_is_read_everywhere_else(door: Door, year: Year) -> None:
    async with listening(door) as listener:
        await changed(door, year)
        told = (await listener.until(of(IMPROVEMENT, "RGP", year.name)))[-1]

    assert told.event == "figure"
    read = await door.measure(IMPROVEMENT, "RGP", year=year.name, by="RGP", min_fresh=told.data["fresh_as_of"])
    assert without_freshness(told.data) == without_freshness(read)
    assert (told.data["numerator"], told.data["denominator"]) == (1, 1)


async def test_from_any_position_exactly_what_came_after_it_comes(door: Door, year: Year) -> None:
    told: list[Told] = []
    async with listening(door) as listener:
        for number in range(1, 4):
            await changed(door, year)
            told += await listener.until(of(IMPROVEMENT, None, year.name, number))

    for place, one in enumerate(told[:-1]):
        async with listening(door, after=one.id) as again:
            assert [await again.next() for _ in told[place + 1 :]] == told[place + 1 :]


async def test_so_it_does_at_another_replica_and_after_everything_was_restarted(
    stack: Stack, door: Door, year: Year
) -> None:
    async with listening(door) as listener:
        await changed(door, year)
        [*_, last] = await listener.until(of(IMPROVEMENT, None, year.name, 1))
        await changed(door, year)
        after = await listener.until(of(IMPROVEMENT, None, year.name, 2))

    async with gateway(stack, door) as beside, listening(beside, after=last.id) as there:
        assert [await there.next() for _ in after] == after

    for name in ("metrics-worker", "metrics-api", "gateway"):
        stack.wait_until_back(name, stack.kill(name))
    async with listening(door, after=last.id) as later:
        assert [await later.next() for _ in after] == after
        await changed(door, year)
        assert (await later.until(of(IMPROVEMENT, None, year.name, 3)))[-1].data["denominator"] == 3


@pytest.mark.parametrize("position", ["0", "1", "nothing", "-1", "9" * 18, "9" * 30, "1.5", "% "])
async def test_what_is_no_position_or_too_old_a_one_is_answered_with_a_reset(
    door: Door, any_year: Year, position: str
) -> None:
    async with listening(door, after=position) as listener:
        first = await listener.next()
        assert first is not None
        assert (first.event, first.data) == ("reset", {})
        await changed(door, any_year)
        await listener.until(of(IMPROVEMENT, "RGP", any_year.name))

    async with listening(door, after=first.id) as again:
        assert (await again.until(of(IMPROVEMENT, "RGP", any_year.name)))[0].event == "figure"


def trained(year: Year, person: str, course: str, by: str) -> Json:
    return fact(f"person/{person}", "training.completed", course=course, organisation=by, completed_on=year.day(9)) | {
        "source": f"urn:nhs:ods:{by}:tests"
    }


def course() -> tuple[str, Json]:
    key = str(uuid4())
    said = fact(
        f"course/{key}", "course.announced", title="QI for all", class_="qi_fundamentals", provider_organisation="RGP",
        ics_programme=False,
    )  # fmt: skip
    return key, said


async def test_of_others_people_nothing_is_told_while_the_number_is_hidden(door: Door, year: Year) -> None:
    key, announced = course()
    await door.accepted([announced])
    slug, told = "people-trained", dict[str, list[Told]]()
    async with AsyncExitStack() as stack:
        readers = {by: await stack.enter_async_context(listening(door, by)) for by in ("RGP", "RM1", SYSTEM)}
        for number in range(1, 5):
            await door.accepted([trained(year, str(uuid4()), key, "RM1")], "RM1")
            for by, one in readers.items():
                told.setdefault(by, []).extend(await one.until(of(slug, None, year.name, number)))
        await changed(door, year)
        for by, one in readers.items():
            told[by] += await one.until(of(IMPROVEMENT, None, year.name, 1))

    of_rm1 = {by: [one.data for one in told[by] if of(slug, "RM1", year.name)(one)] for by in told}
    assert [one["numerator"] for one in of_rm1["RM1"]] == [1, 2, 3, 4]
    assert [one["numerator"] for one in of_rm1[SYSTEM]] == [1, 2, 3, 4]
    assert [(one["numerator"], one["suppressed"]) for one in of_rm1["RGP"]] == [(None, True)]


async def test_who_it_is_for_is_asked_first(door: Door) -> None:
    assert (await door.ask("GET", "/v1/changes")).problem == (401, "NotAuthenticated", None)
    asked = await door.ask("GET", "/v1/changes", by="RGP", headers={"Accept": "application/json"})
    assert asked.problem == (406, "NotAcceptable", None)


async def test_a_quiet_stream_says_that_it_is_there(stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub.BEAT_SECONDS <= 15
    monkeypatch.setattr(hub, "BEAT_SECONDS", 0.01)
    async with gateway(stack, door) as beside, listening(beside) as listener:
        for _ in range(3):
            await listener.begun()
    assert listener.comments == 4


async def test_whoever_listens_is_let_go_when_the_gateway_stops(stack: Stack, door: Door) -> None:
    async with AsyncExitStack() as readers:
        async with gateway(stack, door) as beside:
            listeners = [await readers.enter_async_context(listening(beside)) for _ in range(20)]
        assert [await one.next() for one in listeners] == [None] * 20


async def test_nobody_listens_longer_than_they_have_shown_who_they_are(
    stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0.05)
    async with gateway(stack, door) as beside, listening(beside) as listener:
        assert await listener.next() is None


async def test_only_so_many_listen_for_one(stack: Stack, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MOST_OF_ONE", 2)
    async with gateway(stack, door) as beside:
        async with listening(beside), listening(beside), listening(beside, "RM1"):
            reply = await beside.ask("GET", "/v1/changes", by="RGP")
        assert reply.problem == (429, "TooManyRequests", None)
        async with listening(beside), listening(beside):
            pass


async def test_a_thousand_listeners_are_told_at_once(stack: Stack, door: Door, any_year: Year) -> None:
    async with gateway(stack, door) as beside, AsyncExitStack() as readers:
        enter = readers.enter_async_context
        listeners = [await enter(listening(beside, by)) for by in ("RGP", "RM1", "RMY", SYSTEM) for _ in range(250)]
        await changed(door, any_year)
        told = await asyncio.gather(*(one.until(of(IMPROVEMENT, None, any_year.name)) for one in listeners))

    assert len({tuple(one.id for one in some) for some in told}) == 1


async def test_a_page_is_told_the_parts_that_show_a_figure(door: Door, year: Year) -> None:
    async with listening(door, path="/live") as listener:
        await changed(door, year)
        told = (await listener.until(lambda one: one.data.get("key") == f"{IMPROVEMENT} RGP {year.name}"))[-1]

    parts = told.data["parts"]
    assert parts["headline"] == "100.00%"
    assert parts["detail"] == "1 of 1"
    assert 'data-word="' in parts["status"]
    assert parts["numerator"] == "1"
