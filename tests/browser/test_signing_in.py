"""A QI lead signs in, sees that they are, and signs out: in a real browser, whose rules for cookies and forms hold."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import REACHES, Reader
from tests.client import Door

LEAD = "qi.lead@rgp.example"


async def test_somebody_signs_in_and_out(reader: Reader, door: Door) -> None:
    page = reader.page
    await reader.open("/measures/modest-improvement?organisation=RGP&year=2022%2F23")

    await page.get_by_role("link", name="Sign in").click()
    await page.wait_for_load_state()
    assert await page.evaluate(REACHES)
    await page.select_option("#email", LEAD)
    await page.fill("#password", "not this one")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("not the password")
    await expect(page.locator("#email")).to_have_value(LEAD)
    await page.fill("#password", door.credentials["people"][LEAD]["password"])
    await page.get_by_role("button", name="Sign in").click()

    await expect(page.get_by_role("navigation", name="Account")).to_contain_text("QI lead of RGP")
    assert page.url == f"{reader.url}/measures/modest-improvement?organisation=RGP&year=2022%2F23"
    assert await page.evaluate(REACHES)
    cookies = {one["name"]: one for one in await page.context.cookies(reader.url)}
    assert set(cookies) == {"golden-thread-session"}
    assert cookies["golden-thread-session"]["httpOnly"]
    assert cookies["golden-thread-session"]["sameSite"] == "Lax"

    await page.get_by_role("button", name="Sign out").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    assert page.url.startswith(f"{reader.url}/signed-out")
    assert await page.context.cookies(reader.url) == []
    # Only the wrong password is complained of.
    assert [said for said in reader.complaints if "status of 403" not in said] == []


@pytest.mark.parametrize("reader", ["desk", pytest.param("phone", marks=pytest.mark.long)], indirect=True)
async def test_everyone_can_sign_in(reader: Reader, door: Door) -> None:
    page = reader.page
    for path in ("/sign-in", "/signed-out", "/sign-in/callback"):
        await reader.open(path)
        assert await reader.barriers() == []
        assert await page.evaluate(REACHES)
    await reader.open("/sign-in")
    await page.select_option("#email", LEAD)
    await page.fill("#password", door.credentials["people"][LEAD]["password"])
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert await reader.barriers() == []
