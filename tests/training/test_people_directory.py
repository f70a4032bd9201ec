"""The people directory holds names, each organisation's for itself alone."""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import aiohttp
import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import Door, eventually
from tests.training.asking import Json, ask, entered, event

OWN = "SELECT set_config('app.organisation', $1, true)"
COUNT = "SELECT count(*) FROM people"
INSERT = "INSERT INTO people (person_key, organisation, name) VALUES ($1, $2, 'Nobody')"


def somebody() -> str:
    return f"Ada {uuid4().hex[:10]}"


async def test_a_key_is_random_and_leads_to_the_entry(door: Door) -> None:
    name, email = somebody(), f"{uuid4().hex}@example.nhs.uk"
    key = await entered(door, name, email)
    assert UUID(key).version == 4
    found = (await ask(door, "GET", f"/v1/people/{key}")).json
    assert (found["name"], found["email"], found["organisation"]) == (name, email, "RGP")


async def test_the_same_name_is_two_people_but_an_address_is_one(door: Door) -> None:
    name, email = somebody(), f"{uuid4().hex}@example.nhs.uk"
    assert await entered(door, name) != await entered(door, name)
    await entered(door, name, email)
    again = await ask(door, "POST", "/v1/people", {"name": name, "email": email.upper()})
    assert again.problem == (409, "AddressTaken", "email")
    assert await entered(door, name, email, by="RM1")


async def test_people_are_found_by_how_a_name_or_an_address_begins(door: Door) -> None:
    word = uuid4().hex[:12]
    first = await entered(door, f"Zoë {word}a", f"{word}.a@example.nhs.uk")
    second = await entered(door, f"Zoë {word}b", f"{word}.b@example.nhs.uk")
    for asked, keys in (
        ({"name": f"zoë {word}"}, [first, second]),
        ({"name": f"{word}B"}, [second]),
        ({"email": f"{word}.A"}, [first]),
        ({"name": word, "email": f"{word}.b"}, [second]),
        ({"name": f"{word}%"}, []),
        ({"name": "_" + word[1:]}, []),
    ):
        found = (await ask(door, "GET", "/v1/people", **asked)).json
        assert ([one["person_key"] for one in found["items"]], found["next"]) == (keys, None), asked


async def test_a_long_list_comes_in_pages(door: Door) -> None:
    word = uuid4().hex[:12]
    keys = [await entered(door, f"{word} {number}") for number in range(5)]
    seen, path = [], f"/v1/people?name={word}&limit=2"
    while path:
        page = (await ask(door, "GET", path)).json
        seen += [one["person_key"] for one in page["items"]]
        path = page["next"]
    assert seen == keys


async def test_an_entry_is_amended(door: Door) -> None:
    name = somebody()
    key = await entered(door, name, f"{uuid4().hex}@example.nhs.uk")
    assert (await ask(door, "PATCH", f"/v1/people/{key}", {"name": f"{name} King"})).json["name"] == f"{name} King"
    amended = (await ask(door, "PATCH", f"/v1/people/{key}", {"email": None})).json
    assert (amended["name"], amended["email"]) == (f"{name} King", None)


async def test_nobody_is_given_the_address_of_another(door: Door) -> None:
    email = f"{uuid4().hex}@example.nhs.uk"
    await entered(door, somebody(), email)
    key = await entered(door, somebody())
    assert (await ask(door, "PATCH", f"/v1/people/{key}", {"email": email})).problem == (409, "AddressTaken", "email")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a" * 301}, "name"),
        ({"name": None}, "name"),
        ({"name": "Ada", "email": "nobody"}, "email"),
        ({"name": "Ada", "person_key": str(uuid4())}, "person_key"),
    ],
)
async def test_an_entry_is_well_formed(door: Door, body: object, field: str) -> None:
    assert (await ask(door, "POST", "/v1/people", body)).problem == (400, "MalformedParameter", field)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"name": "Mine now"}),
        ("POST", "/merge", {"into": str(uuid4())}),
        ("DELETE", "", None),
    ],
)
async def test_another_organisations_entry_is_not_there(door: Door, method: str, path: str, body: object) -> None:
    name = somebody()
    key = await entered(door, name)
    reply = await ask(door, method, f"/v1/people/{key}{path}", body, by="RM1")
    assert reply.problem == (404, "NotFound", None)
    assert (await ask(door, "GET", "/v1/people", name=name, by="RM1")).json == {"items": [], "next": None}
    assert (await ask(door, "GET", f"/v1/people/{key}")).json["name"] == name


