"""What was refused can be sent again once what stood in its way is gone."""

from tests.client import MANY, Door, Json
from tests.gateway.submissions.test_history import handed_in, listed
from tests.journeys.projects import Project

PATIENT = "943 476 5919"


async def resent(door: Door, batch: str) -> tuple[str, list[Json]]:
    reply = await door.ask("POST", f"/v1/submissions/{batch}/resend", by="RGP")
    assert reply.status == 200, reply
    return reply.headers["Batch"], reply.json


async def test_only_what_was_refused_is_judged_anew(door: Door) -> None:
    early, late = Project(), Project()
    facts = [early.registered("2024-05-01"), late.said("completed", on="2024-06-01"), late.said("nonsense")]
    batch = await handed_in(door, facts)
    assert [one["status"] for one in await listed(door, batch=batch)] == ["refused", "refused", "accepted"]
    await door.accepted([late.registered("2024-05-01")])

    again, rows = await resent(door, batch)

    assert [(one["id"], one["status"]) for one in rows] == [(facts[1]["id"], "accepted"), (facts[2]["id"], "refused")]
    assert [one["status"] for one in await listed(door, batch=again)] == ["refused", "accepted"]
    assert [one["status"] for one in (await resent(door, again))[1]] == ["refused"]


async def test_a_batch_without_refusals_has_nothing_to_send_again(door: Door) -> None:
    batch = await handed_in(door, [Project().registered("2024-05-01")])

    assert (await resent(door, batch))[1] == []


async def test_what_could_name_a_patient_is_not_kept_and_stays_refused(door: Door) -> None:
    project = Project()
    named = project.registered("2024-05-01") | {"type": "project.nonsense", "data": {"note": f"Seen: {PATIENT}"}}
    other = project.said("nonsense")
    batch = await handed_in(door, [named, other])

    again, rows = await resent(door, batch)

    assert [one["reason"]["type"] for one in rows] == ["UnknownType", "UnknownType"]
    assert [one["id"] for one in await listed(door, batch=again)] == [other["id"]]


async def test_a_batch_of_any_other_name_is_not_there(door: Door) -> None:
    reply = await door.ask("POST", "/v1/submissions/00000000-0000-7000-8000-000000000000/resend", by="RGP")

    assert reply.problem == (404, "NotFound", None)


async def test_what_is_no_json_object_is_refused_again(door: Door) -> None:
    reply = await door.post(b'[1, "x", null, {"type": "project.registered", "data": "\xc3\xa9"}]', MANY)
    batch = reply.headers["Batch"]

    _, rows = await resent(door, batch)

    assert [one["reason"] for one in rows] == [one["reason"] for one in reply.json]
