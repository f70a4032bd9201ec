"""Completions come in by people's work addresses, which stay in the directory of their own organisation."""

from uuid import uuid4

from deploy.local.stack import Stack
from tests.client import Door, Json, eventually
from tests.gateway.imports.uploading import as_csv, as_xlsx, counts, faults, report_of
from tests.gateway.submissions.test_history import listed


async def course(door: Door, title: str, by: str = "RGP") -> str:
    """Announce a course and wait until the list of courses has it."""
    identifier = str(uuid4())
    await door.accepted(
        [
            {
                "specversion": "1.0", "id": str(uuid4()), "source": "urn:tests", "type": "course.announced",
                "subject": f"course/{identifier}",
                "data": {
                    "title": title, "class": "qi_fundamentals", "provider_organisation": by, "ics_programme": False,
                },
            }
        ],
        by,
    )  # fmt: skip

    async def there() -> bool:
        items = (await door.read("/v1/courses", by=by, sort="newest"))["items"]
        return any(one["id"] == identifier for one in items)

    await eventually(there, "the course is in the list")
    return identifier


def person() -> Json:
    unique = uuid4().hex[:10]
    return {"Email": f"{unique}@RGP.example", "Name": f"Sam {unique}"}


async def entry(door: Door, address: str, by: str = "RGP") -> list[Json]:
    found: list[Json] = (await door.ask("GET", "/v1/people", by=by, params={"email": address})).json["items"]
    return found


async def test_people_are_found_by_their_address_or_entered_and_never_named(stack: Stack, door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    identifier = await course(door, title)
    new, old = person(), person()
    known = (await door.ask("POST", "/v1/people", by="RGP", headers={"Content-Type": "application/json"},
                            body=b'{"name": "Known", "email": "%s"}' % old["Email"].encode())).json  # fmt: skip
    rows = [{**one, "Course": title, "Completed on": "12/06/2023", "Profession": "AHP"} for one in (new, old)]

    report = await report_of(door, "training", as_csv(rows))

    assert counts(report) == (2, 0, 0)
    [entered] = await entry(door, new["Email"])
    assert entered["name"] == new["Name"]
    assert (await entry(door, old["Email"]))[0]["name"] == "Known"
    subjects = {one["subject"] for one in await listed(door, batch=report["id"])}
    assert subjects == {f"person/{entered['person_key']}", f"person/{known['person_key']}"}
    kept = (await door.ask("GET", f"/v1/imports/{report['id']}", by="RGP")).body.decode()
    logs = "".join(file.read_text() for file in (stack.home / "logs").glob("*.log"))
    for one in (new, old):
        assert one["Email"] not in kept + logs
        assert one["Name"] not in kept + logs
    assert identifier


async def test_the_same_file_again_changes_nothing_and_a_dry_run_enters_nobody(door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    await course(door, title)
    somebody = person()
    rows = [{**somebody, "Course title": title.upper(), "Date completed": "2023-06-12"}]

    tried = await report_of(door, "training", as_csv(rows), dry_run="true")
    assert await entry(door, somebody["Email"]) == []
    real = await report_of(door, "training", as_csv(rows))
    again = await report_of(door, "training", as_csv(rows))
    tried_again = await report_of(door, "training", as_csv(rows), dry_run="true")

    assert counts(tried) == counts(real) == (1, 0, 0)
    assert counts(again) == counts(tried_again) == (0, 1, 0)


async def test_nobody_is_entered_for_a_row_that_is_refused(door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    await course(door, title)
    early, unnamed, unknown, odd = (person() for _ in range(4))
    usual = {"Course": title, "Completed on": "12/06/2023"}
    rows = [
        {**early, **usual, "Completed on": "12/06/2999"},
        {**unnamed, **usual, "Name": ""},
        {**unknown, **usual, "Course": "No such course"},
        {**odd, **usual, "Email": "nobody"},
        {**usual, "Name": "Without an address"},
    ]

    report = await report_of(door, "training", as_csv(rows))

    assert faults(report, "row", "title", "type") == [
        (2, "Completed on", "NotYetHappened"),
        (3, "Name", "MissingField"),
        (4, "Course", "OutOfRange"),
        (5, "Email", "OutOfRange"),
        (6, "Email", "MissingField"),
    ]
    assert "nobody" not in str(report)
    for one in (early, unnamed, unknown):
        assert await entry(door, one["Email"]) == []


async def test_a_person_is_one_person_in_one_file(door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    await course(door, title)
    somebody = person()
    first = {**somebody, "Course": title, "Completed on": "12/06/2023"}
    rows = [first, {**first, "Email": somebody["Email"].lower()}, {**first, "Completed on": "13/06/2023"}]

    report = await report_of(door, "training", as_csv(rows))

    assert faults(report, "row", "type") == [(3, "SaidTwice")]
    assert len(await entry(door, somebody["Email"])) == 1
    assert len({one["subject"] for one in await listed(door, batch=report["id"])}) == 1


async def test_others_people_are_not_found(door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    await course(door, title)
    somebody = person()
    rows = [{**somebody, "Course": title, "Completed on": "12/06/2023"}]
    await report_of(door, "training", as_csv(rows))

    unnamed = await report_of(door, "training", as_csv([{**rows[0], "Name": ""}]), by="RM1")
    named = await report_of(door, "training", as_csv(rows), by="RM1")

    assert faults(unnamed, "title", "type") == [("Name", "MissingField")]
    assert counts(named) == (1, 0, 0)
    [ours], [theirs] = await entry(door, somebody["Email"]), await entry(door, somebody["Email"], by="RM1")
    assert ours["person_key"] != theirs["person_key"]


async def test_a_title_of_two_courses_is_ones_own_or_has_to_be_told_apart(door: Door) -> None:
    title = f"Fundamentals {uuid4().hex[:8]}"
    for by in ("RM1", "RY3"):
        await course(door, title, by)
    rows = [{**person(), "Course": title, "Completed on": "12/06/2023"}]

    ambiguous = await report_of(door, "training", as_csv(rows))
    theirs = await report_of(door, "training", as_csv(rows), by="RM1")

    assert faults(ambiguous, "title", "type") == [("Course", "OutOfRange")]
    assert counts(theirs) == (1, 0, 0)
    assert as_xlsx(rows)
