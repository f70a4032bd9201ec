"""A team records by hand what it does, on whatever it has at hand, and sees at once what became of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from shared.moments import london_day
from tests.browser.conftest import REACHES, Reader
from tests.client import Door, eventually
from tests.training.asking import entered, event

TEAM, LEAD, FINANCE, COACH = (
    "submitter@rgp.example",
    "qi.lead@rgp.example",
    "finance@rgp.example",
    "qi.lead@rm1.example",
)
JAMES_PAGET = "James Paget University Hospitals NHS Foundation Trust"
TODAY = london_day(datetime.now(UTC))
APRIL = 4
MONTHS = [date(2021, month, 1) for month in range(1, 13)] + [date(2022, month, 1) for month in range(1, 5)]
FALLS = [12, 11, 13, 12, 14, 11, 12, 13, 7, 6, 7, 5, 6, 6, 5, 4]


async def usable(reader: Reader) -> None:
    """Everyone can use the page, and nothing on it complains or comes from elsewhere."""
    assert await reader.barriers() == []
    assert await reader.page.evaluate(REACHES)
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


async def watched(reader: Reader, path: str) -> Page:
    """Open a page of this year's figures in another tab, which follows changes and knows if it is loaded anew."""
    other, begins = await reader.page.context.new_page(), TODAY.year - (TODAY.month < APRIL)
    await other.goto(f"{reader.url}{path}&year={begins}%2F{(begins + 1) % 100:02}")
    if reader.scripts:
        await expect(other.locator(".gt-live")).to_have_attribute("data-state", "live", timeout=30_000)
        await other.evaluate("window.sameAsBefore = true")
    return other


async def register(reader: Reader, title: str) -> None:
    await reader.open("/projects")
    await reader.follow("Register a project")
    await reader.answer(title=title, kind="quality_improvement", aim="Half as many falls by March 2023")
    await reader.day("registered_on", date(2021, 6, 1))
    await reader.press("Record")
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)


async def test_a_team_registers_a_project_records_a_cycle_and_measurements_and_sees_its_chart(
    reader: Reader, door: Door
) -> None:
    title, page = f"Fewer falls on Ward {uuid4().hex[:6]}", reader.page
    await reader.sign_in(door, TEAM)
    reader.asked.clear()  # the way in leads through the issuer

    await register(reader, title)
    await usable(reader)
    await reader.follow("Start the project")
    await reader.day("on", date(2021, 6, 15))
    await reader.press("Record")

    await page.get_by_text("Everything that can be recorded").click()
    await reader.follow("Add a change idea")
    await reader.answer(text="A prompt at the bed")
    await reader.press("Record")
    await reader.follow("Record a PDSA cycle")
    await usable(reader)
    await page.get_by_label("A prompt at the bed").check()
    await reader.day("started_on", date(2021, 7, 1))
    await reader.day("completed_on", date(2021, 7, 14))
    await reader.answer(plan="Ask at every round.", do="Asked at most.", study="Fewer falls at night.", act="Go on.")
    await reader.answer(decision="adopt")
    await reader.press("Record")
    await expect(page.get_by_text("Cycle 1, 1 July 2021 to 14 July 2021: adopted, A prompt at the bed")).to_be_visible()

    await reader.follow("Record a measurement")
    await reader.follow("Add a measure")
    await usable(reader)
    await reader.answer(name="Falls", kind="outcome", unit="falls", direction="decrease", chart="run")
    await reader.press("Record")
    address = ""
    for on, falls in zip(MONTHS, FALLS, strict=True):
        if address:
            await reader.open(address)
        else:
            await reader.follow("Record a measurement")
            address = page.url.removeprefix(reader.url)
        await page.get_by_label("Falls", exact=True).check()
        await reader.day("on", on)
        await reader.answer(value=str(falls))
        await reader.press("Record")

    chart = page.locator("section[aria-labelledby=measures]")
    await expect(chart.locator("svg.gt-chart").first).to_be_attached()
    assert await chart.locator("svg.gt-chart").first.locator(".gt-point").count() == len(FALLS)
    await expect(chart).to_contain_text("Falls")
    await reader.open(f"/projects?q={title.replace(' ', '+')}")
    await expect(page.get_by_role("link", name=title)).to_be_visible()
    assert reader.complaints == []


