"""The containers say what the local stack says."""

import pytest
from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, OFFLINE, Reader
from tests.client import Door
from tests.containers.figures import Figures


def test_the_example_years_figures_are_those_of_the_local_stack(
    local_figures: Figures, example_figures: Figures
) -> None:
    assert example_figures == local_figures
    assert sum(bool(one["numerator"]) for one in example_figures.values()) > 10


async def test_the_dashboard_opens_at_the_front_door(door: Door) -> None:
    page = await door.page("/")

    assert "Golden Thread" in page
    assert "Modest improvement" in page or "modest-improvement" in page


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("/v1/reports/board.pdf?organisation=RGP", b"%PDF-"),
        ("/v1/reports/board.pptx?organisation=RGP", b"PK"),
        ("/v1/measures/modest-improvement/series?organisation=RGP&format=svg", b"<svg"),
        ("/v1/measures/modest-improvement/series?organisation=RGP&format=png", b"\x89PNG"),
        ("/v1/figures?format=xlsx", b"PK"),
    ],
)
async def test_paper_and_pictures_are_made_where_nothing_can_be_written(door: Door, path: str, begins: bytes) -> None:
    reply = await door.ask("GET", path, by="RGP")

    assert reply.status == 200, reply.body
    assert reply.body.startswith(begins)


async def test_somebody_signs_in_and_sees_what_is_theirs(door: Door) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=OFFLINE)
        reader = Reader(await browser.new_page(), door.url)
        await reader.open("/")
        assert "Modest improvement" in await reader.text()

        await reader.sign_in(door, "qi.lead@rgp.example")

        assert await reader.open("/record") == 200
        await browser.close()
