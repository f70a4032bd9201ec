"""Measurements and cafés come in by what people call them, and are corrected rather than doubled."""

from uuid import uuid4

from tests.client import Door, Json, eventually
from tests.gateway.imports.test_projects import said_of
from tests.gateway.imports.uploading import XLSX, as_csv, as_xlsx, counts, events, faults, report_of, types
from tests.journeys.projects import Project


async def measured(door: Door) -> tuple[Project, str]:
    """Register a project that measures falls; return it and its reference."""
    project, reference = Project(), f"M-{uuid4().hex[:8]}"
    registered = project.registered("2023-04-01")
    registered["data"] |= {"reference": reference}
    added = project.said(
        "measure_added", measure_id="m-1", name="Falls with harm", kind="outcome", unit="falls", direction="decrease",
        chart="run",
    )  # fmt: skip
    await door.accepted([registered, added])
    await said_of(door, project.id, 2)
    return project, reference


async def test_a_value_is_recorded_once_and_corrected_when_it_is_another(door: Door) -> None:
    project, reference = await measured(door)
    rows: list[Json] = [
        {"Project ID": reference, "Measure": "falls with harm", "Date": "01/05/2023", "Value": "1,204.5"},
        {"Project ID": project.id, "Measure": "m-1", "Date": "01/06/2023", "Numerator": 3, "Denominator": "12"},
    ]

    first = await report_of(door, "measurements", as_xlsx(rows), media=XLSX)
    await said_of(door, project.id, 4)
    same = await report_of(door, "measurements", as_csv(rows))
    corrected = await report_of(door, "measurements", as_csv([{**rows[0], "Value": "4"}, rows[1]]))

    assert (counts(first), counts(same), counts(corrected)) == ((2, 0, 0), (0, 2, 0), (1, 1, 0))
    said = await said_of(door, project.id, 5)
    assert types(said)[2:] == ["measurement_recorded", "measurement_recorded", "measurement_corrected"]
    assert [one["data"].get("value") for one in said[2:]] == [1204.5, None, 4]


async def test_what_the_project_does_not_measure_is_refused_in_its_column(door: Door) -> None:
    _, reference = await measured(door)
    usual = {"Project": reference, "Measure": "m-1", "Date": "01/05/2023", "Value": "1", "Numerator": ""}
    rows = [
        {**usual, "Measure": "Pressure ulcers"},
        {**usual, "Project": "no such project"},
        {**usual, "Value": ""},
        {**usual, "Value": "a few"},
        {**usual, "Date": "01/05/2999"},
        usual,
        usual,
    ]

    report = await report_of(door, "measurements", as_csv(rows))

    assert faults(report, "row", "title", "type") == [
        (2, "Measure", "UnknownMeasure"),
        (3, None, "ProjectNotRegistered"),
        (4, "Value", "MissingField"),
        (5, "Value", "OutOfRange"),
        (6, "Date", "NotYetHappened"),
        (8, None, "SaidTwice"),
    ]


async def cafe(door: Door, day: str) -> Json | None:
    items = (await door.read("/v1/cafes", by="RGP", organisation="RGP"))["items"]
    return next((one for one in items if one["on"] == day), None)


async def test_a_calendar_is_planned_first_and_told_afterwards(door: Door) -> None:
    day = "1987-03-02"
    planned: Json = {
        "Café date": "02/03/1987",
        "Topic": "Flow",
        "Open to all": "yes",
        "Status": "Planned",
        "Hosts": "RY3",
    }

    first = await report_of(door, "cafes", as_csv([planned]))
    await eventually(lambda: there(door, day, "scheduled"), "the café is in the calendar")
    same = await report_of(door, "cafes", as_csv([planned]))
    held = await report_of(door, "cafes", as_csv([{**planned, "Status": "", "Attendance": "23.0"}]))
    await eventually(lambda: there(door, day, "held"), "the café was held")
    otherwise = await report_of(door, "cafes", as_csv([{**planned, "Topic": "Another"}]))

    assert [counts(one) for one in (first, same, held, otherwise)] == [(1, 0, 0), (0, 1, 0), (1, 0, 0), (0, 0, 1)]
    assert faults(otherwise, "title", "type") == [("Topic", "AlreadySaid")]
    found = await cafe(door, day)
    assert found is not None
    assert (found["hosts"], found["attendance"]) == (["RGP", "RY3"], 23)
    assert types(await events(door, f"cafe/{found['id']}")) == ["scheduled", "held"]


async def there(door: Door, day: str, status: str) -> bool:
    found = await cafe(door, day)
    return found is not None and found["status"] == status


async def test_two_cafes_of_one_day_need_their_numbers(door: Door) -> None:
    row: Json = {"Date": "03/03/1987", "Open to all staff": "No", "Reference": ""}

    without = await report_of(door, "cafes", as_csv([row, row]), dry_run="true")
    numbered = await report_of(door, "cafes", as_csv([row, {**row, "Reference": "B"}]), dry_run="true")

    assert (counts(without), counts(numbered)) == ((1, 0, 1), (2, 0, 0))
