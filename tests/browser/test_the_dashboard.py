"""A board member opens the dashboard, finds the year that was promised, and asks what is behind a figure."""

from decimal import Decimal

import pytest
from playwright.async_api import Locator, expect

from deploy.local.example.submission import Submission
from tests.browser.conftest import REACHES, Reader
from tests.client import Door

IMPROVEMENT = "Completed projects with at least a modest improvement"
INVOLVEMENT = "Projects with patient and public involvement"
JAMES_PAGET = "James Paget University Hospitals NHS Foundation Trust"


def shown(value: str | None) -> str:
    """Return a percentage as the page writes it."""
    return "No data yet" if value is None else f"{value}%"


def card_of(reader: Reader, title: str) -> Locator:
    """Return the card of a measure."""
    return reader.page.locator(".gt-card", has=reader.page.get_by_role("link", name=title, exact=True))


async def test_the_overview_opens_on_the_latest_year_with_facts(
    reader: Reader, door: Door, example: list[Submission]
) -> None:
    last = max(each.day for each in example)
    begins = last.year - (last.month < 4)

    assert await reader.open("/") == 200

    text = await reader.text()
    assert f"The whole system, {begins}/{(begins + 1) % 100:02}" in text
    for item in (await door.read("/v1/measures", year=f"{begins}/{(begins + 1) % 100:02}"))["items"]:
        definition, figure = item["definition"], item["figure"]
        card = card_of(reader, definition["title"])
        of = [figure["numerator"], figure["denominator"]] if figure["denominator"] else [Decimal(figure["value"] or 0)]
        said = shown(None) if figure["value"] is None else " of ".join(f"{number:,}" for number in of)
        await expect(card).to_contain_text(said)
        if definition["unit"] == "%":
            await expect(card).to_contain_text(shown(figure["value"]))
        await expect(card).to_contain_text("No target set")
        await expect(card).to_contain_text("Target: set by each organisation for itself")
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


async def test_from_the_overview_to_what_is_behind_a_figure(reader: Reader, door: Door) -> None:
    figure = await door.measure("modest-improvement", "RGP", year="2022/23")
    evidence = await door.read("/v1/measures/modest-improvement/evidence", organisation="RGP", year="2022/23")
    page = reader.page
    await reader.open("/")

    await reader.show(organisation="RGP", year="2022/23")

    assert f"{JAMES_PAGET}, 2022/23" in await reader.text()
    card = page.locator(".gt-card", has_text=IMPROVEMENT)
    for said in (shown(figure["value"]), f"{figure['numerator']} of {figure['denominator']}", "Target: 75%"):
        await expect(card).to_contain_text(said)
    await expect(card.locator(".gt-status")).to_have_text("Not achieved")
    await expect(page.locator(".gt-card", has_text=INVOLVEMENT).locator(".gt-status")).to_have_text("Achieved")
    await expect(page.locator(".gt-card", has_text=INVOLVEMENT)).to_contain_text("Target: 20%")

    await page.get_by_role("link", name=IMPROVEMENT).click()
    await page.wait_for_load_state()

    await expect(page.get_by_role("heading", level=1)).to_have_text(IMPROVEMENT)
    for heading in ("How it is defined", "What is behind the figure", "Organisations side by side"):
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    text = await reader.text()
    for words in (figure["definition"][part] for part in ("words", "why", "numerator", "denominator", "attribution")):
        assert words in text
    assert f"{evidence['counted']} counted, {evidence['not_counted']} not" in text
    for reason in evidence["reasons"]:
        assert f"{reason['count']} {reason['reason']}" in text
    assert f"{figure['needed']} short of the target" in text
    chosen = page.locator("tr.gt-table__chosen")
    await expect(chosen).to_contain_text(JAMES_PAGET)
    await expect(chosen).to_contain_text(shown(figure["value"]))
    await expect(page.get_by_role("table", name="the order says nothing").locator("tbody tr")).to_have_count(7)
    assert await page.evaluate(REACHES)
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])

    await page.get_by_role("link", name="All measures").click()
    await page.wait_for_load_state()
    assert f"{JAMES_PAGET}, 2022/23" in await reader.text()


