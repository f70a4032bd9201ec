"""An organisation's own pages in a real browser: a file is tried and imported, a key is made, by everyone who can."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import REACHES, Reader
from tests.client import Door

LEAD = "qi.lead@rgp.example"
REGISTER = (
    "Project ID,Title,Date created,Progress score,Owner\n{0}a,Fewer falls,14/04/2023,2.5,x\n{0}b,Sepsis,soon,3.3,x\n"
)
SHOTS = os.environ.get("SCREENSHOTS")


async def sign_in(reader: Reader, door: Door, path: str, email: str = LEAD) -> None:
    await reader.open(f"/sign-in?next={path}")
    await reader.page.select_option("#email", email)
    await reader.page.fill("#password", door.credentials["people"][email]["password"])
    await reader.page.get_by_role("button", name="Sign in").click()
    await reader.page.wait_for_load_state()


async def sound(reader: Reader, name: str) -> None:
    """Nobody is kept out of the page that is open, and it fits."""
    if SHOTS:
        await reader.page.screenshot(path=f"{SHOTS}/{name}-{reader.page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert await reader.barriers() == [], name
    assert await reader.page.evaluate(REACHES), name


async def test_a_file_is_checked_mended_and_imported(reader: Reader, door: Door, tmp_path: Path) -> None:
    page, file = reader.page, tmp_path / "register.csv"
    file.write_text(REGISTER.format(uuid4().hex))
    await sign_in(reader, door, "/imports")
    reader.asked.clear()  # the provider's page, where everybody is sent to sign in

    async def upload(button: str) -> None:
        await page.select_option("#kind", "projects")
        await page.set_input_files("#file", file)
        await page.get_by_role("button", name=button, exact=True).click()
        await page.wait_for_load_state()

    await upload("Check it")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("nothing is written yet")
    await expect(page.get_by_role("table")).to_contain_text("C: Date created")
    await page.get_by_role("link", name="Upload it again").click()
    file.write_text(file.read_text().replace("soon", "1 May 2023").replace("3.3", "3"))
    await upload("Import it")

    await expect(page.get_by_role("list", name="Rows")).to_contain_text("2 new or changed")
    await page.get_by_role("link", name="The facts that came of it").click()
    await expect(page.get_by_role("table")).to_contain_text("Project registered")
    assert reader.complaints == []
    assert reader.went_elsewhere() == []


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
async def test_everyone_can_use_them(reader: Reader, door: Door, tmp_path: Path) -> None:
    page, file = reader.page, tmp_path / "register.csv"
    file.write_text(REGISTER.format(uuid4().hex))
    await sign_in(reader, door, "/imports")
    await sound(reader, "imports")
    await page.get_by_role("button", name="Check it").click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose a file.")
    await sound(reader, "imports-wrong")
    await page.select_option("#kind", "projects")
    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Import it").click()
    await page.wait_for_load_state()
    await sound(reader, "import")

    for path, name in (("/submissions", "submissions"), ("/submissions?status=refused", "refused"), ("/audit", "audit"),
                       ("/submissions?since=soon", "submissions-wrong"), ("/audit?since=soon", "audit-wrong"),
                       ("/access", "access")):  # fmt: skip
        await reader.open(path)
        await sound(reader, name)
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose at least one thing")
    await sound(reader, "access-wrong")
    await page.fill("#key-name", f"Power BI {uuid4().hex[:6]}")
    await page.locator("#key-role-reader").check()
    await page.get_by_role("button", name="Make the key").click()
    await expect(page.get_by_role("status")).to_contain_text("It is shown this once")
    await sound(reader, "access-made")
    await sign_in(reader, door, "/access", "operator@rgp.example")
    await sound(reader, "access-operator")
