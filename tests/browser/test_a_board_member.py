"""A board member goes from the overview to the evidence behind one figure, and takes both away as files."""

import csv
import io
import re
from pathlib import Path

from playwright.async_api import Locator, expect

from tests.browser.conftest import REACHES, Reader
from tests.client import Door

LEAD = "qi.lead@rgp.example"
IMPROVEMENT = "Completed projects with at least a modest improvement"
YEAR = "2022/23"


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


async def rows_of(reader: Reader, link: Locator) -> list[dict[str, str]]:
    """Follow a link to a file and return what is in it."""
    async with reader.page.expect_download() as waiting:
        await link.click()
    downloaded = await waiting.value
    assert re.fullmatch(r"[A-Za-z0-9._-]+\.csv", downloaded.suggested_filename)
    return read(await downloaded.path())


async def test_from_the_overview_to_the_evidence_behind_one_figure_and_out_as_files(reader: Reader, door: Door) -> None:
    page = reader.page
    figure = await door.measure("modest-improvement", "RGP", year=YEAR)
    evidence = await door.read(
        "/v1/measures/modest-improvement/evidence", by="RGP", organisation="RGP", year=YEAR, limit="500"
    )
    await reader.sign_in(door, LEAD)
    reader.asked.clear()
    await reader.open("/")
    await reader.show(organisation="RGP", year=YEAR)
    card = page.locator(".gt-card", has_text=IMPROVEMENT)
    await expect(card).to_contain_text(f"{figure['numerator']} of {figure['denominator']}")

    await reader.follow(IMPROVEMENT)
    things = page.get_by_role("table", name="What was counted and what was not, one by one")
    await expect(things.locator("tbody tr")).to_have_count(min(50, len(evidence["items"])))
    counted = next(one for one in evidence["items"] if one["counted"])
    await page.locator(f"a[href='/things/{counted['stream']}']").first.click()
    await expect(page.get_by_role("heading", name="Everything that was said of it, the latest first")).to_be_visible()
    await expect(page.get_by_text("Project completed").first).to_be_visible()
    assert await page.evaluate(REACHES)
    await page.go_back()

    [told] = await rows_of(reader, page.get_by_role("link", name="CSV file: this figure and its definition"))
    assert (told["numerator"], told["denominator"]) == (str(figure["numerator"]), str(figure["denominator"]))
    behind = await rows_of(reader, page.get_by_role("link", name="CSV file: the things behind this figure"))
    assert {one["thing"] for one in behind} == {one["thing"] for one in evidence["items"]}
    assert sum(one["counted"].lower() == "true" for one in behind) == evidence["counted"]
    await page.get_by_role("link", name="All measures").click()
    await expect(page.get_by_role("link", name="PDF file: the board’s report")).to_be_visible()
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])