@pytest.mark.parametrize("key", [str(uuid4()), "somebody", "%00", str(uuid4()).upper()])
async def test_a_key_that_nobody_has_leads_nowhere(door: Door, key: str) -> None:
    assert (await ask(door, "GET", f"/v1/people/{key}")).problem == (404, "NotFound", None)
    assert (await ask(door, "DELETE", f"/v1/people/{key}")).problem == (404, "NotFound", None)


async def test_nobody_is_merged_into_an_entry_of_another_organisation(door: Door) -> None:
    key, other = await entered(door, somebody()), await entered(door, somebody(), by="RM1")
    reply = await ask(door, "POST", f"/v1/people/{key}/merge", {"into": other})
    assert reply.problem == (404, "NotFound", "into")


async def test_two_entries_become_one_person(door: Door) -> None:
    name = somebody()
    first, second, third = [await entered(door, name) for _ in range(3)]
    merged = (await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})).json
    assert merged["merged_into"] == second
    assert [fact["stream"] for fact in merged["facts"]] == [f"person/{first}"]
    await ask(door, "POST", f"/v1/people/{second}/merge", {"into": third})
    found = (await ask(door, "GET", "/v1/people", name=name)).json["items"]
    assert [one["person_key"] for one in found] == [third]
    assert (await ask(door, "GET", f"/v1/people/{first}")).json["merged_into"] == third
    cycle = await ask(door, "POST", f"/v1/people/{third}/merge", {"into": first})
    assert (cycle.status, cycle.json["merged_into"]) == (200, None)


async def test_merging_again_says_nothing_new(door: Door) -> None:
    first, second = [await entered(door, somebody()) for _ in range(2)]
    for status in ("accepted", "duplicate"):
        merged = (await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})).json
        assert [fact["status"] for fact in merged["facts"]] == [status]


def taken_back(fact: Json, by: str = "RGP") -> Json:
    """Return that a fact about a person was said in error."""
    return event("person.fact_withdrawn", fact["stream"], by, event_id=fact["id"], reason="They are two people.")


async def leads_to(door: Door, key: str, other: str | None, by: str = "RGP") -> None:
    """Wait until an entry leads to another, or stands for itself."""

    async def does() -> bool:
        reply = await ask(door, "GET", f"/v1/people/{key}", by=by)
        return reply.status == 200 and reply.json["merged_into"] == other

    await eventually(does, f"{key} leads to {other}")


async def merged(door: Door, key: str, into: str) -> Json:
    """Merge two entries; return the fact that says so."""
    reply = await ask(door, "POST", f"/v1/people/{key}/merge", {"into": into})
    assert reply.json["merged_into"] == into, reply
    [fact] = reply.json["facts"]
    assert fact["status"] == "accepted"
    return dict(fact)


async def test_a_merger_that_is_taken_back_leaves_two_people(door: Door) -> None:
    name = somebody()
    first, second = [await entered(door, name, f"{uuid4().hex}@example.nhs.uk") for _ in range(2)]
    before = [(await ask(door, "GET", f"/v1/people/{key}")).json["email"] for key in (first, second)]
    fact = await merged(door, first, second)

    await door.accepted([taken_back(fact)])
    await leads_to(door, first, None)

    found = (await ask(door, "GET", "/v1/people", name=name)).json["items"]
    assert {one["person_key"]: one["email"] for one in found} == dict(zip((first, second), before, strict=True))
    assert set((await ask(door, "DELETE", f"/v1/people/{first}")).json["erased"]) == {first}
    assert (await ask(door, "GET", f"/v1/people/{second}")).status == 200


async def test_people_can_be_merged_again_after_that(door: Door) -> None:
    first, second = [await entered(door, somebody()) for _ in range(2)]
    for _ in range(3):
        await door.accepted([taken_back(await merged(door, first, second))])
        await leads_to(door, first, None)
    await merged(door, first, second)
    again = (await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})).json
    assert [fact["status"] for fact in again["facts"]] == ["duplicate"]


async def test_in_a_chain_only_the_link_that_is_taken_back_opens(door: Door) -> None:
    first, second, third = [await entered(door, somebody()) for _ in range(3)]
    early = await merged(door, first, second)
    late = await merged(door, second, third)
    await leads_to(door, first, third)

    await door.accepted([taken_back(late)])
    await leads_to(door, second, None)
    await leads_to(door, first, second)

    await merged(door, second, third)
    await door.accepted([taken_back(early)])
    await leads_to(door, first, None)
    await leads_to(door, second, third)


