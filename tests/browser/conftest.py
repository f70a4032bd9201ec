"""A real browser that must not leave the host, and that keeps account of what goes wrong in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, async_playwright

from tests.client import Door

CHROMIUM = "/usr/bin/chromium"
OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parents[1] / "gateway/pages/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = (1280, 900), (360, 740)
REACHES = "document.documentElement.scrollWidth <= window.innerWidth"


@dataclass
class Reader:
    """Somebody at a browser, and everything that the browser complained about or asked for."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def open(self, path: str) -> int:
        """Open a page and return its status."""
        response = await self.page.goto(self.url + path)
        assert response is not None
        return response.status

    async def text(self, selector: str = "main") -> str:
        """Return what is to be read, on one line."""
        return " ".join((await self.page.inner_text(selector)).split())

    async def show(self, **choices: str) -> None:
        """Set the filters and ask for the page."""
        for name, value in choices.items():
            await self.page.select_option(f"#{name}", value)
        await self.page.get_by_role("button", name="Show").click()
        await self.page.wait_for_load_state()

    async def barriers(self) -> list[str]:
        """Return what axe, which is a script itself, finds and what it is not sure of."""
        await self.page.evaluate(AXE)
        found = await self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        unsure = [one["id"] for one in found["incomplete"] if not await self._only_in_drawings(one)]
        return [one["id"] for one in found["violations"]] + unsure

    async def _only_in_drawings(self, unsure: dict[str, Any]) -> bool:
        """Tell whether axe is unsure of letters on a drawing's own ground alone, which the drawings' tests reckon."""
        drawn = "targets => targets.every(one => document.querySelector(one).closest('svg.gt-chart'))"
        targets = [node["target"][0] for node in unsure["nodes"]]
        return unsure["id"] == "color-contrast" and await self.page.evaluate(drawn, targets)

    def went_elsewhere(self) -> list[str]:
        """Return what was asked of any other host."""
        return [url for url in self.asked if not url.startswith(f"{self.url}/")]


def _lost(failed: Request) -> bool:
    """Tell whether a request failed, rather than that its page was left while it began to follow changes."""
    return not ("live-worker.js" in failed.url and "ERR_ABORTED" in (failed.failure or ""))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        yield chromium
        await chromium.close()


@pytest.fixture(
    params=[
        "desk",
        pytest.param("phone", marks=pytest.mark.long),
        pytest.param("without scripts", marks=pytest.mark.long),
    ]
)
async def reader(request: pytest.FixtureRequest, browser: Browser, door: Door) -> AsyncIterator[Reader]:
    """Return a reader at a desk, on a phone, and one whose browser runs no scripts."""
    width, height = PHONE if request.param == "phone" else DESK
    context = await browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=request.param != "without scripts"
    )
    page = await context.new_page()
    reader = Reader(page, door.url)
    page.on("console", lambda said: reader.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on(
        "requestfailed", lambda failed: reader.complaints.append(f"failed: {failed.url}") if _lost(failed) else None
    )
    page.on("request", lambda asked: reader.asked.append(asked.url))
    yield reader
    await context.close()
