"""The library and the calendar: courses, sessions, cafés, resources, innovations, publications, learning."""

from datetime import date
from typing import Any

import pytest

from shared.contracts.agreements import OrganisationJoined
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.innovation import InnovationStageReached
from shared.contracts.training import (
    TRAINING,
    CafeHeld,
    CourseReclassified,
    ResourcePublished,
    ResourceWithdrawn,
    SessionAttended,
)
from tests.given import BEGINNING, Said, recorded, said
from tests.metrics.register.library import Library
from tests.projects.facts import innovation, learned, published, reached, registered, retracted
from tests.training.facts import (
    COURSE,
    accepted,
    announced,
    cafe,
    cafe_cancelled,
    declined,
    held,
    offered,
    reserved,
    scheduled,
    session_cancelled,
    withdrawn,
)


def key(number: int) -> str:
    return f"0190f3b2-0000-7000-8000-{number:012}"


def told(category: str, number: int, *history: Event | Said) -> list[Recorded]:
    return recorded(history, f"{category}/{key(number)}")


def joined(*codes: str) -> list[Recorded]:
    event = OrganisationJoined(name="Trust", kind="acute", on=BEGINNING.date())
    return [fact for code in codes for fact in recorded([event], f"organisation/{code}")]


def taken_back(category: str, event_id: str) -> FactWithdrawn:
    kind = TRAINING.types[f"{category}.fact_withdrawn"][1]
    event = kind(event_id=event_id, reason="Said in error.")
    assert isinstance(event, FactWithdrawn)
    return event


def people(number: int) -> list[SessionAttended]:
    return [SessionAttended(person=key(n), organisation="RGP") for n in range(number)]


async def test_a_session_says_which_of_its_places_are_free(library: Library) -> None:
    history = [scheduled(4), reserved(2), reserved(1), offered(1), accepted(1), offered(2), declined(2), offered(2)]
    await library.knows(
        *recorded([announced()], f"course/{COURSE}"),
        *told("session", 1, *history, offered(3), withdrawn(3), *people(2)),
    )

    [found] = await library.entries("sessions")

    assert found == {
        "id": key(1),
        "course": COURSE,
        "course_title": "QI fundamentals",
        "ics_programme": True,
        "starts_on": "2022-06-14",
        "ends_on": "2022-06-15",
        "organisation": "RGP",
        "status": "scheduled",
        "cancelled_on": None,
        "places": 4,
        "reserved": [{"organisation": "RGP", "places": 1}],
        "offered": 1,
        "accepted": 1,
        "free": 2,
        "attended": 2,
    }


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15)])
async def test_how_many_attended_is_rounded_for_others_and_withheld_when_small(
    library: Library, number: int, shown: int | None
) -> None:
    cafe_held = CafeHeld(on=date(2022, 5, 18), attendance=number)
    await library.knows(*told("session", 1, scheduled(), *people(number)), *told("cafe", 1, cafe("RGP"), cafe_held))

    for name, field in (("sessions", "attended"), ("cafes", "attendance")):
        for reader in ("RM1", None):
            [theirs] = await library.entries(name, reader)
            assert (theirs[field], theirs.get("suppressed", False)) == (shown, shown is None)
        for reader in ("RGP", "system"):
            [exact] = await library.entries(name, reader)
            assert (exact[field], "suppressed" in exact) == (number, False)


async def test_a_session_is_found_by_the_words_of_its_course_whichever_comes_first(library: Library) -> None:
    await library.knows(*told("session", 1, scheduled()))
    assert await library.entries("sessions", q="fundamentals") == []
    assert [one["course_title"] for one in await library.entries("sessions")] == [None]

    await library.knows(*recorded([announced()], f"course/{COURSE}"))

    assert [one["course_title"] for one in await library.entries("sessions", q="fundamentals")] == ["QI fundamentals"]
    assert len(await library.entries("sessions", course=COURSE)) == 1


async def test_a_cancelled_session_says_so_and_has_no_place_left(library: Library) -> None:
    await library.knows(*told("session", 1, scheduled(), offered(), session_cancelled()))

    [found] = await library.entries("sessions")

    assert (found["status"], found["free"], found["offered"]) == ("cancelled", 0, 0)
    assert await library.entries("sessions", status="scheduled") == []


async def test_the_calendar_shows_what_takes_place_in_a_span_of_days(library: Library) -> None:
    await library.knows(
        *told("session", 1, scheduled(starts="2022-06-14", ends="2022-06-16")),
        *told("session", 2, scheduled(starts="2022-07-01", ends="2022-07-01")),
    )

    async def found(**asked: str) -> list[str]:
        return [one["id"] for one in await library.entries("sessions", sort="oldest", **asked)]

    assert await found() == [key(1), key(2)]
    assert await found(from_="2022-06-16", until="2022-06-30") == [key(1)]
    assert await found(from_="2022-06-17") == [key(2)]
    assert await found(until="2022-06-13") == []
    assert await found(year="2022/23") == [key(1), key(2)]


async def test_a_cafe_is_scheduled_then_held_or_cancelled(library: Library) -> None:
    await library.knows(
        *joined("RGP", "RM1", "QMM"),
        *told("cafe", 1, cafe("RGP", "RM1")),
        *told("cafe", 2, cafe("RGP"), held("2022-05-19")),
        *told("cafe", 3, cafe("RM1"), cafe_cancelled()),
        *told("cafe", 4, cafe("RM1"), held(), taken_back("cafe", "fact-2")),
    )

    by_status = {one["id"]: (one["status"], one["on"]) for one in await library.entries("cafes")}

    assert by_status == {
        key(1): ("scheduled", "2022-05-18"),
        key(2): ("held", "2022-05-19"),
        key(3): ("cancelled", "2022-05-18"),
        key(4): ("scheduled", "2022-05-18"),
    }
    assert {one["id"] for one in await library.entries("cafes", organisation="RM1")} == {key(1), key(3), key(4)}
    assert await library.entries("cafes", organisation="QMM") == []