async def test_who_stands_alone_again_gives_way_to_whoever_has_the_address_by_now(door: Door) -> None:
    email = f"{uuid4().hex}@example.nhs.uk"
    first, second = await entered(door, somebody(), email), await entered(door, somebody())
    fact = await merged(door, first, second)
    third = await entered(door, somebody(), email)

    await door.accepted([taken_back(fact)])
    await leads_to(door, first, None)

    emails = [(await ask(door, "GET", f"/v1/people/{key}")).json["email"] for key in (first, second, third)]
    assert emails == [None, None, email]


async def test_the_directory_follows_what_its_own_organisation_says_of_people_and_no_other(door: Door) -> None:
    first, second, third = [await entered(door, somebody()) for _ in range(3)]
    others = event("person.merged", f"person/{second}", "RM1", into=third)
    await door.accepted([others], by="RM1")
    await door.accepted([event("person.merged", f"person/{first}", into=second)])
    await leads_to(door, first, second)
    assert (await ask(door, "GET", f"/v1/people/{second}")).json["merged_into"] is None

    await door.accepted([event("person.erased", f"person/{third}", on="2022-06-15")])

    async def gone() -> bool:
        return (await ask(door, "GET", f"/v1/people/{third}")).status == 404

    await eventually(gone, "what was said to be erased is erased")


async def test_whoever_is_left_when_the_main_entry_goes_stays_one_person(door: Door) -> None:
    first, second, third = [await entered(door, somebody()) for _ in range(3)]
    for key in (first, second):
        await merged(door, key, third)
    await door.accepted([event("person.erased", f"person/{third}", on="2022-06-15")])

    async def gone() -> bool:
        return (await ask(door, "GET", f"/v1/people/{third}")).status == 404

    await eventually(gone, "what was said to be erased is erased")
    main, other = sorted((first, second))
    await leads_to(door, other, main)
    await leads_to(door, main, None)


async def test_nobody_is_merged_into_themselves(door: Door) -> None:
    key = await entered(door, somebody())
    reply = await ask(door, "POST", f"/v1/people/{key}/merge", {"into": key})
    assert reply.problem == (422, "MergedIntoItself", "into")


async def test_a_person_is_erased_under_all_of_their_keys(door: Door, stack: Stack) -> None:
    name = somebody()
    first, second = [await entered(door, name) for _ in range(2)]
    await ask(door, "POST", f"/v1/people/{first}/merge", {"into": second})
    erased = (await ask(door, "DELETE", f"/v1/people/{first}")).json
    assert set(erased["erased"]) == {first, second}
    assert {(fact["stream"], fact["status"]) for fact in erased["facts"]} == {
        (f"person/{key}", "accepted") for key in (first, second)
    }
    for key in (first, second):
        assert (await ask(door, "GET", f"/v1/people/{key}")).status == 404
        again = (await ask(door, "DELETE", f"/v1/people/{key}")).json
        assert (again["erased"], [fact["status"] for fact in again["facts"]]) == ([key], ["duplicate"])
        assert (await ask(door, "DELETE", f"/v1/people/{key}", by="RM1")).status == 404
    assert await _rows_with(stack, name) == 0


async def test_a_person_of_whom_only_others_have_spoken_is_erased_all_the_same(door: Door) -> None:
    key = await entered(door, somebody())
    course = str(uuid4())
    said = event(
        "training.completed", f"person/{key}", "RM1", course=course, organisation="RM1", completed_on="2022-06-15"
    )
    await door.accepted([said], by="RM1")
    erased = (await ask(door, "DELETE", f"/v1/people/{key}")).json
    assert [(fact["status"], fact["reason"]["type"]) for fact in erased["facts"]] == [("refused", "NotYours")]
    assert (await ask(door, "GET", f"/v1/people/{key}")).status == 404


async def test_an_erasure_that_was_cut_short_is_finished_by_the_same_request(door: Door) -> None:
    key = await entered(door, somebody())
    await door.accepted([event("person.erased", f"person/{key}", on="2022-06-15")])
    erased = (await ask(door, "DELETE", f"/v1/people/{key}")).json
    assert [(fact["status"], fact["reason"]["type"]) for fact in erased["facts"]] == [("refused", "AlreadySaid")]
    assert (await ask(door, "GET", f"/v1/people/{key}")).status == 404


