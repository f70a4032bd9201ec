"""Somebody at a form, without a screen: what is in its inputs, what is wrong with them, and sending it."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from services.gateway.recording.router import BUTTON
from tests.client import Reply
from tests.gateway.identity.browsing import Browser


class Inputs(HTMLParser):
    """What a browser would send of a page's form, and what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []
        self._area = self._select = ""
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        match tag:
            case "input" if said.get("type") not in {"radio", "checkbox"} or "checked" in said:
                self.values[said["name"]] = said.get("value", "")
            case "textarea":
                self._area = said["name"]
                self.values[self._area] = ""
            case "select":
                self._select = said["name"]
            case "option" if "selected" in said:
                self.values[self._select] = said["value"]
            case "a":
                self._link = said.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area
        self._link = None if tag == "a" else self._link

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data
        if self._link is not None:
            self.links.append((self._link, " ".join(data.split())))


@dataclass
class AtAForm:
    """A page with a form on it."""

    browser: Browser
    path: str
    page: Reply

    @property
    def html(self) -> str:
        return self.page.body.decode()

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def inputs(self) -> Inputs:
        found = Inputs()
        found.feed(self.html)
        return found

    @property
    def typed(self) -> dict[str, str]:
        """What is in the inputs now."""
        return {**self.inputs.values}

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: words by the input that they lead to."""
        summary = self.html.partition("nhsuk-error-summary__list")[2].partition("</ul>")[0]
        found = Inputs()
        found.feed(summary)
        return {link.removeprefix("#"): words for link, words in found.links if words}

    async def send(self, do: str = "record", **answers: str) -> Reply:
        """Send the form with these answers in place of what is in it; return the answer itself."""
        named = {name.replace("__", "."): text for name, text in answers.items()}
        return await self.browser.post(self.path, {**self.typed, **named, BUTTON: do})

    async def after(self, do: str = "record", **answers: str) -> "AtAForm":
        """Send the form and go where its answer leads."""
        reply = await self.send(do, **answers)
        assert reply.status == 303, self.text
        return AtAForm(self.browser, self.path, await self.browser.follow(reply))


async def at(browser: Browser, path: str) -> AtAForm:
    """Open a form."""
    page = await browser.get(path)
    assert page.status == 200, page.body
    return AtAForm(browser, path.partition("?")[0], page)
