"""What can be taken away: the chart of the page, and the board's report, each saying what the page says."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from typing import Any, TypeAlias

import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from python_calamine import CalamineWorkbook

Show = Callable[[str], Any]
Reading: TypeAlias = Any

ASKED = "organisation=RGP&year=2026%2F27&as_at=2026-11-01T09%3A30"
MEASURE = "/measures/modest-improvement"
BOARD = "/reports/board"
TITLE = "How far we are with what was promised"


def links(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'class="gt-file" href="([^"]+)"', html)]


def sheet(file: bytes, name: str) -> list[dict[str, Any]]:
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name(name).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def tags(file: bytes) -> Iterator[DictionaryObject]:
    """Yield every element of a PDF's structure, in the order in which it is read."""

    def below(element: Any) -> Iterator[DictionaryObject]:
        element = element.get_object()
        if not isinstance(element, DictionaryObject):
            return
        if "/S" in element:
            yield element
        parts = element.get("/K", [])
        for part in parts if isinstance(parts, list) else [parts]:
            if hasattr(part, "get_object"):
                yield from below(part)

    yield from below(PdfReader(io.BytesIO(file)).trailer["/Root"]["/StructTreeRoot"])


@pytest.mark.parametrize("page", ["/", f"/?{ASKED}", MEASURE, f"{MEASURE}?{ASKED}"])
def test_every_file_that_a_page_offers_is_there_under_a_name_of_its_own(show: Show, page: str) -> None:
    offered = links(show(page).text)

    assert offered
    for link in offered:
        file = show(link)
        assert file.status == 200, link
        name = re.fullmatch(r'attachment; filename="([A-Za-z0-9_.-]+)"', file.headers["content-disposition"])
        assert name
        assert name[1].rpartition(".")[2] == link.partition("?")[0].rpartition(".")[2]
        assert file.headers["cache-control"] == "private, no-cache"


def test_a_file_is_asked_for_as_the_page_is(show: Show, reading: Reading) -> None:
    page = show(f"{MEASURE}?{ASKED}")
    reading.asked.clear()

    for link in links(page.text):
        show(link)

    asked = [query for path, query in reading.asked if path.startswith("/v1/measures/") and query]
    assert {query["as_at"] for query in asked} == {"2026-11-01T09:30:00Z"}
    assert {query["year"] for query in asked} == {"2026/27"}


def test_a_picture_holds_the_chart_of_the_page_as_it_is(show: Show) -> None:
    page, picture = (show(f"{MEASURE}{part}?{ASKED}").text for part in ("", "/series.svg"))

    drawn = re.search(r'<div class="gt-drawing__wide">(<svg.*?</svg>)', page, re.DOTALL)
    assert drawn
    assert drawn[1] in picture
    assert "Everything recorded until 22 November 2026, 9:31:04 pm is in it. Definition version 3." in picture


def test_a_picture_of_pixels_has_its_letters(show: Show) -> None:
    image = Image.open(io.BytesIO(show(f"{MEASURE}/series.png").body)).convert("L")

    heading = image.crop((40, 40, 700, 100))
    assert image.width == 2 * 840
    assert sum(count for shade, count in enumerate(heading.histogram()) if shade < 100) > 1000


def test_a_workbook_draws_its_chart_itself_and_brings_its_definition_and_freshness(show: Show) -> None:
    file = show(f"{MEASURE}/series.xlsx").body

    chart = zipfile.ZipFile(io.BytesIO(file)).read("xl/charts/chart1.xml").decode()
    assert "<c:lineChart>" in chart
    assert "Improvement, unlikely to be chance" in chart
    assert [row["value"] for row in sheet(file, "Data")] == [50.0] * 6 + [100.0]
    assert sheet(file, "Definitions")[0]["numerator"] == "Those with a score of 3.0 or above."
    assert {"What": "Fresh as of (UTC)", "Said": "2026-11-22T21:31:04.123456Z"} in sheet(file, "About")


def test_the_same_figure_is_in_every_form_of_the_report(show: Show) -> None:
    pdf, slides, book = (show(f"{BOARD}.{form}?{ASKED}").body for form in ("pdf", "pptx", "xlsx"))
    [row] = csv.DictReader(io.StringIO(show(f"{MEASURE}/figure.csv?{ASKED}").text))

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    said = " ".join(shape.text_frame.text for slide in Presentation(io.BytesIO(slides)).slides
                    for shape in slide.shapes if shape.has_text_frame)  # fmt: skip
    assert row["value"] == "72.73"
    assert "72.73%" in text
    assert "72.73%" in said
    assert [one["value"] for one in sheet(book, "Figures")] == [72.73, 101]


