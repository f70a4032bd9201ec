"""Figures change on an open page as soon as it is known, in every tab, by one stream; without a script none does."""

import re
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local.stack import Stack
from tests.browser.conftest import AXE, RULES
from tests.client import Door, eventually
from tests.journeys.projects import IMPROVEMENT, Year, finished

LONG = 30_000
TITLE = "Completed projects with at least a modest improvement"


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    await opened.close()


async def opened(context: BrowserContext, door: Door, path: str, year: Year) -> Page:
    """Return a page that follows changes, and that is marked, so that it shows whether it was loaded anew."""
    page = await context.new_page()
    await page.goto(f"{door.url}{path}?organisation=RGP&year={quote(year.name, safe='')}")
    await expect(page.locator(".gt-live")).to_have_attribute("data-state", "live", timeout=LONG)
    await page.evaluate("window.sameAsBefore = true")
    return page


def card_of(page: Page) -> Locator:
    return page.locator(".gt-card", has=page.get_by_role("link", name=TITLE, exact=True))


async def same(page: Page) -> bool:
    return bool(await page.evaluate("window.sameAsBefore === true"))


async def test_a_card_and_what_is_said_in_short_change_while_somebody_looks(
    context: BrowserContext, door: Door, year: Year
) -> None:
    page = await opened(context, door, "/", year)
    card, said = card_of(page), page.locator(".gt-live [role=status]")
    await expect(card).to_contain_text("No data yet")

    await door.accepted(finished(year, 3.5))

    await expect(card.locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)
    await expect(card.locator(".gt-figure__of")).to_have_text("1 of 1", timeout=LONG)
    await expect(said).to_contain_text(re.compile(rf"{TITLE}, RGP: 100.00%|figures have changed"), timeout=LONG)
    words = await page.locator(".gt-card .gt-status").evaluate_all("all => all.map(one => one.dataset.word)")
    tally = page.locator(".gt-tally li:visible [data-count]")
    assert sum(int(one) for one in await tally.all_inner_texts()) == len(words)
    assert await same(page)


async def test_the_page_of_a_measure_changes_in_all_of_its_places(
    context: BrowserContext, door: Door, year: Year
) -> None:
    page = await opened(context, door, f"/measures/{IMPROVEMENT}", year)

    await door.accepted(finished(year, 3.5))
    await door.accepted(finished(year, 1))

    await expect(page.locator(".gt-panel .gt-figure")).to_have_text("50.00% 1 of 2", timeout=LONG)
    row = page.locator(".gt-table__chosen")
    await expect(row.locator("[data-part=numerator]")).to_have_text("1", timeout=LONG)
    await expect(row.locator("[data-part=denominator]")).to_have_text("2", timeout=LONG)
    await expect(page.get_by_role("link", name="Show charts and lists anew")).to_be_visible()
    assert await same(page)


async def test_all_tabs_follow_one_stream(context: BrowserContext, door: Door, stack: Stack, year: Year) -> None:
    before = await listeners(stack, door)
    pages = [await opened(context, door, path, year) for path in ("/", f"/measures/{IMPROVEMENT}", "/")]

    await door.accepted(finished(year, 3.5))

    for page in (pages[0], pages[2]):
        await expect(card_of(page).locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)
    await expect(pages[1].locator(".gt-panel .gt-figure__value")).to_have_text("100.00%", timeout=LONG)
    assert await listeners(stack, door) == before + 1

    for page in pages:
        await page.close()

    async def let_go() -> bool:
        return await listeners(stack, door) == before

    await eventually(let_go, "the stream ends with its last tab")


async def listeners(_: Stack, door: Door) -> int:
    """Return how many streams the gateway has open."""
    said = (await door.ask("GET", "/metrics")).body.decode()
    return int(float(next(line for line in said.splitlines() if line.startswith("qi_change_listeners ")).split()[1]))


async def test_nothing_is_lost_between_a_page_and_its_stream_or_while_the_gateway_restarts(
    context: BrowserContext, door: Door, stack: Stack, year: Year
) -> None:
    page = await opened(context, door, "/", year)
    stack.wait_until_back("gateway", stack.kill("gateway"))

    await door.accepted(finished(year, 3.5))

    await expect(card_of(page).locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)
    assert await same(page)


async def test_whoever_holds_a_page_is_not_disturbed(context: BrowserContext, door: Door, year: Year) -> None:
    page = await opened(context, door, "/", year)
    await page.get_by_role("button", name="Hold").click()
    other = await opened(context, door, "/", year)

    await door.accepted(finished(year, 3.5))
    await expect(card_of(other).locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)

    await expect(card_of(page)).to_contain_text("No data yet")
    await page.get_by_role("button", name="Go on").click()
    await expect(card_of(page).locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)


async def test_what_changes_has_no_barriers(context: BrowserContext, door: Door, year: Year) -> None:
    page = await opened(context, door, "/", year)
    await door.accepted(finished(year, 3.5))
    await expect(card_of(page).locator(".gt-figure__value")).to_have_text("100.00%", timeout=LONG)
    await page.evaluate("document.getAnimations().forEach(one => one.finish())")

    await page.evaluate(AXE)
    found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)

    assert [one["id"] for one in found["violations"]] == []


async def test_a_past_moment_does_not_change(context: BrowserContext, door: Door) -> None:
    page = await context.new_page()
    await page.goto(f"{door.url}/?organisation=RGP&year=2022/23&as_at=2026-01-01T12:00")

    assert await page.locator(".gt-live").count() == 0
