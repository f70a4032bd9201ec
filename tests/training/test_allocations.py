"""Places are drawn through the door, and come out as facts."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.client import Door
from tests.training.asking import Json, ask, event

AT = "2022-04-20T09:00:00Z"


@dataclass(frozen=True)
class Session:
    """A session of the board's, with its places."""

    door: Door
    id: str

    async def draw(self, *people: tuple[str, str], by: str = "QMM", seed: str = "spring", **others: object) -> Any:
        """Draw for people, each with their organisation, who all asked at the same moment."""
        requests = [{"person": who, "organisation": code, "requested_at": AT} for who, code in people]
        body = {"requests": requests, "on": "2022-05-03", "seed": seed, **others}
        return await ask(self.door, "POST", f"/v1/sessions/{self.id}/allocations", body, by=by)

    async def say(self, word: str, **data: object) -> None:
        await self.door.accepted([event(f"session.{word}", f"session/{self.id}", "QMM", **data)], by="QMM")


async def scheduled(door: Door, places: int, reserved: dict[str, int] | None = None) -> Session:
    session = Session(door, str(uuid4()))
    await session.say("scheduled", course=str(uuid4()), starts_on="2022-06-14", ends_on="2022-06-15", places=places)
    for code, kept in (reserved or {}).items():
        await session.say("places_reserved", organisation=code, places=kept, on="2022-04-19")
    return session


def people(count: int, organisation: str = "RGP") -> list[tuple[str, str]]:
    return [(str(uuid4()), organisation) for _ in range(count)]


def outline(reply: Any) -> list[tuple[int, str]]:
    return [(offer["place"], offer["person"]) for offer in reply.json["offers"]]


async def test_what_is_drawn_is_said_as_facts(door: Door) -> None:
    session = await scheduled(door, 2)
    reply = await session.draw(*people(3))
    assert reply.status == 201
    assert [offer["status"] for offer in reply.json["offers"]] == ["accepted", "accepted"]
    assert [offer["version"] for offer in reply.json["offers"]] == [2, 3]
    assert len(reply.json["waiting"]) == 1
    assert reply.json["rule_version"]


async def test_the_same_draw_again_is_answered_as_the_first_time(door: Door) -> None:
    session, asking = await scheduled(door, 2), people(4)
    first, again = await session.draw(*asking), await session.draw(*asking)
    assert (again.status, outline(again)) == (200, outline(first))
    assert {offer["status"] for offer in again.json["offers"]} == {"duplicate"}
    assert [one["recorded_at"] for one in again.json["offers"]] == [one["recorded_at"] for one in first.json["offers"]]
    assert (again.json["waiting"], again.json["seed"]) == (first.json["waiting"], first.json["seed"])


async def test_another_draw_offers_what_is_left_and_what_was_given_up(door: Door) -> None:
    session, asking = await scheduled(door, 2), people(3)
    [(place, declining), _] = outline(await session.draw(*asking))
    assert outline(await session.draw(*asking, seed="again")) == []
    await session.say("place_declined", place=place, on="2022-05-05")
    waiting = [one for one in asking if one[0] != declining]
    [(freed, _)] = outline(await session.draw(*waiting, seed="again"))
    assert freed == place


async def test_reserved_places_are_kept_until_they_are_released(door: Door) -> None:
    session, asking = await scheduled(door, 3, {"RGP": 2}), people(3, "RM1")
    assert len(outline(await session.draw(*asking))) == 1
    assert len(outline(await session.draw(*asking, release_on="2022-05-03"))) == 2


async def test_quotas_say_what_an_organisation_is_entitled_to(door: Door) -> None:
    session = await scheduled(door, 3)
    reply = await session.draw(*people(3), *people(3, "RM1"), quotas={"RGP": 2, "RM1": 1})
    assert Counter(offer["organisation"] for offer in reply.json["offers"]) == {"RGP": 2, "RM1": 1}


async def test_whoever_had_a_place_elsewhere_waits_for_those_who_had_none(door: Door) -> None:
    [served], others = people(1), people(3)
    assert outline(await (await scheduled(door, 1)).draw(served))
    reply = await (await scheduled(door, 3)).draw(served, *others)
    assert reply.json["waiting"] == [served[0]]


async def test_draws_at_the_same_moment_never_offer_a_place_twice(door: Door) -> None:
    session = await scheduled(door, 5)
    replies = await asyncio.gather(*(session.draw(*people(3), seed=f"draw {n}") for n in range(6)))
    offers = [offer for reply in replies for offer in reply.json["offers"]]
    assert {offer["status"] for offer in offers} == {"accepted"}
    assert sorted(offer["place"] for offer in offers) == [1, 2, 3, 4, 5]


async def test_only_who_runs_a_session_draws_its_places(door: Door) -> None:
    session = await scheduled(door, 2)
    assert (await session.draw(*people(1), by="RGP")).problem == (403, "NotYours", None)
    assert (await session.draw(*people(1), by="ICS")).problem == (403, "RoleRequired", None)


async def test_nothing_is_drawn_for_a_session_that_is_not_there_or_was_cancelled(door: Door) -> None:
    assert (await Session(door, str(uuid4())).draw()).problem == (404, "NotFound", None)
    assert (await Session(door, "spring").draw()).problem == (404, "NotFound", None)
    session = await scheduled(door, 2)
    await session.say("cancelled", on="2022-05-01", reason="No trainer.")
    assert (await session.draw(*people(1))).problem == (409, "SessionWasCancelled", None)


async def test_nothing_is_drawn_in_the_future(door: Door) -> None:
    session = await scheduled(door, 2)
    reply = await session.draw(*people(1), on="2999-05-03")
    assert reply.problem == (422, "NotYetHappened", "on")


async def test_a_request_can_be_as_old_as_a_calendar_goes(door: Door) -> None:
    session, who = await scheduled(door, 1), str(uuid4())
    asked = {"person": who, "organisation": "RGP", "requested_at": "0001-01-01T00:00:00+14:00"}
    body = {"requests": [asked], "on": "2022-05-03", "seed": "spring"}
    assert outline(await ask(door, "POST", f"/v1/sessions/{session.id}/allocations", body, by="QMM")) == [(1, who)]


async def test_a_malformed_request_names_its_field(door: Door) -> None:
    session = await scheduled(door, 2)
    path = f"/v1/sessions/{session.id}/allocations"
    good: Json = {"requests": [], "on": "2022-05-03", "seed": "spring"}
    for field, wrong in (("on", "today"), ("seed", ""), ("requests", None), ("colour", "red"), ("release_on", 7.5)):
        reply = await ask(door, "POST", path, good | {field: wrong}, by="QMM")
        assert reply.problem == (400, "MalformedParameter", field)