async def test_another_organisation_is_one_click_away(reader: Reader, door: Door) -> None:
    figure = await door.measure("patient-involvement", "RMY", year="2022/23")
    await reader.open("/measures/patient-involvement?organisation=RGP&year=2022%2F23")

    await reader.page.get_by_role("link", name="Norfolk and Suffolk NHS Foundation Trust").first.click()
    await reader.page.wait_for_load_state()

    text = await reader.text()
    assert "Norfolk and Suffolk NHS Foundation Trust, 2022/23" in text
    assert f"{shown(figure['value'])} {figure['numerator']} of {figure['denominator']}" in text
    assert reader.complaints == []


async def test_from_a_figure_to_the_project_behind_it_and_every_fact_about_it(reader: Reader, door: Door) -> None:
    page = reader.page
    behind = "/v1/measures/modest-improvement/evidence"
    evidence = await door.read(behind, by="RGP", organisation="RGP", year="2022/23")
    counted = next(one for one in evidence["items"] if one["counted"])
    project = await door.read(f"/v1/projects/{counted['thing']}", by="RGP")
    await sign_in(reader, door)
    reader.asked.clear()  # the way in leads through the issuer
    await reader.open("/measures/modest-improvement?organisation=RGP&year=2022%2F23")

    await page.locator(f"a[href='/things/{counted['stream']}']").first.click()
    await page.get_by_role("link", name="Its page").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(project["title"])
    text = await reader.text()
    assert project["aim"] in text
    for heading in ("PDSA cycles", "Measures", "Scores", "Sustainability and carbon", "What was learned"):
        await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    await expect(page.locator("details", has_text=f"{len(project['history'])} facts")).to_have_count(1)
    assert await page.evaluate(REACHES)
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


async def test_somebody_else_finds_the_project_and_not_what_is_its_own(reader: Reader, door: Door) -> None:
    found = await door.read("/v1/projects", organisation="RGP", status="completed", learning="true")
    project = found["items"][0]
    page = reader.page
    await reader.open("/projects")
    await page.fill("#q", project["title"])
    await page.select_option("#organisation", "RGP")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name=project["title"]).first.click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(project["title"])
    text = await reader.text()
    assert f"Only {JAMES_PAGET} itself sees this." in text
    assert "Validated: £" not in text
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


async def sign_in(reader: Reader, door: Door) -> None:
    """Sign in as the QI lead of James Paget."""
    lead = "qi.lead@rgp.example"
    await reader.open("/sign-in")
    await reader.page.select_option("#email", lead)
    await reader.page.fill("#password", door.credentials["people"][lead]["password"])
    await reader.page.get_by_role("button", name="Sign in").click()
    await expect(reader.page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/measures/modest-improvement?organisation=RGP&year=2022%2F23", 200),
        ("/measures/modest-improvement?organisation=RGP&year=2022%2F23&as_at=2026-01-01T10%3A00", 404),
        ("/agreement", 200),
        ("/snapshots", 200),
        ("/projects?status=completed", 200),
        ("/learning", 200),
        ("/sessions", 200),
        ("/cafes", 200),
        ("/wall?organisation=RGP&year=2022%2F23", 200),
        ("/accessibility", 200),
        ("/privacy", 200),
        ("/projects?score=9", 400),
        ("/measures/happiness", 404),
        ("/nothing/here", 404),
        ("/?year=20", 400),
        ("/?organisation=XXX", 404),
    ],
)
async def test_everyone_can_use_the_page(reader: Reader, path: str, status: int) -> None:
    assert await reader.open(path) == status

    assert await reader.barriers() == []
    assert await reader.page.evaluate(REACHES)
    # A browser says so itself when a page has not been found.
    assert all(f"status of {status}" in said for said in reader.complaints)
    assert len(reader.complaints) == (status != 200)
    assert reader.went_elsewhere() == []
    await expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
