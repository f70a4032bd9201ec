"""Whatever is sent as a file is opened in a process that can harm nobody, or refused as a whole."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway.imports.limits import MOST_COLUMNS, MOST_KEPT
from services.gateway.imports.sheets import sheets
from shared.http import Problem
from tests.gateway.imports.uploading import as_csv, as_xlsx

ROWS = [{"Title": "Fällen & “more”", "Score": 3, "On": "01/05/2024"}]
SHEET = "xl/worksheets/sheet1.xml"


async def refusal(content: bytes) -> tuple[int, str]:
    with pytest.raises(Problem) as problem:
        await sheets(content)
    return problem.value.status, problem.value.type


def changed(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with other parts."""
    paths = {"sheet": SHEET, "strings": "xl/sharedStrings.xml", "extra": "xl/extra.xml"}
    said = {paths[name]: part for name, part in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {one.filename: old.read(one) for one in old.infolist()}
        for name, part in {**kept, **said}.items():
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_csv_is_read_in_the_encodings_and_with_the_delimiters_of_excel(encoding: str, delimiter: str) -> None:
    [sheet] = await sheets(as_csv(ROWS, encoding, delimiter))

    assert sheet.rows == [["Title", "Score", "On"], ["Fällen & “more”", "3", "01/05/2024"]]


async def test_what_windows_saves_is_read_too() -> None:
    [sheet] = await sheets("Title\r\n“Fewer” falls – café\r\n".encode("cp1252"))

    assert sheet.rows[1] == ["“Fewer” falls – café"]


async def test_a_line_that_names_the_delimiter_is_believed() -> None:
    [sheet] = await sheets(b"sep=;\nTitle;Aim\na,b;c\n")

    assert sheet.rows[1] == ["a,b", "c"]


async def test_a_workbook_keeps_its_row_numbers() -> None:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="3"><c r="B3" t="inlineStr"><is><t>Title</t></is></c></row></sheetData></worksheet>'
    )
    [sheet] = await sheets(changed(as_xlsx(ROWS), sheet=xml))

    assert [list(filter(None, row)) for row in sheet.rows] == [[], [], ["Title"]]
    assert sheet.rows[2].index("Title") == 1


@pytest.mark.parametrize(
    "content", [b"", b"  \n ", b"PK\x03\x04", b"PK\x03\x04" + b"x" * 1000, b"\xd0\xcf\x11\xe0" * 9]
)
async def test_what_cannot_be_opened_is_refused(content: bytes) -> None:
    assert (await refusal(content))[0] in {415, 422}


async def test_a_sheet_of_billions_of_cells_harms_nobody() -> None:
    cell = b'<c r="%s" t="inlineStr"><is><t>x</t></is></c>'
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1">'
        + cell % b"A1"
        + b'</row><row r="1048576">'
        + cell % b"XFD1048576"
        + b"</row></sheetData></worksheet>"
    )
    assert await refusal(changed(as_xlsx(ROWS), sheet=xml)) == (422, "UnreadableFile")


async def test_a_zip_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    bomb = changed(as_xlsx(ROWS), extra=b"\0" * (150 * 1024 * 1024))

    assert len(bomb) < 1024 * 1024
    assert await refusal(bomb) == (413, "TooLarge")


async def test_a_short_text_that_stands_in_very_many_cells_is_too_large() -> None:
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 30_000
        + b"</t></si></sst>"
    )
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 150 + b"</row>"
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * 5_000 + b"</sheetData></worksheet>"
    )  # fmt: skip
    assert (await refusal(changed(as_xlsx(ROWS), sheet=xml, strings=shared)))[0] in {413, 422}


async def test_rows_and_columns_beyond_the_bounds_are_not_even_read() -> None:
    [long] = await sheets(b"a\n" * (MOST_KEPT + 100))
    [wide] = await sheets(b"a," * (MOST_COLUMNS + 100))

    assert len(long.rows) == MOST_KEPT
    assert len(wide.rows[0]) == MOST_COLUMNS


@given(content=st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
async def test_any_bytes_are_sheets_or_a_refusal(content: bytes) -> None:
    found: object = None
    try:
        found = await sheets(content)
    except Problem as problem:
        found = problem.status
    assert isinstance(found, list) or found in {413, 415, 422}