async def test_what_is_wrong_is_said_where_it_is_and_a_keyboard_gets_there(reader: Reader, door: Door) -> None:
    page = reader.page
    await reader.sign_in(door, TEAM)
    reader.asked.clear()
    await reader.open("/record/project.registered")
    await reader.answer(aim="Something long that nobody wants to type again")

    await reader.press("Record")

    await expect(page).to_have_title("Error: Register a project – Golden Thread")
    summary = page.get_by_role("alert")
    await expect(summary).to_contain_text("There is a problem")
    await summary.get_by_role("link", name="Enter the title").click()
    await expect(page.locator("#title")).to_be_focused()
    await expect(page.locator("#title")).to_have_attribute("aria-describedby", "title-hint title-error")
    await expect(page.locator("#aim")).to_have_value("Something long that nobody wants to type again")
    await usable(reader)
    await page.go_back()
    await page.go_forward()
    await expect(page.locator("#aim")).to_have_value("Something long that nobody wants to type again")


FORMS = [
    (TEAM, "project.details_amended"),
    (TEAM, "project.score_assessed"),
    (TEAM, "project.measure_added"),
    (TEAM, "project.sustainability_assessed"),
    (TEAM, "project.carbon_estimated"),
    (TEAM, "project.qia_scored"),
    (TEAM, "project.coaching_logged"),
    (FINANCE, "project.saving_forecast"),
]


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
async def test_everyone_can_use_every_kind_of_form_also_where_something_is_wrong(reader: Reader, door: Door) -> None:
    project = (await door.read("/v1/projects", by="RGP", organisation="RGP", status="running"))["items"][0]["id"]
    for email, type_ in FORMS:
        await reader.sign_in(door, email)
        reader.asked.clear()
        await reader.open(f"/record/{type_}/{project}")
        await usable(reader)
        await reader.press("Record")
        await expect(reader.page.get_by_role("alert")).to_be_visible()
        await usable(reader)
    for path in ("/record", "/people/new", "/record/cafe.scheduled", "/record/publication.recorded?kind=poster"):
        await reader.open(path)
        await usable(reader)


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
async def test_somebody_is_chosen_among_people_of_one_name(reader: Reader, door: Door) -> None:
    family = f"Omega{uuid4().hex[:6]}"
    await entered(door, f"Ada {family}")
    await entered(door, f"Ben {family}")
    project = (await door.read("/v1/projects", by="RGP", organisation="RGP", status="running"))["items"][0]["id"]
    await reader.sign_in(door, TEAM)
    reader.asked.clear()
    await reader.open(f"/record/project.handed_over/{project}")
    await reader.page.get_by_label("Who leads the work from then on").fill(family)
    await reader.press("Record")

    await usable(reader)
    await reader.page.get_by_label(f"Ben {family}").check()
    await reader.press("Record")

    await expect(reader.page.get_by_text("Done: hand over to another lead")).to_be_visible()


async def test_a_coach_finds_stalled_projects_and_records_a_contact(reader: Reader, door: Door) -> None:
    page, title = reader.page, f"Stuck {uuid4().hex[:6]}"
    project, family = f"project/{uuid4()}", f"Sigma{uuid4().hex[:6]}"
    coach, begun = await entered(door, f"Cora {family}"), TODAY - timedelta(days=200)
    said = {"title": title, "kind": "quality_improvement", "lead_organisation": "RGP", "registered_on": str(begun)}
    [*_, last] = await door.accepted(
        [
            event("project.registered", project, **said),
            event("project.score_assessed", project, score=2.5, assessed_on=str(begun), assessor="team"),
            event("adviser.registered", f"adviser/{coach}", organisation="RGP", on=str(begun)),
        ]
    )
    await door.read("/v1/years", min_fresh=last["recorded_at"])
    await reader.sign_in(door, TEAM)
    reader.asked.clear()
    await reader.open("/submissions")

    await reader.follow("Data quality")
    await usable(reader)
    stalled = page.locator("section[aria-labelledby=stalled]").get_by_role("row", name=title)
    await stalled.get_by_role("link", name=title, exact=True).click()
    await reader.follow("Record a coaching contact")
    await page.get_by_label("Adviser").fill(family)
    await reader.answer(minutes="30", topic="What to test next")
    await reader.press("Record")

    await expect(page.locator("section[aria-labelledby=people]")).to_contain_text("What to test next")
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


