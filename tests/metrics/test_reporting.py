"""Every figure as one row: what everybody else is told, nothing more, and since when."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.metrics import reporting, rows, series
from services.metrics.agreements import Agreements
from services.metrics.disclosure import Reader
from services.metrics.measures import MEASURES
from services.metrics.reporting import Report
from tests.metrics.readside import ReadSide
from tests.metrics.story import TOLD_AT
from tests.metrics.test_disclosure import Way, story

TABLES = Path(reporting.__file__).parent / "migrations" / "versions" / "0007_reported.sql"
TOLD = ("numerator", "denominator", "value", "target", "status", "needed")
PEOPLE = ("people-trained", "RM1")
LATER = TOLD_AT + timedelta(hours=1)


@pytest.fixture
async def kept(side: ReadSide) -> AsyncIterator[ReadSide]:
    """Return a read side with empty tables for its rows."""
    await side.connection.execute(TABLES.read_text().replace(":role", "CURRENT_USER"))
    yield side
    await side.connection.execute("DROP TABLE reported, reported_lists, reported_until")


async def reported(side: ReadSide, now: datetime = TOLD_AT) -> Report:
    definitions = {slug: asdict(one.definition) for slug, one in MEASURES.items()}
    return await reporting.report(side.engine, definitions, Agreements(), now)


async def moments(side: ReadSide) -> dict[tuple[Any, ...], tuple[datetime, datetime]]:
    found = await side.connection.fetch("SELECT * FROM reported")
    return {(row[0], row[1], row[2], row[3].isoformat()): (row["exact_at"], row["shown_at"]) for row in found}


async def test_each_row_says_what_figures_and_series_say_to_others(side: ReadSide) -> None:
    await side.take(story(Way(months=(3, 9, 0, 12))).facts)

    report = await reported(side)

    by_key = {row.key: row for row in report.rows}
    assert len(by_key) == len(report.rows)
    for reader, body in ((Reader(sees_all=True), "exact"), (Reader(), "shown")):
        for year in ("2022/23", "2026/27"):
            told = await side.figures(year, ["", "RGP", "RM1"], now=TOLD_AT, reader=reader)
            for (slug, code), figure in told.items():
                row = getattr(by_key[slug, code, "year", f"{year[:4]}-04-01"], body)
                assert [row[name] for name in TOLD] == [figure[name] for name in TOLD]
                assert row["suppressed"] is figure.get("suppressed", False)
                async with side.asked(year, now=TOLD_AT, reader=reader) as reading:
                    items = (await series.series(reading, MEASURES[slug], code))["items"]
                for item in items[-12:]:
                    month = getattr(by_key[slug, code, "month", f"{item['month']}-01"], body)
                    assert (month["numerator"], month["value"]) == (item["numerator"], item["value"])


async def test_others_see_small_numbers_of_people_in_no_row(side: ReadSide) -> None:
    await side.take(story(Way(months=(3, 9))).facts)

    months = [row for row in (await reported(side)).rows if row.key[:3] == (*PEOPLE, "month")]

    told = {row.period_start: (row.exact["value"], row.shown["value"], row.shown["suppressed"]) for row in months}
    assert told["2022-04-01"] == ("3", None, True)
    assert told["2022-05-01"] == ("9", "10", False)
    assert all(tuple(row.shown) == rows.COLUMNS for row in months)


async def test_what_says_the_same_keeps_its_moment(kept: ReadSide) -> None:
    await kept.take(story(Way(months=(3,))).facts)
    report = await reported(kept)
    await reporting.keep(kept.connection, report, TOLD_AT)

    await reporting.keep(kept.connection, report, LATER)

    assert {moment for pair in (await moments(kept)).values() for moment in pair} == {TOLD_AT}
    assert await kept.connection.fetchval("SELECT reported_at FROM reported_until") == LATER


async def test_a_change_that_others_do_not_see_leaves_their_row_as_old_as_it_was(kept: ReadSide) -> None:
    await kept.take(story(Way(months=(3, 9))).facts)
    await reporting.keep(kept.connection, await reported(kept), TOLD_AT)
    await kept.clear()
    await kept.take(story(Way(months=(4, 9))).facts)

    await reporting.keep(kept.connection, await reported(kept), LATER)

    found = await moments(kept)
    assert found[*PEOPLE, "month", "2022-04-01"] == (LATER, TOLD_AT)
    assert found[*PEOPLE, "month", "2022-05-01"][1] == TOLD_AT
    assert found["people-trained", "", "month", "2022-04-01"] == (LATER, LATER)


async def test_what_is_no_more_is_taken_away(kept: ReadSide) -> None:
    await kept.take(story(Way(months=(3,))).facts)
    await reporting.keep(kept.connection, await reported(kept), TOLD_AT)
    await kept.clear()

    await reporting.keep(kept.connection, await reported(kept), LATER)

    found = await moments(kept)
    assert {key[1] for key in found} == {""}
    assert {key[3] for key in found if key[2] == "year"} == {"2026-04-01"}


async def test_the_system_is_never_withheld(side: ReadSide) -> None:
    await side.take(story(Way(months=(3,))).facts)
    assert all(row.exact == row.shown for row in (await reported(side)).rows if not row.organisation)
