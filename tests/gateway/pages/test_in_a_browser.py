"""What only a browser can tell: keys, colours, zoom, and a wall whose network comes and goes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.gateway.pages.projects import PROJECT

MEASURE = "/measures/modest-improvement?organisation=RGP"
REACHES = "document.documentElement.scrollWidth <= window.innerWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.checkVisibility() && !one.closest(".nhsuk-u-visually-hidden"))
  .map(one => {
    const size = parseFloat(getComputedStyle(one).fontSize), svg = one.ownerSVGElement;
    return svg ? size * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : size;
  }))"""
FIVE_METRES = 40
"""Pixels of a letter's height on a full-HD screen of 1.2 m: 25 mm."""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_the_points_of_a_chart_are_one_stop_and_then_arrows(page: Page) -> None:
    page.goto(MEASURE)
    points = page.locator(".gt-drawing__wide .gt-point")
    readout = page.locator(".gt-drawing__wide .gt-readout").first
    expect(page.locator(".gt-drawing__wide .gt-point[tabindex='0']")).to_have_count(1)
    points.last.focus()
    expect(readout).to_have_text(
        "October 2026: 100.00%, 4 of 4. Improvement, unlikely to be chance: above the upper limit"
    )
    page.keyboard.press("ArrowLeft")
    expect(readout).to_contain_text("September 2026: 50.00%")
    page.keyboard.press("Home")
    expect(readout).to_contain_text("April 2026")
    page.keyboard.press("ArrowLeft")
    expect(points.first).to_be_focused()
    page.keyboard.press("End")
    expect(points.last).to_be_focused()
    expect(page.locator(".gt-drawing__wide .gt-point[tabindex='0']")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", MEASURE, f"/projects/{PROJECT}", "/agreement", "/projects", "/wall"])
def test_at_400_per_cent_nothing_runs_off_the_screen(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 225})
    page.goto(path)
    assert page.evaluate(REACHES)


def test_in_forced_colours_a_drawing_is_in_the_readers_own(page: Page) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark", reduced_motion="reduce")
    page.goto(MEASURE)
    fill = "selector => getComputedStyle(document.querySelector(selector)).fill"
    ground, letters = (page.evaluate(fill, f".gt-drawing__wide .gt-{part}") for part in ("ground", "letters"))
    assert ground != letters
    assert ground != "rgb(255, 255, 255)"


def test_on_paper_a_chart_is_whole_and_its_numbers_are_there(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(MEASURE)
    page.emulate_media(media="print")
    expect(page.locator(".gt-drawing__wide").first).to_be_visible()
    expect(page.locator(".gt-drawing__narrow").first).to_be_hidden()
    expect(page.locator(".gt-filters")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(page.get_by_role("table", name="month by month").first).to_be_visible()


@pytest.mark.parametrize("slide", [1, 2, 3, 4])
def test_the_wall_can_be_read_from_five_metres(page: Page, slide: int) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/wall?organisation=RGP&slide={slide}")
    assert page.evaluate(SMALLEST) >= FIVE_METRES
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    expect(page.get_by_role("contentinfo")).to_be_in_viewport()


def test_the_wall_outlives_a_lost_network(page: Page) -> None:
    page.clock.install()
    page.goto("/wall?organisation=RGP")
    place, lost = page.locator(".gt-wall__foot p").first, page.locator(".gt-wall__lost")
    expect(place).to_contain_text("1 of 4")
    page.clock.fast_forward(20_000)
    expect(place).to_contain_text("2 of 4")
    assert page.url.endswith("slide=2")

    page.context.set_offline(True)
    page.clock.fast_forward(20_000)
    expect(lost).to_contain_text("No connection since")
    expect(place).to_contain_text("2 of 4")

    page.context.set_offline(False)
    expect(place).to_contain_text("3 of 4")
    expect(lost).to_have_text("")


def test_a_wall_that_is_held_stays(page: Page) -> None:
    page.clock.install()
    page.goto("/wall?organisation=RGP&still=yes")
    page.clock.fast_forward(300_000)
    expect(page.locator(".gt-wall__foot p").first).to_contain_text("1 of 4")
    page.get_by_role("link", name="Go on").click()
    page.clock.fast_forward(20_000)
    expect(page.locator(".gt-wall__foot p").first).to_contain_text("2 of 4")


def test_without_scripts_the_wall_turns_over_by_its_own(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/wall")
    refresh = page.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "20; url=/wall?year=2026%2F27&slide=2")
    context.close()