async def test_an_organisation_objects_to_a_measure_and_agrees_again(reader: Reader, door: Door) -> None:
    page = reader.page
    await reader.sign_in(door, LEAD)
    reader.asked.clear()
    await reader.open("/agreement")
    await usable(reader)
    await page.get_by_text("Projects with patient and public involvement").first.click()
    measure = page.locator("details", has_text="Projects with patient and public involvement")
    await measure.get_by_role("link", name="Object to how the measure is counted").click()
    await usable(reader)
    await reader.answer(note="Carers should be named.")
    await reader.press("Record")

    await expect(page.get_by_role("alert")).to_contain_text("Done: object to how the measure is counted")
    agreed = page.locator("section[aria-labelledby=agreed]")
    await expect(agreed).to_contain_text("Objected to")
    await expect(agreed).to_contain_text(JAMES_PAGET)
    found = await door.read("/v1/agreement", by="RM1")
    [item] = [one for one in found["items"] if one["slug"] == "patient-involvement"]
    [statement] = [one for one in item["statements"] if one["organisation"] == "RGP"]
    assert (statement["agrees"], statement["note"]) == (False, "Carers should be named.")

    await page.get_by_text("Agree, object, propose or set a target").click()
    await reader.follow("Agree to how the measure is counted")
    await reader.press("Record")
    await expect(page.get_by_role("alert")).to_contain_text("Done: agree")
    await expect(agreed).not_to_contain_text("Objected to")


async def test_a_trainer_runs_a_session_and_a_completion_moves_the_figure_live_in_another_tab(
    reader: Reader, door: Door
) -> None:
    page, family = reader.page, f"Lambda{uuid4().hex[:6]}"
    course = f"Bronze {uuid4().hex[:6]}"
    before = await door.measure("people-trained", "RGP", by="RGP")
    await reader.sign_in(door, TEAM)
    reader.asked.clear()

    await reader.open("/people/new")
    await reader.answer(name=f"Tess {family}")
    await reader.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Entered")
    await reader.open("/courses")
    await reader.follow("Announce a course")
    await reader.answer(title=course, ics_programme="no")
    await reader.answer(**{"class": "qi_fundamentals"})
    await reader.press("Record")
    await reader.open("/sessions")
    await reader.follow("Schedule a session")
    await usable(reader)
    await reader.choose("course", course)
    await reader.day("starts_on", TODAY)
    await reader.day("ends_on", TODAY)
    await reader.answer(places="12")
    await reader.press("Record")
    await usable(reader)
    await page.get_by_text("Record something").click()
    await reader.follow("Record that somebody attended")
    await page.get_by_label("Who attended").fill(family)
    await page.get_by_label(JAMES_PAGET).check()
    await reader.press("Record")
    await expect(page.get_by_role("alert")).to_contain_text("Done: record that somebody attended")
    await expect(page.locator("[data-count=attended]")).to_have_text("1")
    await reader.open("/sessions")
    await reader.follow("Record that somebody completed a course")
    await page.get_by_label("Who completed it").fill(family)
    await reader.choose("course", course)
    await page.get_by_label("Nurse").check()
    other = await watched(reader, "/measures/people-trained?organisation=RGP")
    figure = other.locator(".gt-panel [data-part=headline]")
    await expect(figure).to_have_text(f"{before['numerator']:,}")
    await reader.press("Record")

    await expect(page.get_by_role("alert")).to_contain_text("Done: record that somebody completed a course")
    after = await door.measure("people-trained", "RGP", by="RGP")
    assert after["numerator"] == before["numerator"] + 1
    if not reader.scripts:
        await other.reload()
    await expect(figure).to_have_text(f"{after['numerator']:,}", timeout=30_000)
    assert await other.evaluate("window.sameAsBefore === true") is reader.scripts
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
async def test_whoever_leaves_a_form_finds_it_as_they_left_it(reader: Reader, door: Door) -> None:
    title = f"Half typed {uuid4().hex[:6]}"
    await reader.sign_in(door, TEAM)
    await reader.open("/record/project.registered")
    await reader.answer(title=title, kind="clinical_audit")

    await reader.follow("Back")

    async def kept() -> bool:
        await reader.open("/record")
        return await reader.page.get_by_role("link", name=title).count() == 1

    await eventually(kept, "the browser has told what was typed")
    await reader.page.get_by_role("link", name=title).click()

    await expect(reader.page.locator("#title")).to_have_value(title)
    await expect(reader.page.get_by_label("Clinical audit")).to_be_checked()
    assert reader.complaints == []
