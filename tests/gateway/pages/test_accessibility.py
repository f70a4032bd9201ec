"""Every kind of page is free of what axe can find, at a desk and on a phone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.gateway.pages.projects import CAFE, PROJECT

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules})"
REACHES = "document.documentElement.scrollWidth <= window.innerWidth"

PAGES = [
    "/",
    "/measures/modest-improvement?organisation=RGP",
    "/measures/unknown",
    "/agreement",
    "/snapshots",
    "/snapshots/1a5e2cdb-19f0-52c7-9002-a88b04facb41",
    "/accessibility",
    "/privacy",
    "/projects?q=falls",
    f"/projects/{PROJECT}",
    "/learning",
    "/sessions",
    "/cafes",
    f"/things/cafe/{CAFE}",
    "/wall",
]
SIZES = {"desk": (1280, 900), "phone": (320, 640)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_everyone_can_use_the_page(browser: Browser, address: str, path: str, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path)
    page.evaluate(AXE)
    found: Any = page.evaluate(RUN, RULES)
    assert [violation["id"] for violation in found["violations"]] == []
    assert [target for unsure in found["incomplete"] for target in _unexplained(page, unsure)] == []
    assert page.evaluate(REACHES)
    assert all(url.startswith(address) for url in asked)
    page.close()


def _unexplained(page: Page, unsure: dict[str, Any]) -> list[str]:
    """Return what axe is not sure of, save the letters on a drawing's own ground.

    It cannot see what a rectangle of a drawing does to the contrast of letters on it; the drawings' tests can.
    """
    targets: list[str] = [node["target"][0] for node in unsure["nodes"]]
    drawn = "target => Boolean(document.querySelector(target).closest('svg.gt-chart'))"
    return [target for target in targets if unsure["id"] != "color-contrast" or not page.evaluate(drawn, target)]
