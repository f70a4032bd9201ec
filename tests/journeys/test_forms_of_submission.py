"""The three forms in which a fact can come, and how each is answered."""

import json
from urllib.parse import quote

from deploy.local.stack import Stack
from tests.client import MANY, Door
from tests.journeys.projects import Project, Said, Year
from tests.oracles import stored

DAY = "2015-05-05"


def attributes(fact: Said) -> dict[str, str]:
    """Return a fact's attributes as they stand in headers."""
    return {name: quote(value, safe="") for name, value in fact.items() if name != "data"}


async def test_one_fact_is_answered_as_one_row_of_a_batch(door: Door, any_year: Year) -> None:
    fact = Project().registered(any_year.day(1))

    first, second = await door.submit_one(fact), await door.submit_one(fact)

    assert (first.status, second.status) == (201, 200)
    assert first.json == {
        "id": fact["id"],
        "source": fact["source"],
        "status": "accepted",
        "stream": fact["subject"],
        "version": 1,
        "recorded_at": first.json["recorded_at"],
    }
    assert second.json == first.json | {"status": "duplicate"}
    assert (await door.submit([fact])) == [second.json]


async def test_a_refusal_of_one_fact_is_a_problem_with_the_rules_status(door: Door) -> None:
    project = Project()

    assert (await door.submit_one(project.started(DAY))).problem == (409, "ProjectNotRegistered", None)
    assert (await door.submit_one(project.scored(3.1, DAY))).problem == (422, "ScoreNotOnScale", "score")
    assert (await door.submit_one(project.said("begun", on=DAY))).problem == (422, "UnknownType", "type")
    assert (await door.submit_one(Project("RM1").registered(DAY))).problem == (403, "NotYourProject", None)
    assert (await door.submit_one({})).problem[0] == 422


async def test_the_binary_form_says_the_same(door: Door) -> None:
    fact = Project().registered(DAY)
    said = attributes(fact)

    first = await door.submit_binary(said, json.dumps(fact["data"]).encode())

    assert (first.status, first.json["status"]) == (201, "accepted")
    assert (await door.submit_one(fact)).json == first.json | {"status": "duplicate"}


async def test_header_values_of_the_binary_form_may_be_percent_encoded(stack: Stack, door: Door) -> None:
    fact = Project().registered(DAY) | {"source": "urn:ward 7/Füße 100%", "id": "é-1/2 " + "\N{GRINNING FACE}"}
    fact["id"] += Project().id

    reply = await door.submit_binary(attributes(fact), json.dumps(fact["data"]).encode())

    assert reply.status == 201, reply
    assert (reply.json["id"], reply.json["source"]) == (fact["id"], fact["source"])
    kept = [one.fact for one in await stored(stack, "projects") if one.fact.stream == fact["subject"]]
    assert [(one.id, one.source) for one in kept] == [(fact["id"], fact["source"])]
    assert (await door.submit_one(fact)).json["status"] == "duplicate"


async def test_the_time_said_is_kept_with_its_offset_worked_out(stack: Stack, door: Door) -> None:
    fact = Project().registered(DAY) | {"time": "2015-05-05T14:30:00.25+01:00"}

    await door.accepted([fact])

    [kept] = [one.fact for one in await stored(stack, "projects") if one.fact.stream == fact["subject"]]
    assert kept.time.isoformat() == "2015-05-05T13:30:00.250000+00:00"


async def test_an_empty_batch_is_answered_with_an_empty_list(door: Door) -> None:
    reply = await door.post(b"[]", MANY)

    assert (reply.status, reply.json) == (200, [])


async def test_a_batch_for_two_services_is_answered_in_its_order(door: Door, year: Year) -> None:
    project = Project()
    target = {
        "specversion": "1.0",
        "id": Project().id,
        "source": "urn:nhs:ods:RGP:tests",
        "type": "measure.target_set",
        "subject": "measure/modest-improvement",
        "data": {"organisation": "RGP", "target": 60, "financial_year": year.name},
    }

    batch = [project.registered(year.day(1)), target, project.completed(year.day(2))]
    answers = await door.accepted(batch)

    assert [one["id"] for one in answers] == [fact["id"] for fact in batch]
    assert [one["stream"].split("/")[0] for one in answers] == ["project", "measure", "project"]
    figure = await door.measure(
        "modest-improvement", "RGP", year=year.name, min_fresh=max(one["recorded_at"] for one in answers)
    )
    assert (figure["target"], figure["status"], figure["needed"]) == ("60", "insufficient_data", 2)
