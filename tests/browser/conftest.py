"""A real browser that must not leave the host, and that keeps account of what goes wrong in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
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
GROUND_UNSEEN = "svg.gt-chart, .nhsuk-radios__label, .nhsuk-checkboxes__label"
REACHES = "document.documentElement.scrollWidth <= window.innerWidth"


@dataclass
class Reader:
    """Somebody at a browser, and everything that the browser complained about or asked for."""

    page: Page
    url: str
    scripts: bool = True
    """Whether the browser runs any."""
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

    async def sign_in(self, door: Door, email: str) -> None:
        """Sign in, in place of whoever is."""
        await self.page.context.clear_cookies()
        await self.open("/sign-in")
        await self.page.select_option("#email", email)
        await self.page.fill("#password", door.credentials["people"][email]["password"])
        await self.page.get_by_role("button", name="Sign in").click()
        await self.page.get_by_role("button", name="Sign out").wait_for()

    async def answer(self, **answers: str) -> None:
        """Fill in a form; two underscores stand for a dot. A radio and a list are answered by the value."""
        for named, text in answers.items():
            name = named.replace("__", ".")
            field = self.page.locator(f'[name="{name}"]')
            if await field.first.get_attribute("type") in {"radio", "checkbox"}:
                await self.page.check(f'[name="{name}"][value="{text}"]')
            elif await field.evaluate("one => one.tagName") == "SELECT":
                await field.select_option(text)
            else:
                await field.fill(text)

    async def choose(self, name: str, words: str) -> None:
        """Choose by its words, of radios or of a list, whichever there are."""
        options = self.page.locator(f'select[name="{name}"]')
        if await options.count():
            await options.select_option(label=words)
        else:
            await self.page.get_by_label(words, exact=True).check()

    async def day(self, name: str, on: date) -> None:
        """Fill in a day."""
        for part in ("day", "month", "year"):
            await self.page.fill(f'[name="{name}.{part}"]', str(getattr(on, part)))

    async def press(self, button: str) -> None:
        """Press a button and wait for what follows."""
        await self.page.get_by_role("button", name=button, exact=True).click()
        await self.page.wait_for_load_state()

    async def follow(self, link: str) -> None:
        """Follow the first link of this name."""
        await self.page.get_by_role("link", name=link, exact=True).first.click()
        await self.page.wait_for_load_state()

    async def barriers(self) -> list[str]:
        """Return what axe, which is a script itself, finds and what it is not sure of."""
        await self.page.evaluate(AXE)
        found = await self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        unsure = [one["id"] for one in found["incomplete"] if not await self._is_explained(one)]
        return [one["id"] for one in found["violations"]] + unsure

    async def _is_explained(self, unsure: dict[str, Any]) -> bool:
        """Tell whether axe is unsure only of letters whose ground it cannot see.

        Those on a drawing's own ground, which the drawings' tests reckon; and the design system's labels of radios
        and checkboxes, beside which a pseudo element draws the box: they stand on the page as all its letters do.
        """
        drawn = f"targets => targets.every(one => document.querySelector(one).closest('{GROUND_UNSEEN}'))"
        targets = [node["target"][0] for node in unsure["nodes"]]
        return unsure["id"] == "color-contrast" and await self.page.evaluate(drawn, targets)

    def went_elsewhere(self) -> list[str]:
        """Return what was asked of any other host."""
        return [url for url in self.asked if not url.startswith(f"{self.url}/")]


def _lost(failed: Request) -> bool:
    """Tell whether a request failed, rather than that its page was left before it was answered."""
    return "ERR_ABORTED" not in (failed.failure or "")


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
    reader = Reader(page, door.url, scripts=request.param != "without scripts")
    page.on("console", lambda said: reader.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on(
        "requestfailed", lambda failed: reader.complaints.append(f"failed: {failed.url}") if _lost(failed) else None
    )
    page.on("request", lambda asked: reader.asked.append(asked.url))
    yield reader
    await context.close()
