"""What is written is what a browser reads: every element closed where it belongs, every attribute said once."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.gateway.pages.test_pages import EVERY_KIND_OF_PAGE

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NEVER_IN_A_PARAGRAPH = {"div", "p", "ul", "ol", "dl", "table", "section", "figure", "form", "h1", "h2", "h3", "h4"}
ONLY_IN = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}


class Reader(HTMLParser):
    """Reads strictly: what a browser would forgive is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> says an attribute twice")
        if tag in NEVER_IN_A_PARAGRAPH and "p" in self.open:
            self.mistakes.append(f"<{tag}> in a paragraph, line {self.getpos()[0]}")
        if tag in ONLY_IN and self.open[-1] not in ONLY_IN[tag]:
            self.mistakes.append(f"<{tag}> in <{self.open[-1]}>, line {self.getpos()[0]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What closes itself is of a drawing."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> closes something else, line {self.getpos()[0]}")


@pytest.mark.parametrize("address", EVERY_KIND_OF_PAGE)
def test_every_page_is_well_formed(show: Callable[[str], Any], address: str) -> None:
    reader = Reader()
    reader.feed(show(address).text)
    reader.close()
    assert (reader.mistakes, reader.open) == ([], [])
