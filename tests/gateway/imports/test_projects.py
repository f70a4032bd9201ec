"""A register that is kept elsewhere comes in whole, again and again; only what is new in it is said."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.stack import Stack
from tests.client import Door, Json, eventually
from tests.gateway.imports.uploading import (
    IMPORTS,
    XLSX,
    as_csv,
    as_xlsx,
    counts,
    events,
    faults,
    report_of,
    types,
    upload,
)
from tests.gateway.submissions.test_history import listed

PATIENT = "943 476 5919"
RUNNING = {
    "Project title": "Fewer falls",
    "Organisation": "RGP",
    "Aim statement": "Halve falls with harm",
    "Status": "Active",
    "Date created": "14/04/2023",
    "Start date": "01/05/2023",
    "Progress score": "2.5 - Improvement in one measure",
    "Progress score date": "30/06/2023",
    "Service user involvement": "Big 'I'",
    "Department": "Medicine",
    "Last updated by": "somebody",
}


def register(*changed: Json) -> tuple[list[Json], list[str]]:
    """Return rows as Life QI has them, and their references."""
    references = [f"LQ-{uuid4().hex[:8]}" for _ in changed]
    return [{"Project ID": one, **RUNNING, **row} for one, row in zip(references, changed, strict=True)], references


async def known(door: Door, reference: str, holds: Callable[[Json], bool] = bool) -> Json:
    """Return a project of the register as soon as the read side has it so."""
    found: Json = {}

    async def there() -> bool:
        nonlocal found
        reply = await door.read("/v1/projects", by="RGP", organisation="RGP", sort="newest", limit="500")
        found = next((one for one in reply["items"] if one["reference"] == reference), {})
        return bool(found) and holds(found)

    await eventually(there, f"{reference} is in the register")
    return found


async def stored(stack: Stack) -> int:
    connection = await asyncpg.connect(stack.database_url("projects"))
    try:
        return int(await connection.fetchval("SELECT count(*) FROM events"))
    finally:
        await connection.close()


async def test_an_export_of_a_register_maps_without_edits(door: Door) -> None:
    rows, [running, closed] = register(
        {}, {"Status": "Completed", "Date completed": "31/10/2023", "Progress score date": ""}
    )

    report = await report_of(door, "projects", as_csv(rows))

    assert counts(report) == (2, 0, 0)
    assert report["unused_columns"] == ["Last updated by"]
    one = await known(door, running)
    assert (one["title"], one["status"], one["score"], one["scored_on"]) == (
        "Fewer falls",
        "running",
        2.5,
        "2023-06-30",
    )
    assert (one["registered_on"], one["started_on"], one["involvement"]) == ("2023-04-14", "2023-05-01", "big_i")
    assert (one["kind"], one["division"]) == ("quality_improvement", "Medicine")
    other = await known(door, closed)
    assert (other["status"], other["completed_on"], other["scored_on"]) == ("completed", "2023-10-31", "2023-10-31")


async def test_the_same_file_again_changes_nothing(stack: Stack, door: Door) -> None:
    rows, references = register({}, {"Status": "Cancelled", "Date completed": "1 Oct 2023"}, {"Status": "On hold"})
    first = await report_of(door, "projects", as_csv(rows))
    assert counts(first) == (3, 0, 0)
    before = await stored(stack)

    at_once = await report_of(door, "projects", as_csv(rows))
    for one in references:
        await known(door, one, lambda item: item["status"] != "registered")
    later = await report_of(door, "projects", as_xlsx(rows), media=XLSX)

    assert counts(at_once) == counts(later) == (0, 3, 0)
    assert await stored(stack) == before


async def test_what_has_changed_since_is_said_and_nothing_else(door: Door) -> None:
    rows, [reference] = register({})
    await report_of(door, "projects", as_csv(rows))
    project = await known(door, reference, lambda item: item["score"] is not None)
    changed = {
        **rows[0], "Project title": "Far fewer falls", "Progress score": "3.0", "Progress score date": "30/09/2023",
        "Aim statement": "",
    }  # fmt: skip

    report = await report_of(door, "projects", as_csv([changed]))

    said = await said_of(door, project["id"], 6)
    assert counts(report) == (1, 0, 0)
    assert types(said)[4:] == ["details_amended", "score_assessed"]
    assert said[4]["data"] == {"title": "Far fewer falls"}
    assert (await known(door, reference, lambda item: item["score"] == 3))["aim"] == "Halve falls with harm"


async def said_of(door: Door, project: str, count: int) -> list[Json]:
    found: list[Json] = []

    async def there() -> bool:
        nonlocal found
        found = await events(door, f"project/{project}")
        return len(found) >= count

    await eventually(there, f"{count} facts of the project")
    return found


async def test_a_project_that_was_registered_otherwise_is_found_by_its_reference(door: Door) -> None:
    from tests.journeys.projects import Project  # noqa: PLC0415

    rows, [reference] = register({"Status": "Not started", "Progress score": "", "Service user involvement": ""})
    project = Project()
    fact = project.registered("2023-04-14")
    fact["data"] |= {"reference": reference, "title": "Fewer falls"}
    await door.accepted([fact])
    await known(door, reference)

    assert counts(await report_of(door, "projects", as_csv(rows))) == (1, 0, 0)

    assert types(await said_of(door, project.id, 2)) == ["registered", "details_amended"]


async def test_an_excel_template_filled_by_a_program_with_three_wrong_rows(door: Door) -> None:
    """Dry run and for real: each wrong row is named with its column and the way to mend it, the others come in."""
    import io  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415

    reply = await door.ask("GET", f"{IMPORTS}/templates/projects", by="RGP")
    book = load_workbook(io.BytesIO(reply.body))
    sheet = book["Projects"]
    place = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    rows, references = register(*[{}] * 5)
    wrong = {3: ("Progress score", "3.3"), 4: ("Registered on", "31/02/2023"), 6: ("Partner organisations", "XYZ9")}
    for number, row in enumerate(rows, 2):
        filled = {
            "Reference": row["Project ID"], "Title": f"Project {number}", "Registered on": "14/04/2023",
            "Progress score": "2.5", "Scored on": "30/06/2023", **dict([wrong[number]] if number in wrong else []),
        }  # fmt: skip
        for name, value in filled.items():
            sheet.cell(number, place[name], value)
    file = io.BytesIO()
    book.save(file)
    letter = {name: sheet.cell(1, at).column_letter for name, at in place.items()}

    tried = await report_of(door, "projects", file.getvalue(), media=XLSX, dry_run="true")
    assert await listed(door, batch=tried["id"]) == []
    real = await report_of(door, "projects", file.getvalue(), media=XLSX)

    for report in (tried, real):
        assert counts(report) == (2, 0, 3)
        assert faults(report) == [
            (3, letter["Progress score"], "ScoreNotOnScale"),
            (4, letter["Registered on"], "OutOfRange"),
            (6, letter["Partner organisations"], "UnknownOrganisation"),
        ]
        assert all(one.get("mend") or one["type"] == "OutOfRange" for one in report["faults"])
        assert report["faults"][1]["value"] == "31/02/2023"
    await known(door, references[0])
    written = {one["subject"] for one in await listed(door, batch=real["id"]) if one["status"] != "refused"}
    assert len(written) == 2


async def test_nothing_of_a_refused_row_is_written(stack: Stack, door: Door) -> None:
    rows, _ = register({"Progress score date": "01/01/2999"}, {"Aim statement": f"For {PATIENT}"})
    before = await stored(stack)

    report = await report_of(door, "projects", as_csv(rows))

    assert counts(report) == (0, 0, 2)
    assert faults(report, "row", "type", "title") == [
        (2, "NotYetHappened", "Progress score date"),
        (3, "LooksLikePatientIdentifier", "Aim statement"),
    ]
    assert PATIENT not in str(report)
    assert await stored(stack) == before


async def test_a_row_that_rests_on_a_refused_one_is_refused_with_it(door: Door) -> None:
    rows, _ = register({"Status": "On hold", "Start date": ""}, {})
    twice = [rows[1], {**rows[1], "Project title": "Another"}]

    report = await report_of(door, "projects", as_csv([rows[0], *twice]))

    assert faults(report, "row", "type", "title") == [(2, "MissingField", "Start date"), (4, "SaidTwice", None)]


async def test_what_is_anothers_is_left_to_them(door: Door) -> None:
    rows, _ = register({"Organisation": "RM1"}, {"Organisation": "rgp"})

    report = await report_of(door, "projects", as_csv(rows))

    assert faults(report) == [(2, "C", "NotYourProject")]
    assert counts(report) == (1, 0, 1)


async def test_every_organisation_has_its_own_numbers(door: Door) -> None:
    rows, [reference] = register({"Organisation": ""})
    ours = await report_of(door, "projects", as_csv(rows))
    theirs = await report_of(door, "projects", as_csv(rows), by="RM1")

    assert counts(ours) == counts(theirs) == (1, 0, 0)
    subjects = [
        {one["subject"] for one in await listed(door, batch=report["id"], by=by)}
        for report, by in ((ours, "RGP"), (theirs, "RM1"))
    ]
    assert subjects[0].isdisjoint(subjects[1])
    assert (await known(door, reference))["lead_organisation"] == "RGP"


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 422, "UnreadableFile"),
        (b"Some,other,file\n1,2,3\n", 422, "MissingColumn"),
        (b"Project title,Status\nFalls,Active\n", 422, "MissingColumn"),
        (b"Project ID,Title,NHS number\n1,Falls,9434765919\n", 422, "LooksLikePatientIdentifier"),
        (b"x" * (17 * 1024 * 1024), 413, "TooLarge"),
        (b"Project ID,Title\n" + b"1,x\n" * 50_100, 413, "TooLarge"),
    ],
)
async def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    door: Door, body: bytes, status: int, kind: str
) -> None:
    assert (await upload(door, "projects", body)).problem[:2] == (status, kind)


Asked = Callable[[Door], Awaitable[object]]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": "x"}, "as_of"),
        ({"format": "x"}, "format"),
    ],
)
async def test_a_parameter_that_cannot_be_read_is_named(door: Door, asked: dict[str, str], field: str) -> None:
    reply = await upload(door, asked.pop("kind", "projects"), b"ID,Title\n", **asked)

    assert reply.problem == (400, "MalformedParameter", field)


async def test_another_kind_of_body_is_none_of_ours(door: Door) -> None:
    assert (await upload(door, "projects", b"{}", media="application/json")).problem[:2] == (
        415,
        "UnsupportedMediaType",
    )


async def test_a_report_can_be_looked_up_by_its_own_organisation_alone_and_quotes_nothing(door: Door) -> None:
    rows, _ = register({"Start date": "31/02/2023"})
    report = await report_of(door, "projects", as_csv(rows), file_name="Register März.csv")
    path = f"{IMPORTS}/{report['id']}"

    kept = (await door.ask("GET", path, by="RGP")).json
    table = await door.ask("GET", path, by="RGP", params={"format": "csv"})

    assert report["faults"][0]["value"] == "31/02/2023"
    assert "value" not in kept["faults"][0]
    assert {**kept, "faults": []} == {**report, "faults": []}
    assert kept["file_name"] == "Register März.csv"
    assert table.body.decode().splitlines()[0] == "row,column,title,type,detail,mend,value"
    assert (await door.ask("GET", path, by="RM1")).problem[:2] == (404, "NotFound")
    assert report["id"] not in (await door.ask("GET", IMPORTS, by="RM1")).body.decode()
    [newest] = (await door.ask("GET", IMPORTS, by="RGP", params={"limit": "1"})).json["items"]
    assert newest["id"] == report["id"]
