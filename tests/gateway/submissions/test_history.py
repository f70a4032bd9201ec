"""Every organisation finds what it submitted and what became of it, and nobody else does."""

import csv
import io
import json
import zipfile
from uuid import UUID, uuid4

import pytest

from tests.client import MANY, Door, Json
from tests.journeys.projects import Project

MEMBERS = ("id", "source", "type", "subject", "status", "received_at", "batch")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def listed(door: Door, by: str = "RGP", **asked: str) -> list[Json]:
    return list((await door.read("/v1/submissions", by=by, **asked))["items"])


async def handed_in(door: Door, events: list[Json]) -> str:
    reply = await door.post(json.dumps(events).encode(), MANY)
    assert reply.status == 200, reply
    return reply.headers["Batch"]


def some_of_each() -> list[Json]:
    """Return an accepted fact, the same again, and one that is refused."""
    project = Project()
    registered = project.registered("2024-05-01")
    return [registered, registered, project.said("nonsense")]


async def test_what_was_submitted_is_listed_newest_first_with_what_became_of_it(door: Door) -> None:
    events = some_of_each()
    batch = await handed_in(door, events)

    found = await listed(door, batch=batch)

    assert [one["status"] for one in found] == ["refused", "duplicate", "accepted"]
    assert [one["id"] for one in found] == [one["id"] for one in reversed(events)]
    assert [tuple(one) for one in found] == [
        ("id", "source", "type", "subject", "status", "reason", "received_at", "batch"),
        MEMBERS,
        MEMBERS,
    ]
    assert found[0]["reason"]["type"] == "UnknownType"
    assert {one["subject"] for one in found} == {events[0]["subject"]}
    assert {one["batch"] for one in found} == {batch}


async def test_one_fact_alone_has_a_receipt_too(door: Door) -> None:
    fact = Project().registered("2024-05-01")
    reply = await door.submit_one(fact)

    [row] = await listed(door, batch=reply.headers["Batch"])

    assert (row["id"], row["type"], row["status"]) == (fact["id"], "project.registered", "accepted")


@pytest.mark.parametrize("name", ["status", "type", "subject", "source", "id", "batch", "received_at"])
async def test_each_filter_leaves_what_it_names(door: Door, name: str) -> None:
    events = some_of_each()
    batch = await handed_in(door, events)
    whole = await listed(door, batch=batch)
    for row in whole:
        asked = {"since": row[name]} if name == "received_at" else {name: row[name]}

        found = await listed(door, **{"batch": batch, **asked})

        assert found == [one for one in whole if one[name] == row[name]], name


async def test_since_is_within_and_until_is_not(door: Door) -> None:
    batches = [await handed_in(door, [Project().registered("2024-05-01")]) for _ in range(3)]
    moments = [(await listed(door, batch=batch))[0]["received_at"] for batch in batches]

    found = await listed(door, since=moments[0], until=moments[2])

    assert [one["batch"] for one in found if one["batch"] in batches] == [batches[1], batches[0]]


async def test_a_long_list_comes_in_pages_without_a_gap(door: Door) -> None:
    source = f"urn:test:{uuid4()}"
    for _ in range(3):
        await handed_in(door, [{**Project().registered("2024-05-01"), "source": source} for _ in range(3)])
    whole = await listed(door, source=source)
    seen, path = list[Json](), f"/v1/submissions?source={source}&limit=2"
    while path:
        page = await door.read(path, by="RGP")
        assert len(page["items"]) <= 2
        seen += page["items"]
        path = page["next"]

    assert len(whole) == 9
    assert seen == whole


async def test_another_organisation_sees_nothing_of_it(door: Door) -> None:
    batch = await handed_in(door, [Project().registered("2024-05-01")])

    assert len(await listed(door, batch=batch)) == 1
    assert await listed(door, by="RM1", batch=batch) == []
    assert (await door.ask("POST", f"/v1/submissions/{batch}/resend", by="RM1")).problem == (404, "NotFound", None)


async def test_whoever_is_no_organisation_has_no_submissions(door: Door) -> None:
    assert (await door.ask("GET", "/v1/submissions")).problem[0] == 401
    assert (await door.ask("GET", "/v1/submissions", by="ICS")).problem == (403, "RoleRequired", None)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"batch": "none"}, "batch"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2024-05-01T00:00:00"}, "since"),
        ({"until": "0.5"}, "until"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": f"{UUID(int=0)}.99999999999"}, "cursor"),
        ({"cursor": f"{UUID(int=0)}.٣"}, "cursor"),
        ({"id": "\x00"}, "id"),
        ({"format": "pdf"}, "format"),
    ],
)
async def test_a_malformed_parameter_is_named(door: Door, asked: dict[str, str], field: str) -> None:
    reply = await door.ask("GET", "/v1/submissions", by="RGP", params=asked)

    assert reply.problem == (400, "MalformedParameter", field)


async def test_as_csv_its_columns_are_the_members_and_the_next_page_is_a_link(door: Door) -> None:
    events = some_of_each()
    batch = await handed_in(door, events)
    whole = await listed(door, batch=batch)

    reply = await door.ask("GET", f"/v1/submissions?batch={batch}&format=csv&limit=2", by="RGP")

    rows = list(csv.DictReader(io.StringIO(reply.body.decode())))
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["id"] for row in rows] == [one["id"] for one in whole[:2]]
    assert rows[0]["reason"] == "UnknownType: There is no type project.nonsense. (type)"
    assert list(rows[0]) == ["id", "source", "type", "subject", "status", "reason", "received_at", "batch"]
    following = reply.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    rest = await door.ask("GET", following, by="RGP")
    assert [row["id"] for row in csv.DictReader(io.StringIO(rest.body.decode()))] == [whole[2]["id"]]
    assert "Link" not in rest.headers


async def test_excel_is_had_by_accept(door: Door) -> None:
    batch = await handed_in(door, [Project().registered("2024-05-01")])

    reply = await door.ask("GET", f"/v1/submissions?batch={batch}", by="RGP", headers={"Accept": XLSX})

    assert reply.headers["Content-Type"] == XLSX
    assert batch in zipfile.ZipFile(io.BytesIO(reply.body)).read("xl/sharedStrings.xml").decode()


async def test_what_nobody_can_write_is_not_acceptable(door: Door) -> None:
    reply = await door.ask("GET", "/v1/submissions", by="RGP", headers={"Accept": "image/png"})

    assert reply.problem == (406, "NotAcceptable", None)
