"""Whoever has said something sees it in the figure at once, and so does everybody else."""

import re
import time

from tests.client import Door
from tests.journeys.projects import IMPROVEMENT, Year, finished

AT_ONCE_SECONDS = 1.0


async def test_a_fact_is_in_the_figure_within_a_second_of_its_answer(door: Door, year: Year) -> None:
    answers = await door.accepted(finished(year, 3))
    answered = time.monotonic()

    figure = await door.measure(IMPROVEMENT, "RGP", year=year.name, min_fresh=answers[-1]["recorded_at"], by="RGP")

    assert time.monotonic() - answered < AT_ONCE_SECONDS
    assert "stale" not in figure
    assert figure["fresh_as_of"] >= answers[-1]["recorded_at"]
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (1, 1, "100.00")


async def test_the_page_shows_what_was_said(door: Door, year: Year) -> None:
    for points in (3.5, 2, 4):
        answers = await door.accepted(finished(year, points))
    await door.counted(IMPROVEMENT, "RGP", year.name, min_fresh=answers[-1]["recorded_at"])

    page = await door.page("/measures/modest-improvement", organisation="RGP", year=year.name)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert f"James Paget University Hospitals NHS Foundation Trust, {year.name}" in text
    assert "66.67%" in text
    assert "2 of 3" in text
    assert "3 improvement projects that stand completed: 2 counted, 1 not" in text
    assert "1 scored below 3.0" in text


async def test_what_was_said_of_one_organisation_shows_side_by_side_and_in_the_system(door: Door, year: Year) -> None:
    await door.accepted(finished(year, 1, lead="RMY"), "RMY")
    last = (await door.accepted(finished(year, 5, lead="RY3"), "RY3"))[-1]["recorded_at"]
    assert await door.counted(IMPROVEMENT, None, year.name, min_fresh=last) == (1, 2)

    side_by_side = await door.organisations(IMPROVEMENT, year=year.name)

    counts = {one["organisation"]: (one["numerator"], one["denominator"]) for one in side_by_side}
    assert (counts["RMY"], counts["RY3"], counts["RGP"]) == ((0, 1), (1, 1), (0, 0))
