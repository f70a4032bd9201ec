"""A table says what the rows say, and is never run as a formula."""

import csv
import io
import zipfile

import pytest

from services.gateway.exports.forms import MEDIA_TYPE, Form, wanted
from services.gateway.exports.tables import as_csv
from services.gateway.exports.workbook import as_xlsx
from shared.http import Problem

HARMFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", HARMFUL)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe_in_csv(text: str) -> None:
    [row] = csv.DictReader(io.StringIO(as_csv(["a"], [{"a": text}]).decode(), newline=""))

    assert row["a"] == f"'{text}"


def test_everything_else_is_written_as_it_is() -> None:
    rows = [{"a": 'é, "x"\nnext', "b": -3}, {"a": None}]

    read = list(csv.DictReader(io.StringIO(as_csv(["a", "b"], rows).decode(), newline="")))

    assert read == [{"a": 'é, "x"\nnext', "b": "-3"}, {"a": "", "b": ""}]


def test_a_workbook_holds_texts_as_texts() -> None:
    book = zipfile.ZipFile(io.BytesIO(as_xlsx(["a"], [{"a": text} for text in HARMFUL] + [{"a": "12"}], "sheet")))

    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="s"') == len(HARMFUL) + 2
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("named", "accept", "form"),
    [
        (None, "", Form.JSON),
        (None, "*/*", Form.JSON),
        (None, "text/csv", Form.CSV),
        (None, "text/*", Form.CSV),
        (None, "text/html, text/csv;q=0.5, */*;q=0.1", Form.CSV),
        (None, "application/json;q=0.2, text/csv;q=0.9", Form.CSV),
        (None, MEDIA_TYPE[Form.XLSX], Form.XLSX),
        (None, "application/json;q=oh", Form.JSON),
        ("csv", "application/json", Form.CSV),
        ("xlsx", "image/png", Form.XLSX),
    ],
)
def test_the_form_is_the_one_named_else_the_one_liked_best(named: str | None, accept: str, form: Form) -> None:
    assert wanted(named, accept) is form


@pytest.mark.parametrize(("named", "accept", "status"), [("pdf", "", 400), ("", "", 400), (None, "image/png", 406)])
def test_what_is_not_there_is_said(named: str | None, accept: str, status: int) -> None:
    with pytest.raises(Problem) as problem:
        wanted(named, accept)

    assert problem.value.status == status


def test_a_form_that_is_ruled_out_is_not_acceptable() -> None:
    with pytest.raises(Problem):
        wanted(None, "*/*;q=0")