def test_the_paper_is_tagged_speaks_english_and_says_what_its_charts_say(show: Show) -> None:
    file = show(f"{BOARD}.pdf?{ASKED}").body
    found, root = list(tags(file)), PdfReader(io.BytesIO(file)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert TITLE in PdfReader(io.BytesIO(file)).metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    levels = [int(one["/S"][2:]) for one in found if re.fullmatch(r"/H\d", one["/S"])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    figures = [one for one in found if one["/S"] == "/Figure"]
    assert figures
    assert all("above the upper limit" in one["/Alt"] for one in figures)
    assert sum(one["/S"] == "/Table" for one in found) == 3
    assert {"/TH", "/Caption", "/L"} <= {one["/S"] for one in found}


def test_every_slide_has_a_title_and_every_chart_an_alternative_and_its_numbers(show: Show) -> None:
    made = Presentation(io.BytesIO(show(f"{BOARD}.pptx?{ASKED}").body))

    assert made.slide_width * 9 == pytest.approx(made.slide_height * 16, rel=0.001)
    assert all(slide.shapes.title.text_frame.text for slide in made.slides)
    drawn = [shape for slide in made.slides for shape in slide.shapes if shape.has_chart or shape.has_table]
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in drawn)
    [chart] = [shape.chart for shape in drawn if shape.has_chart]
    values = {series.name: list(series.values) for series in chart.plots[0].series}
    assert values["Value"] == [50.0] * 6 + [100.0]
    assert values["Improvement, unlikely to be chance"] == [None] * 6 + [100.0]
    assert chart.part.chart_workbook.xlsx_part is not None


def test_what_is_said_is_never_run(show: Show, reading: Reading) -> None:
    hostile = '=HYPERLINK("http://x") #eval("1+1") *[_ </text><script>alert(1)</script>'
    measures = {"items": [_called(hostile)], "next": None}
    reading.replaced["/v1/measures"] = (200, measures)

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(show(f"{BOARD}.pdf").body)).pages)
    book = show(f"{BOARD}.xlsx").body
    assert "#eval(" in text
    assert sheet(book, "Figures")[0]["title"] == hostile
    assert "<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()


def _called(title: str) -> dict[str, Any]:
    definition = {
        "slug": "modest-improvement", "title": title, "words": title, "why": "", "unit": "%", "direction": "increase",
        "ambition": 1, "counts": title, "numerator": title, "denominator": None, "exclusions": None,
        "attribution": title, "owner": None, "review_on": None, "version": 1,
    }  # fmt: skip
    figure = {
        "slug": "modest-improvement", "organisation": None, "year": "2026/27", "as_at": None, "numerator": None,
        "denominator": None, "value": None, "target": None, "status": "no_target", "needed": None,
        "definition_version": 1, "fresh_as_of": None,
    }  # fmt: skip
    return {"slug": "modest-improvement", "definition": definition, "figure": figure}


def test_a_suppressed_number_is_a_star_in_every_form(show: Show, reading: Reading) -> None:
    hidden = {
        "organisation": "RM1", "numerator": None, "value": None, "needed": None, "status": "suppressed",
        "suppressed": True, "target": "20",
    }  # fmt: skip
    measure = _called("People trained")
    measure["figure"] |= hidden
    measure["definition"] |= {"unit": "people"}
    reading.replaced["/v1/measures"] = (200, {"items": [measure], "next": None})

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(show(f"{BOARD}.pdf").body)).pages)
    slides = Presentation(io.BytesIO(show(f"{BOARD}.pptx").body)).slides
    [row] = sheet(show(f"{BOARD}.xlsx").body, "Figures")

    assert "* a small number, not shown" in text.replace("\n", " ")
    assert any("* a small number, not shown" in shape.text_frame.text for slide in slides
               for shape in slide.shapes if shape.has_text_frame)  # fmt: skip
    assert (row["numerator"], row["value"], row["needed"]) == ("*", "*", "*")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{MEASURE}/series.pdf", 404),
        (f"{MEASURE}/figure.png", 404),
        (f"{MEASURE}/anything.csv", 404),
        ("/measures/unknown/figure.csv", 404),
        ("/measures/..%2F/figure.csv", 404),
        (f"{BOARD}.exe", 400),
    ],
)
def test_a_file_that_is_not_there_is_said(show: Show, address: str, status: int) -> None:
    assert show(address).status == status


def test_a_report_that_cannot_be_made_says_why(show: Show, reading: Reading) -> None:
    reading.replaced["/v1/measures"] = (404, {"type": "UnknownOrganisation", "detail": "There is no XXX."})

    shown = show(f"{BOARD}.pdf?organisation=XXX")

    assert shown.status == 404
    assert "There is no XXX." in shown.text