async def test_a_course_is_of_the_class_that_is_said_for_today(library: Library) -> None:
    begins = {1: "2023-09-29", 2: "2023-09-30"}
    for number, day in begins.items():
        later = CourseReclassified(class_="other", from_=date.fromisoformat(day))
        await library.knows(*told("course", number, announced(), later))
    await library.knows(*told("course", 3, announced()))

    classes = {one["id"]: one["class"] for one in await library.entries("courses")}

    assert classes == {key(1): "other", key(2): "qi_fundamentals", key(3): "qi_fundamentals"}
    assert [one["id"] for one in await library.entries("courses", class_="other")] == [key(1)]
    assert len(await library.entries("courses", class_="qi_fundamentals", q="fundamental")) == 2
    assert len(await library.entries("courses", ics_programme="true")) == 3


async def test_a_resource_that_was_withdrawn_is_left_out_unless_asked_for(library: Library) -> None:
    published = ResourcePublished(title="Driver diagram", kind="template", url="https://example.org/d", tags=("Falls",))
    gone = ResourceWithdrawn(on=date(2022, 6, 1))
    await library.knows(*told("resource", 1, published), *told("resource", 2, published, gone))

    assert [one["id"] for one in await library.entries("resources")] == [key(1)]
    assert [one["id"] for one in await library.entries("resources", status="withdrawn")] == [key(2)]
    assert len(await library.entries("resources", status="published,withdrawn")) == 2
    assert len(await library.entries("resources", kind="template", tag="FALLS", q="diagrams")) == 1
    assert await library.entries("resources", kind="poster") == []


async def test_an_innovation_shows_how_far_each_site_is(library: Library) -> None:
    considered = InnovationStageReached(organisation="RM1", site="Main", stage="considered", on=date(2022, 5, 1))
    stopped = InnovationStageReached(organisation="RGP", site="Gorleston", stage="discontinued", on=date(2022, 8, 1))
    await library.knows(
        *joined("RGP", "RM1"),
        *told("innovation", 1, innovation(), stopped, reached(), reached("RM1"), said(considered, by="RM1")),
    )

    [found] = await library.entries("innovations")

    assert found["sites"] == [
        {"organisation": "RGP", "site": "Gorleston", "stage": "adopted", "on": "2022-09-14"},
        {"organisation": "RM1", "site": "Gorleston", "stage": "adopted", "on": "2022-09-14"},
        {"organisation": "RM1", "site": "Main", "stage": "considered", "on": "2022-05-01"},
    ]
    assert found["spread_sites"] == 2

    async def number(**asked: str) -> int:
        return len(await library.entries("innovations", **asked))

    assert await number(stage="considered", organisation="RM1") == 1
    assert await number(stage="considered", organisation="RGP") == 0
    assert await number(stage="considered") == await number(organisation="RGP") == 1
    assert await number(stage="discontinued") == 0


async def test_a_joint_publication_is_one_entry_and_says_when_every_record_was_retracted(library: Library) -> None:
    ours = published(doi="10.1136/x", organisations=("RGP", "UEA"))
    theirs = published("2022-07-01", doi="10.1136/X ", organisations=("RM1",), title="Rounds, again")
    first = told("publication", 1, ours, retracted())
    second = told("publication", 2, said(theirs, by="RM1"), said(retracted(), by="RM1"))
    await library.knows(first[0])
    await library.knows(second[0])

    async def one() -> dict[str, Any]:
        [found] = await library.entries("publications")
        return found

    both = await one()
    assert (both["organisations"], both["published_on"]) == (["RGP", "RM1", "UEA"], "2022-07-01")
    assert both["records"] == [f"publication/{key(1)}", f"publication/{key(2)}"]

    await library.knows(first[1])
    alone = await one()
    assert (alone["organisations"], alone["title"], alone["status"]) == (["RM1"], "Rounds, again", "published")

    await library.knows(second[1])
    gone = await one()
    assert (gone["status"], gone["organisations"]) == ("retracted", ["RGP", "RM1", "UEA"])
    assert await library.entries("publications", status="published") == []
    assert len(await library.entries("publications", organisation="UEA")) == 1


async def test_learning_for_the_system_is_everyones_and_other_learning_its_organisations(library: Library) -> None:
    ours = type(learned())(on=date(2022, 6, 1), title="Ours", text="Kites.", audience="organisation", tags=("Wind",))
    await library.knows(*recorded([registered(), learned(), ours], f"project/{key(1)}"))

    assert [one["title"] for one in await library.entries("learning", "RGP")] == ["Rounds", "Ours"]
    assert [one["title"] for one in await library.entries("learning", "RGP", q="kites", tag="wind")] == ["Ours"]
    for other in ("RM1", "system", None):
        [found] = await library.entries("learning", other)
        assert found == {
            "project": key(1),
            "version": 2,
            "project_title": "Safer discharge",
            "organisation": "RGP",
            "on": "2022-10-03",
            "title": "Rounds",
            "text": "Teams chose their own times.",
            "audience": "system",
            "tags": [],
        }
