"""Organisations ask for places, the one that runs the session draws, and each sees what concerns it alone."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

from tests.client import Door, Reply
from tests.training.asking import Json, ask, entered, event, scheduled


async def request(door: Door, session: str, by: str = "RGP", **asked: object) -> Reply:
    return await ask(door, "POST", f"/v1/sessions/{session}/requests", asked, by=by)


async def draw(door: Door, session: str, seed: str = "spring", by: str = "QMM", **others: object) -> Reply:
    body = {"on": "2022-05-03", "seed": seed, **others}
    return await ask(door, "POST", f"/v1/sessions/{session}/allocations", body, by=by)


async def seen(door: Door, session: str, by: str) -> Json:
    reply = await ask(door, "GET", f"/v1/sessions/{session}/requests", by=by)
    assert (reply.status, reply.headers["Cache-Control"]) == (200, "no-store")
    found: Json = reply.json
    return found


async def say(door: Door, request_id: str, answer: str, by: str = "RGP", **which: object) -> Reply:
    return await ask(door, "POST", f"/v1/place-requests/{request_id}/answers", {"answer": answer, **which}, by=by)


def states(told: Json) -> Counter[str]:
    return Counter(one["state"] for item in told["items"] for one in item["places"])


async def test_whoever_runs_the_session_sees_numbers_and_organisations_and_no_people(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    reply = await request(door, session, people=[ada], unnamed=2)
    assert (reply.status, len(reply.json["places"])) == (201, 3)

    own, running, other = [await seen(door, session, by) for by in ("RGP", "QMM", "RM1")]

    assert [(one["person"], one["name"]) for one in own["items"][0]["places"]] == [
        (ada, "Ada Byron"), (None, None), (None, None),
    ]  # fmt: skip
    [item] = running["items"]
    assert (item["organisation"], len(item["places"])) == ("RGP", 3)
    assert all(one.keys() == {"id", "state", "place"} for one in item["places"])
    assert "Ada" not in str(running)
    assert ada not in str(running)
    assert other == {"items": [], "draws": []}


async def test_a_draw_among_what_was_asked_says_who_got_what_and_why(door: Door) -> None:
    session = await scheduled(door, places=3)
    kept = {"organisation": "RM1", "places": 1, "on": "2022-04-19"}
    await door.accepted([event("session.places_reserved", f"session/{session}", "QMM", **kept)], by="QMM")
    ada = await entered(door, "Ada Byron")
    await request(door, session, people=[ada], unnamed=2)
    await request(door, session, by="RM1", unnamed=1)

    reply = await draw(door, session)

    assert reply.status == 201
    assert [one["organisation"] for one in reply.json["offers"]] == ["RM1", "RGP", "RGP"]
    assert {one["status"] for one in reply.json["offers"]} == {"accepted"}
    assert len(reply.json["waiting"]) == 1
    assert ada not in str(reply.json)
    running = await seen(door, session, "QMM")
    [drawn] = running["draws"]
    why = [
        (turn["organisation"], turn["place"], turn["kept"], turn["received"], turn["entitled"], turn["prior"])
        for turn in drawn["turns"]
    ]
    assert why == [
        ("RM1", 1, True, 0, 1, None),
        ("RGP", 2, False, 0, 1, 0),
        ("RGP", 3, False, 1, 1, None),
        ("RGP", None, False, 2, 1, None),
    ]
    assert (drawn["seed"], drawn["rule_version"], drawn["release_on"]) == ("spring", "places-1", None)
    own = await seen(door, session, "RGP")
    first = own["items"][0]["places"][0]
    assert (first["name"], first["state"], first["place"]) == ("Ada Byron", "offered", 2)
    assert states(own) == {"offered": 2, "waiting": 1}
    assert own["draws"] == []


async def test_a_draw_is_said_as_facts_that_name_people_by_their_keys(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    await request(door, session, people=[ada], unnamed=1)
    reply = await draw(door, session)
    last = max(one["recorded_at"] for one in reply.json["offers"])

    stream = await door.read(f"/v1/streams/session/{session}", by="QMM", min_fresh=last)

    offered = [one["data"] for one in stream["events"] if one["type"] == "session.place_offered"]
    assert [one.get("person") for one in offered] == [ada, None]
    told = await door.read(f"/v1/sessions/{session}", by="RGP", min_fresh=last)
    assert (told["offered"], told["free"]) == (2, 0)


async def test_the_same_draw_again_is_the_first_one_also_when_somebody_asked_since(door: Door) -> None:
    session = await scheduled(door, places=3)
    await request(door, session, unnamed=2)
    first = await draw(door, session)
    await request(door, session, by="RM1", unnamed=2)

    again = await draw(door, session)

    assert (again.status, {one["status"] for one in again.json["offers"]}) == (200, {"duplicate"})
    assert [one["requested"] for one in again.json["offers"]] == [one["requested"] for one in first.json["offers"]]
    assert again.json["waiting"] == []
    other = await draw(door, session, seed="summer")
    assert [one["organisation"] for one in other.json["offers"]] == ["RM1"]
    assert states(await seen(door, session, "QMM")) == {"offered": 3, "waiting": 1}


async def test_draws_at_the_same_moment_never_offer_a_place_twice(door: Door) -> None:
    session = await scheduled(door, places=5)
    await asyncio.gather(*(request(door, session, by=by, unnamed=4) for by in ("RGP", "RM1", "RCX")))
    replies = await asyncio.gather(*(draw(door, session, seed=f"draw {n}") for n in range(4)))
    offers = [offer for reply in replies for offer in reply.json["offers"]]
    assert sorted(offer["place"] for offer in offers) == [1, 2, 3, 4, 5]
    assert len({offer["requested"] for offer in offers}) == 5


async def test_an_organisation_takes_some_places_and_declines_the_others_for_the_next_draw(door: Door) -> None:
    session = await scheduled(door)
    asked = (await request(door, session, unnamed=2)).json
    await draw(door, session)
    first, second = (one["id"] for one in asked["places"])

    taken = await say(door, asked["id"], "accepted", places=[first])
    declined = await say(door, asked["id"], "declined", places=[second])

    assert [one["state"] for one in taken.json["places"]] == ["accepted", "offered"]
    assert [one["state"] for one in declined.json["places"]] == ["accepted", "declined"]
    [said] = declined.json["facts"]
    assert said["status"] == "accepted"
    told = await door.read(f"/v1/sessions/{session}", min_fresh=said["recorded_at"])
    assert (told["accepted"], told["offered"], told["free"]) == (1, 0, 1)
    await request(door, session, by="RM1", unnamed=1)
    [offer] = (await draw(door, session, seed="again")).json["offers"]
    assert (offer["organisation"], offer["status"]) == ("RM1", "accepted")


async def test_an_answer_said_twice_is_one(door: Door) -> None:
    session = await scheduled(door)
    asked = (await request(door, session, unnamed=1)).json
    await draw(door, session)
    await say(door, asked["id"], "accepted")
    again = await say(door, asked["id"], "accepted")
    assert (again.status, again.json["facts"]) == (200, [])
    assert again.json["places"][0]["state"] == "accepted"


async def test_what_is_not_on_offer_cannot_be_taken(door: Door) -> None:
    session = await scheduled(door)
    asked = (await request(door, session, unnamed=1)).json
    assert (await say(door, asked["id"], "accepted")).problem == (409, "PlaceNotOffered", "places")
    await draw(door, session)
    assert (await say(door, asked["id"], "accepted", by="RM1")).problem == (404, "NotFound", None)
    assert (await say(door, asked["id"], "accepted", by="QMM")).problem == (404, "NotFound", None)
    assert (await say(door, asked["id"], "accepted", places=[str(uuid4())])).problem == (404, "NotFound", "places")
    assert (await say(door, asked["id"], "perhaps")).problem == (400, "MalformedParameter", "answer")


async def test_what_waits_can_be_given_up_and_is_not_drawn(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    asked = (await request(door, session, people=[ada])).json
    gone = await ask(door, "DELETE", f"/v1/place-requests/{asked['id']}")
    assert [(one["state"], one["person"]) for one in gone.json["places"]] == [("withdrawn", None)]
    assert (await draw(door, session)).json["offers"] == []
    assert (await request(door, session, people=[ada])).status == 201


async def test_a_request_sent_again_is_the_same_and_never_another(door: Door) -> None:
    session, name = await scheduled(door), str(uuid4())
    first = await request(door, session, id=name, unnamed=1)
    again = await request(door, session, id=name, unnamed=1)
    assert (first.status, again.status, again.json) == (201, 200, first.json)
    assert (await request(door, session, id=name, unnamed=2)).problem == (409, "IdReused", "id")
    assert (await request(door, session, by="RM1", id=name, unnamed=1)).status == 409
    assert len((await seen(door, session, "QMM"))["items"]) == 1


async def test_nobody_is_asked_for_twice_also_not_at_the_same_moment(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    replies = await asyncio.gather(*(request(door, session, people=[ada]) for _ in range(4)))
    assert sorted(reply.status for reply in replies) == [201, 409, 409, 409]
    [refused, *_] = [reply for reply in replies if reply.status == 409]
    assert refused.problem == (409, "AlreadyAsked", "people")


async def test_only_people_of_the_own_directory_are_asked_for(door: Door) -> None:
    session, theirs = await scheduled(door), await entered(door, "Ida Theirs", by="RM1")
    assert (await request(door, session, people=[theirs])).problem == (404, "NotFound", "people")


async def test_whoever_is_erased_is_no_longer_named(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    await request(door, session, people=[ada])
    assert (await ask(door, "DELETE", f"/v1/people/{ada}")).status == 200
    [item] = (await seen(door, session, "RGP"))["items"]
    assert [(one["person"], one["name"], one["state"]) for one in item["places"]] == [(None, None, "waiting")]


async def test_a_malformed_request_is_refused(door: Door) -> None:
    session, ada = await scheduled(door), await entered(door, "Ada Byron")
    wrong: list[dict[str, Any]] = [{}, {"unnamed": 101}, {"unnamed": -1}, {"people": [ada, ada]}, {"people": ["Ada"]}]
    for body in wrong:
        reply = await request(door, session, **body)
        assert reply.problem[:2] == (400, "MalformedParameter"), body
    assert (await request(door, str(uuid4()), unnamed=1)).problem == (404, "NotFound", None)
    await door.accepted(
        [event("session.cancelled", f"session/{session}", "QMM", on="2022-05-01", reason="No trainer.")], by="QMM"
    )
    assert (await request(door, session, unnamed=1)).problem == (409, "SessionWasCancelled", None)


async def test_a_list_of_ones_own_and_of_those_one_is_asked_for(door: Door) -> None:
    session = await scheduled(door)
    asked = (await request(door, session, unnamed=1)).json["id"]
    for by, is_there in (("RGP", True), ("QMM", True), ("RM1", False)):
        listed = (await ask(door, "GET", "/v1/place-requests", by=by)).json["items"]
        assert (asked in {one["id"] for one in listed}) is is_there, by
