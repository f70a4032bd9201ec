"""One figure, read back from every form in which it leaves: the same, and the same of it withheld."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from pptx import Presentation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from services.gateway.pages import words
from tests.client import Door, Json
from tests.journeys.projects import Said, Year

TRAINED = "people-trained"
JOINED = "2022-04-01"


@dataclass(frozen=True)
class Taken:
    """What an organisation reads of another, in every form, as at one moment."""

    door: Door
    by: str
    asked: Mapping[str, str]

    async def file(self, path: str, form: str = "") -> bytes:
        reply = await self.door.ask(
            "GET", path, by=self.by, params={**self.asked, **({"format": form} if form else {})}
        )
        assert reply.status == 200, reply
        return reply.body

    async def measures(self) -> dict[str, Json]:
        found = await self.door.read("/v1/measures", by=self.by, **self.asked)
        return {one["slug"]: one for one in found["items"]}

    async def csv(self) -> dict[str, Mapping[str, str]]:
        text = (await self.file("/v1/measures", "csv")).decode()
        return {row["slug"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    async def excel(self, path: str, sheet: str, form: str = "") -> dict[str, Mapping[str, Any]]:
        book = CalamineWorkbook.from_filelike(io.BytesIO(await self.file(path, form)))
        head, *rows = book.get_sheet_by_name(sheet).to_python()
        found = (dict(zip(head, row, strict=True)) for row in rows)
        return {str(row["slug"]): row for row in found}

    async def paper(self) -> str:
        pages = PdfReader(io.BytesIO(await self.file("/v1/reports/board.pdf"))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    async def slides(self) -> dict[str, str]:
        """Return what each slide says under its title."""
        slides = Presentation(io.BytesIO(await self.file("/v1/reports/board.pptx"))).slides
        return {
            slide.shapes.title.text_frame.text: " ".join(
                shape.text_frame.text for shape in slide.shapes if shape.has_text_frame
            )
            for slide in slides
        }


def number(text: str | None) -> float | str:
    return "" if text is None else float(text)


@pytest.mark.parametrize("by", ["RGP", "RM1", "ICS"])
async def test_every_form_says_the_same(door: Door, by: str) -> None:
    now = await door.ask("GET", "/v1/measures", by=by)
    taken = Taken(door, by, {"organisation": "RGP", "year": "2022/23", "as_at": now.headers["Fresh-As-Of"]})
    measures, rows = await taken.measures(), await taken.csv()
    books = [
        await taken.excel("/v1/measures", "Data", "xlsx"),
        await taken.excel("/v1/reports/board.xlsx", "Figures"),
    ]
    paper, slides = await taken.paper(), await taken.slides()

    assert measures.keys() == rows.keys() == books[0].keys() == books[1].keys()
    for slug, measure in measures.items():
        figure, definition = measure["figure"], measure["definition"]
        shown = words.headline(figure, definition)
        for name in ("numerator", "denominator", "value", "target", "needed"):
            written = "*" if figure.get("suppressed") and name in {"numerator", "value", "needed"} else figure[name]
            assert rows[slug][name] == ("" if written is None else str(written)), (slug, name)
            for book in books:
                said = book[slug][name]
                assert said == (written if written == "*" else number(written)), (slug, name)
        assert rows[slug]["status"] == figure["status"]
        of = words.detail(figure, definition)
        assert " ".join(f"{definition['title']} {shown} {of}".split()) in paper, slug
        assert shown in slides[definition["title"]], slug


async def test_a_small_number_of_anothers_people_is_in_no_form(door: Door, year: Year) -> None:
    course = str(uuid4())
    facts = [_fact(f"course/{course}", "course.announced", title="Fundamentals", class_="qi_fundamentals",
                   provider_organisation="RM1", ics_programme=False)]  # fmt: skip
    facts += [
        _fact(f"person/{uuid4()}", "training.completed", course=course, organisation="RM1", completed_on=year.day(9))
        for _ in range(3)
    ]
    answers = await door.accepted(facts, by="RM1")
    known = {"organisation": "RM1", "year": year.name}
    last = max(one["recorded_at"] for one in answers)
    own = await door.measure(TRAINED, "RM1", year=year.name, min_fresh=last, by="RM1")
    assert own["numerator"] == 3

    theirs, mine = (Taken(door, by, known) for by in ("RGP", "RM1"))
    title = (await theirs.measures())[TRAINED]["definition"]["title"]

    assert (await theirs.csv())[TRAINED]["value"] == "*"
    assert (await theirs.excel("/v1/reports/board.xlsx", "Figures"))[TRAINED]["numerator"] == "*"
    assert f"{title} * a small number, not shown" in await theirs.paper()
    assert "* a small number, not shown" in (await theirs.slides())[title]
    assert (await mine.csv())[TRAINED]["value"] == "3"
    assert f"{title} 3 people" in await mine.paper()


def _fact(subject: str, type_: str, **data: object) -> Said:
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:nhs:ods:RM1:tests",
        "type": type_,
        "subject": subject,
        "data": {name.rstrip("_"): value for name, value in data.items()},
    }


@pytest.mark.parametrize("form", ["pdf", "pptx", "xlsx"])
async def test_a_report_needs_a_token_and_an_organisation_that_is_known(door: Door, form: str) -> None:
    path = f"/v1/reports/board.{form}"

    assert (await door.ask("GET", path)).problem[:2] == (401, "NotAuthenticated")
    assert (await door.ask("GET", f"{path}?organisation=XXX", by="RGP")).problem[:2] == (404, "UnknownOrganisation")
    assert (await door.ask("GET", f"{path}?year=2022", by="RGP")).problem == (400, "MalformedParameter", "year")
    assert (await door.ask("GET", f"{path}?as_at=2999-01-01T00:00:00Z", by="RGP")).problem[0] == 400


async def test_a_report_that_was_taken_away_is_in_the_audit(door: Door) -> None:
    await door.ask("GET", "/v1/reports/board.pdf?organisation=RGP&year=2022/23", by="RGP")

    found = await door.read("/v1/audit", by="RGP")

    assert any(one["target"].startswith("/v1/reports/board.pdf") for one in found["items"] if one["action"] == "export")


async def test_a_chart_is_a_picture_and_its_table_says_where_it_goes_on(door: Door) -> None:
    path = "/v1/measures/patient-involvement/series"
    picture = await door.ask("GET", f"{path}?format=png&organisation=RGP&year=2022/23", by="RGP")
    drawn = await door.ask(
        "GET", f"{path}?organisation=RGP&year=2022/23", by="RGP", headers={"Accept": "image/svg+xml"}
    )
    listed = await door.ask("GET", "/v1/projects?limit=1&format=csv", by="RGP")
    further = listed.headers["Link"].partition(">")[0].removeprefix("<")

    assert picture.body.startswith(b"\x89PNG")
    assert b"month by month to the end of 2022/23" in drawn.body
    following = await door.ask("GET", further, by="RGP")
    assert following.headers["Content-Type"].startswith("text/csv")
    assert len(following.body.splitlines()) == 2
    assert following.body != listed.body