async def test_no_name_is_ever_logged(door: Door, stack: Stack) -> None:
    name, email = somebody(), f"{uuid4().hex}@example.nhs.uk"
    key = await entered(door, name, email)
    await ask(door, "POST", "/v1/people", {"name": name, "email": email})
    await ask(door, "PATCH", f"/v1/people/{await entered(door, name)}", {"name": name, "email": email})
    await ask(door, "GET", "/v1/people", name=name, email=email)
    await ask(door, "DELETE", f"/v1/people/{key}")
    logs = await asyncio.to_thread(_logs, stack.home)
    assert len(logs) > 5
    assert [path for path, text in logs.items() if name in text or email in text] == []


def _logs(home: Path) -> dict[str, str]:
    return {str(path): path.read_text(errors="replace") for path in home.rglob("*.log")}


async def test_the_directory_is_for_submitters_and_to_read_for_leads(door: Door) -> None:
    key = await entered(door, somebody())
    lead = {"Authorization": f"Bearer {await _token(door, 'qi_lead')}", "Content-Type": "application/json"}
    finance = {"Authorization": f"Bearer {await _token(door, 'finance')}"}
    assert (await door.ask("GET", f"/v1/people/{key}", headers=lead)).status == 200
    assert (await door.ask("GET", f"/v1/people/{key}", headers=finance)).problem[1] == "RoleRequired"
    for method, path, body in (
        ("POST", "/v1/people", b'{"name": "Ada"}'),
        ("PATCH", f"/v1/people/{key}", b'{"name": "Ada"}'),
        ("POST", f"/v1/people/{key}/merge", b'{"into": "%s"}' % key.encode()),
        ("DELETE", f"/v1/people/{key}", None),
    ):
        assert (await door.ask(method, path, headers=lead, body=body)).problem == (403, "RoleRequired", None)


async def test_the_systems_reader_sees_no_people_and_a_stranger_none(door: Door) -> None:
    assert (await ask(door, "GET", "/v1/people", by="ICS")).problem == (403, "RoleRequired", None)
    assert (await ask(door, "GET", "/v1/people", by=None)).problem == (401, "NotAuthenticated", None)


@pytest.mark.parametrize("owner", [False, True])
async def test_without_an_organisation_the_database_shows_and_takes_nothing(
    door: Door, stack: Stack, owner: bool
) -> None:
    await entered(door, somebody())
    connection = await asyncpg.connect(stack.database_url("training", owner=owner))
    try:
        assert await connection.fetchval(COUNT) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT, uuid4(), "RGP")
        async with connection.transaction():
            await connection.execute(OWN, "RGP")
            assert await connection.fetchval(COUNT) > 0
        assert await connection.fetchval(COUNT) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT, uuid4(), "")
    finally:
        await connection.close()


async def test_in_the_name_of_one_organisation_nothing_is_written_for_another(door: Door, stack: Stack) -> None:
    key = await entered(door, somebody())
    connection = await asyncpg.connect(stack.database_url("training"))
    try:
        await connection.execute("BEGIN")
        await connection.execute(OWN, "RM1")
        assert await connection.execute("UPDATE people SET name = 'Mine' WHERE person_key = $1", key) == "UPDATE 0"
        assert await connection.execute("DELETE FROM people WHERE person_key = $1", key) == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(INSERT, uuid4(), "RGP")
    finally:
        await connection.close()


async def test_no_entry_is_handed_to_another_organisation(door: Door, stack: Stack) -> None:
    key = await entered(door, somebody())
    connection = await asyncpg.connect(stack.database_url("training"))
    try:
        await connection.execute("BEGIN")
        await connection.execute(OWN, "RGP")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE people SET organisation = 'RM1' WHERE person_key = $1", key)
    finally:
        await connection.close()


async def _rows_with(stack: Stack, name: str) -> int:
    connection = await asyncpg.connect(stack.database_url("training"))
    try:
        async with connection.transaction():
            await connection.execute(OWN, "RGP")
            return int(await connection.fetchval("SELECT count(*) FROM people WHERE people::text LIKE $1", f"%{name}%"))
    finally:
        await connection.close()


async def _token(door: Door, role: str) -> str:
    form = {"grant_type": "client_credentials", "scope": role, **door.credentials["clients"]["RGP"]}
    async with aiohttp.ClientSession() as session, session.post(door.credentials["token_url"], data=form) as reply:
        return str((await reply.json())["access_token"])
